"""People of contractors: on the phone only, never in the office, out with the contractor."""

from itertools import islice

import pytest
from django.conf import settings
from django.test import Client

from crm.company.domain import contractor_people, contractors
from crm.company.domain.contractor_people import contractor_of
from crm.company.models import Contractor, ContractorPerson, Employee
from crm.journal.models import Entry
from crm.rights.domain import access
from crm.rights.enums import Role
from crm.rights.models import Access
from identity.channels import SESSION_KEY, Channel
from identity.may import may
from identity.models import Session, User
from notifications.models import Letter
from tenants.context import in_schema
from tenants.errors import DomainError
from tenants.isolation import addresses
from tenants.models import Tenant
from tests.conftest import PASSWORD, forget_messages, make_employee
from tests.factories import ContractorFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

TIMUR = {
    "last_name": "Русланов",
    "first_name": "Тимур",
    "patronymic": "Ильич",
    "email": "Master@example.ru",
    "phone": "8 908 437-34-18",
}
# Open to everybody who is not signed in either: signing in and out, one's own password, texts of scripts.
OPEN = {
    "proof",  # one's own password, asked of whoever is signed in; it opens nothing by itself
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
    "new_password",
    "own_password",
    "second_factor_set_up",
    "second_factor_codes",
    "second_factor_off",
    "sign_out_there",
}


@pytest.fixture
def contractor(tenant: Tenant) -> Contractor:
    return ContractorFactory(short_name="ООО «Водяной»")


@pytest.fixture
def person(contractor: Contractor, head: User) -> ContractorPerson:
    return contractor_people.add_person(contractor, **TIMUR, by=head, send_password=False)


def signed_in(person: ContractorPerson, tenant: Tenant, client_of, channel: Channel) -> Client:
    client: Client = client_of(tenant, person.user)
    session = client.session
    session[SESSION_KEY] = channel.value
    session.save()
    return client


def fresh(user: User, channel: Channel) -> User:
    user = User.objects.get(pk=user.pk)
    user.channel = channel
    return user


def test_the_letter_leads_to_the_phones_door(contractor: Contractor, head: User):
    person = contractor_people.add_person(contractor, **TIMUR, by=head)

    assert (person.user.email, person.user.phone, person.user.is_staff) == ("master@example.ru", "+79084373418", True)
    assert person.user.access.role == Role.CONTRACTOR
    with in_schema("public"):
        letter = Letter.objects.get()
    assert letter.recipients == ["master@example.ru"]
    assert "http://alpha.localhost:8000/m/" in letter.text
    assert "/crm/" not in letter.text + letter.html
    entry = Entry.objects.get(action="company.add_contractor_person")
    assert entry.changes["contractor"] == [None, "ООО «Водяной»"]


def test_who_works_for_whom(person: ContractorPerson, contractor: Contractor, head: User):
    assert contractor_of(person.user) == contractor
    assert contractor_of(head) is None


def test_they_enter_on_the_phone_only(person: ContractorPerson):
    doors = {channel: may(fresh(person.user, channel), door) for channel, door in access.ENTER.items()}
    assert doors == {Channel.COMPUTER: False, Channel.MOBILE: True, Channel.API: False}


@pytest.mark.parametrize("channel", [Channel.MOBILE, Channel.COMPUTER])
def test_no_address_of_the_office_opens(person, tenant: Tenant, head: User, client_of, channel: Channel):
    """A session that says it is of the computer, at all of them; that of the phone, less dangerous, at every fifth."""
    at_home = client_of(tenant, head)
    outsider = signed_in(person, tenant, client_of, channel)
    walked = opened = 0
    for address in islice(addresses(settings.ROOT_URLCONF), 0, None, 1 if channel is Channel.COMPUTER else 5):
        if not address.route.startswith("crm/") or "failwhale" in address.route or address.name in OPEN:
            continue
        path = address.path(lambda argument: 1)
        if channel is Channel.COMPUTER and opened <= 60:  # once is enough
            opened += at_home.get(path).status_code == 200
        answer = outsider.get(path)
        forget_messages(outsider)
        assert answer.status_code in {302, 403, 404, 405}, path
        if answer.status_code == 302:
            assert "/crm/login/" in answer.url or answer.url.startswith("/crm/"), path
        if channel is Channel.COMPUTER:
            posted = outsider.post(path, {"short_name": "x", "reason": "x", "name": "x"})
            assert posted.status_code in {302, 403, 404, 405}, path
        walked += 1
    assert walked > (400 if channel is Channel.COMPUTER else 80)
    assert opened > 60 or channel is Channel.MOBILE, "what could open is there for those who may"
    assert not Contractor.objects.filter(short_name="x").exists()


