"""The directory for central sign-in follows every change of who may sign in, and tells nobody anything."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from crm.company.domain import employees
from crm.company.models import Employee
from crm.rights.enums import Role
from identity.domain.directory import refill
from identity.models import User
from identity.tasks import refill_directories
from places.domain import settlements
from registration import consent
from registration.domain import applications
from registration.models import Application
from tenants.context import in_schema, speaking_for
from tenants.domain import directory, lifecycle, provisioning
from tenants.enums import State
from tenants.models import SignInKey, Tenant
from tests.conftest import make_employee
from tests.factories import TenantFactory, data_of

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

PHONE, NEW_PHONE = "+79084373418", "+79084373419"


def known(login: str) -> list[str]:
    """Slugs of the companies that know a login."""
    with in_schema("public"):
        return [key.tenant.slug for key in directory.find(directory.digest_of(login), limit=10)]


@pytest.fixture
def nina(tenant: Tenant) -> User:
    user = make_employee(email="nina@example.ru")
    user.phone = PHONE
    user.save()
    return user


def test_it_holds_keyed_hashes_and_no_login(nina: User, settings):
    with connection.cursor() as cursor:
        cursor.execute("SELECT k::text FROM public.tenants_signinkey k")
        rows = " ".join(row for (row,) in cursor.fetchall())

    assert directory.digest_of(PHONE).hex() in rows
    assert len(directory.digest_of(PHONE)) == 32
    assert "nina" not in rows
    assert "908" not in rows.replace(directory.digest_of(PHONE).hex(), "").replace(
        directory.digest_of("nina@example.ru").hex(), ""
    )
    before = directory.digest_of(PHONE)
    settings.DIRECTORY_KEY = "another"
    assert directory.digest_of(PHONE) != before


def test_who_is_hired_is_known_by_mail_and_phone(tenant: Tenant):
    employees.hire(
        last_name="Сидоров", first_name="Пётр", patronymic="", email="Sidorov@example.ru", phone="8 908 437 34 18",
        role=Role.DISPATCHER, by=None, send_password=False,
    )  # fmt: skip
    assert known("sidorov@example.ru") == known(PHONE) == ["alpha"]


def test_a_new_mail_and_phone_take_the_place_of_the_old(nina: User):
    nina.email, nina.phone = "new@example.ru", NEW_PHONE
    nina.save()

    assert known("new@example.ru") == known(NEW_PHONE) == ["alpha"]
    assert known("nina@example.ru") == known(PHONE) == []


def test_who_leaves_is_unknown_and_who_comes_back_is_known(head: User, nina: User):
    employee = Employee.objects.get(user=nina)
    employees.change(employee, **data_of(employee, is_active=False), by=head)
    assert known("nina@example.ru") == known(PHONE) == []

    employees.change(employee, **data_of(employee, is_active=True), by=head)
    assert known("nina@example.ru") == ["alpha"]


def test_many_at_once_are_followed_too(tenant: Tenant, nina: User):
    User.objects.bulk_create([User(email=f"many{n}@example.ru", last_name="Много") for n in range(3)])
    assert known("many2@example.ru") == ["alpha"]

    User.objects.filter(last_name="Много").update(is_active=False)
    assert known("many2@example.ru") == []

    people = list(User.objects.filter(last_name="Много"))
    for person in people:
        person.is_active, person.email = True, person.email.replace("many", "lots")
    User.objects.bulk_update(people, ["is_active", "email"])
    assert known("lots2@example.ru") == ["alpha"]

    User.objects.filter(last_name="Много").delete()
    assert known("lots2@example.ru") == []
    assert known("nina@example.ru") == ["alpha"]


def test_what_is_undone_is_undone_in_the_directory(tenant: Tenant, nina: User):
    with transaction.atomic():
        nina.email = "new@example.ru"
        nina.save()
        transaction.set_rollback(True)
    assert (known("nina@example.ru"), known("new@example.ru")) == (["alpha"], [])


def test_what_has_nothing_to_do_with_signing_in_costs_nothing(tenant: Tenant, nina: User):
    with CaptureQueriesContext(connection) as queries:
        nina.save(update_fields=["last_login"])
        User.objects.filter(pk=nina.pk).update(last_name="Петрова")
    assert not [query for query in queries if "signinkey" in query["sql"]]


def test_two_companies_know_one_login_and_change_only_their_own(tenant: Tenant, beta: Tenant, nina: User):
    with speaking_for(beta):
        other = make_employee(email="nina@example.ru")
    assert known("nina@example.ru") == ["alpha", "beta"]

    with speaking_for(beta):
        assert other.pk in directory.people(after=0, limit=10)
        directory.keep({nina.pk: [], other.pk: []})
        refill()
        User.objects.filter(pk=other.pk).update(is_active=False)
    assert known("nina@example.ru") == ["alpha"]


def test_a_company_does_not_look_into_the_directory(tenant: Tenant, nina: User):
    with pytest.raises(LookupError):
        directory.find(directory.digest_of("nina@example.ru"), limit=1)


def test_the_first_employee_of_a_new_company_is_known(db: None):
    application = applications.apply(
        applications.Details(
            short_name="УК «Уют»", full_name="ООО «УК Уют»", kind="company", inn="5906123459",
            settlement=settlements.find(name="Пермь"), last_name="Соколова", first_name="Марина", patronymic="",
            phone=NEW_PHONE, email="sokolova@example.ru", flats=2000,
        ),
        consent=applications.Consent(text=consent.CURRENT, ip="203.0.113.7", user_agent="Tests"),
    )  # fmt: skip
    tenant = provisioning.begin(TenantFactory())
    Application.objects.filter(pk=application.pk).update(tenant=tenant, state="approved")

    provisioning.provision(tenant.pk)

    assert known("sokolova@example.ru") == known(NEW_PHONE) == ["gamma"]


# Filling it again


def break_it(tenant: Tenant, nina: User) -> None:
    """One row is missing, one is of a login that is no more, one of a person who is no more."""
    SignInKey.objects.filter(tenant=tenant, digest=directory.digest_of(PHONE)).delete()
    directory.keep({10_000: ["gone@example.ru"]})
    with connection.cursor() as cursor:
        cursor.execute("UPDATE identity_user SET email = 'silent@example.ru' WHERE id = %s", [nina.pk])


def test_refilling_mends_what_was_written_past_us(tenant: Tenant, nina: User):
    break_it(tenant, nina)

    assert refill() == 4  # the phone and the new mail come, the old mail and the stranger go
    assert known(PHONE) == known("silent@example.ru") == ["alpha"]
    assert known("gone@example.ru") == known("nina@example.ru") == []
    assert refill() == 0


def test_refilling_goes_in_steps(tenant: Tenant, monkeypatch: pytest.MonkeyPatch):
    from identity.domain import directory as filling

    monkeypatch.setattr(filling, "_AT_ONCE", 2)
    for number in range(5):
        make_employee(email=f"worker{number}@example.ru")
    SignInKey.objects.all().delete()

    assert refill() == 5
    assert [known(f"worker{number}@example.ru") for number in range(5)] == [["alpha"]] * 5
    directory.keep({number: [f"gone{number}@example.ru"] for number in range(10_000, 10_005)})
    assert refill() == 5


def test_the_command_fills_all_or_one_and_goes_on_behind_one(alpha: Tenant, beta: Tenant):
    for tenant in (alpha, beta):
        with speaking_for(tenant):
            make_employee(email="nina@example.ru")
    for arguments, filled in ((["beta"], ["beta"]), (["--after", "alpha"], ["beta"]), ([], ["alpha", "beta"])):
        SignInKey.objects.all().delete()
        call_command("refill_directory", *arguments, stdout=StringIO())
        assert sorted(known("nina@example.ru")) == filled


def test_one_companys_trouble_is_not_the_others(alpha: Tenant, beta: Tenant, monkeypatch: pytest.MonkeyPatch):
    with speaking_for(beta):
        make_employee(email="nina@example.ru")
    SignInKey.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE uk_alpha.identity_user RENAME time_zone TO zone")

    with pytest.raises(CommandError, match="Not done: alpha"), transaction.atomic():
        call_command("refill_directory", stdout=StringIO(), stderr=StringIO())


def test_every_night_it_is_filled_again_and_the_archived_go(alpha: Tenant, beta: Tenant):
    for tenant in (alpha, beta):
        with speaking_for(tenant):
            make_employee(email="nina@example.ru")
    SignInKey.objects.filter(tenant=alpha).delete()
    lifecycle.move(beta, to=State.ARCHIVED)

    refill_directories()

    assert known("nina@example.ru") == ["alpha"]
    assert not SignInKey.objects.filter(tenant=beta).exists()