def test_they_are_no_employees(person: ContractorPerson, staff, head: User, client_of, tenant: Tenant):
    assert not Employee.objects.filter(user=person.user).exists()
    client = client_of(tenant, head)
    assert "Русланов" not in client.get("/crm/employees/").content.decode()
    assert "Русланов" in client.get(f"/crm/contractors/edit/{person.contractor_id}/").content.decode()


def test_with_the_contractor_everybody_is_out_at_once(person, contractor, head: User, tenant: Tenant, client_of):
    signed_in(person, tenant, client_of, Channel.MOBILE)
    assert Session.objects.count() == 1

    contractors.deactivate(contractor, reason="Не продлили", by=head)

    assert Session.objects.count() == 0
    assert not User.objects.get(pk=person.user_id).is_active
    assert contractor_of(person.user) == contractor, "in history he stays theirs"
    with pytest.raises(DomainError, match="Сначала включите подрядчика"):
        contractor_people.activate_person(person, by=head)
    with pytest.raises(DomainError, match="Сначала включите подрядчика"):
        contractor_people.add_person(contractor, **{**TIMUR, "email": "b@example.ru", "phone": ""}, by=head)

    contractors.activate(contractor, by=head)
    assert not User.objects.get(pk=person.user_id).is_active, "some may have left: each is let in by hand"
    contractor_people.activate_person(person, by=head)
    assert User.objects.get(pk=person.user_id).is_active


def test_one_alone_can_be_shut_out(person, contractor, head: User, tenant: Tenant, client_of):
    second = contractor_people.add_person(
        contractor, **{**TIMUR, "email": "b@example.ru", "phone": ""}, by=head, send_password=False
    )
    for one in (person, second):
        signed_in(one, tenant, client_of, Channel.MOBILE)

    contractor_people.deactivate_person(person, by=head)

    assert [session.user_id for session in Session.objects.all()] == [second.user_id]
    with pytest.raises(DomainError, match="сначала включите"):
        contractor_people.invite_again(person, by=head)
    with pytest.raises(DomainError, match="уже отключён"):
        contractor_people.deactivate_person(person, by=head)


def test_a_wrong_address_is_put_right_and_a_new_password_sent(person: ContractorPerson, head: User):
    person.user.set_password(PASSWORD)
    person.user.save()
    contractor_people.change_person(person, **{**TIMUR, "email": "right@example.ru"}, by=head)
    contractor_people.invite_again(person, by=head)

    with in_schema("public"):
        assert Letter.objects.get().recipients == ["right@example.ru"]
    user = User.objects.get(pk=person.user_id)
    assert user.must_change_password
    assert not user.check_password(PASSWORD)


def test_a_login_belongs_to_one_person(person: ContractorPerson, contractor: Contractor, head: User):
    for other, field in (({"email": "head@example.ru", "phone": ""}, "email"), ({"email": "c@example.ru"}, "phone")):
        with pytest.raises(DomainError, match="уже зан") as refused:
            contractor_people.add_person(contractor, **{**TIMUR, **other}, by=head)
        assert refused.value.field == field
    assert ContractorPerson.objects.count() == 1


def test_nobody_touches_one_who_may_more(person: ContractorPerson, head: User):
    clerk = make_employee(Role.CLIENT_DESK)
    Access.objects.filter(user=clerk).update(given=["company.manage_contractors@computer"])
    Access.objects.filter(user=person.user).update(given=["company.manage_rights@computer"])
    for act in (contractor_people.invite_again, contractor_people.activate_person):
        with pytest.raises(DomainError):
            act(person, by=User.objects.get(pk=clerk.pk))
    with pytest.raises(DomainError, match="есть права, которых нет у вас"):
        contractor_people.change_person(person, **{**TIMUR, "email": "mine@example.ru"}, by=clerk)
    assert User.objects.get(pk=person.user_id).email == "master@example.ru"
