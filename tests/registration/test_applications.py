"""Manual, section 1: from the application to the first user."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from crm.company.models import Employee
from crm.rights.enums import Role
from identity.models import User
from notifications.models import Letter
from registration import consent
from registration.domain import applications, progress
from registration.enums import MOVES, Act, State
from registration.models import Application, HistoryLine
from registration.provisioning import hire_first
from tenants.context import speaking_for
from tenants.domain import provisioning
from tenants.enums import State as TenantState
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.registration.conftest import given_consent, inn_from

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def acts(application: Application) -> list[str]:
    return list(application.history.values_list("act", flat=True))


def test_an_application_keeps_what_was_said_and_the_consent(application: Application):
    application.refresh_from_db()

    assert application.state == State.NEW
    assert (application.phone, application.email) == ("+79084373418", "sokolova@example.ru")
    assert application.place == "Пермь, Пермский край"
    assert application.consent_version == consent.CURRENT.version
    assert application.consent_sha256 == consent.CURRENT.sha256
    assert (application.ip, application.user_agent) == ("203.0.113.7", "Tests")
    assert acts(application) == [Act.APPLIED]


def test_the_applicant_gets_a_letter_with_the_address_of_the_application(application: Application):
    letter = Letter.objects.get()

    assert letter.recipients == ["sokolova@example.ru"]
    assert f"http://localhost:8000/application/{application.token}/" in letter.text
    assert str(application.token) in letter.html


def test_texts_of_consents_that_were_given_do_not_change():
    """If this fails you have edited a published version: make a new one beside it instead."""
    assert {version: text.sha256[:16] for version, text in consent.VERSIONS.items()} == {"2026-11": "e927adf4217ffb80"}


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"inn": "5906123450"}, "inn", "Контрольная цифра ИНН"),
        ({"inn": "500100732259"}, "inn", "состоит из 10 цифр"),
        ({"kpp": "12"}, "kpp", "В КПП должно быть 9 знаков"),
        ({"ogrn": "1234567890123"}, "ogrn", "Контрольная цифра ОГРН"),
        ({"phone": "12"}, "phone", "Телефон не распознан"),
        ({"email": "нет"}, "email", "правильный адрес"),
        ({"short_name": "  "}, "short_name", "не может быть пустым"),
        ({"last_name": ""}, "last_name", "не может быть пустым"),
        ({"flats": 0}, "flats", "хотя бы одну"),
        ({"kind": "bank"}, "kind", "допустимых вариантов"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(
    details: Callable[..., applications.Details], wrong: dict[str, object], field: str, message: str
):
    with pytest.raises(DomainError, match=message) as refused:
        applications.apply(details(**wrong), consent=given_consent())

    assert refused.value.field == field
    assert not Application.objects.exists()
    assert not Letter.objects.exists()


def test_a_known_company_is_told_the_same_whether_it_waits_or_works(
    application: Application, alpha: Tenant, details: Callable[..., applications.Details]
):
    said = set()
    for inn in (application.inn, alpha.inn):
        with pytest.raises(DomainError) as refused:
            applications.apply(details(inn=inn), consent=given_consent())
        said.add((refused.value.field, str(refused.value)))

    assert said == {("inn", applications.KNOWN_INN)}
    assert "Альфа" not in applications.KNOWN_INN


def test_two_live_applications_of_one_company_the_database_refuses(application: Application):
    application.pk, application.token, application._state.adding = None, None, True
    application.token = Application._meta.get_field("token").get_default()
    with pytest.raises(IntegrityError, match="one_live_application_per_inn"), transaction.atomic():
        application.save()


def test_an_operator_asks_and_the_applicant_answers(application: Application, operator: User):
    asked = applications.ask(application, question="Сколько домов?", by=operator)
    assert asked.state == State.ASKED
    assert "Сколько домов?" in Letter.objects.latest("id").text

    answered = applications.answer(asked, text="Двенадцать")
    assert answered.state == State.NEW
    assert acts(application) == [Act.APPLIED, Act.ASKED, Act.ANSWERED]
    assert application.history.last().text == "Двенадцать"
    with pytest.raises(DomainError, match="вопросов к вам нет"):
        applications.answer(application, text="Ещё")


def test_an_operator_corrects_and_the_difference_is_kept(
    application: Application, operator: User, details: Callable[..., applications.Details]
):
    applications.correct(application, details=details(flats=2100, short_name="УК «Уют+»"), by=operator)

    line = application.history.last()
    assert (line.act, line.by) == (Act.CORRECTED, operator)
    assert line.changes == {"short_name": ["УК «Уют»", "УК «Уют+»"], "flats": [2000, 2100]}


def test_a_correction_that_changes_nothing_leaves_no_line(
    application: Application, operator: User, details: Callable[..., applications.Details]
):
    applications.correct(application, details=details(), by=operator)

    assert acts(application) == [Act.APPLIED]


def test_a_declined_company_is_told_why_and_may_apply_again(
    application: Application, operator: User, details: Callable[..., applications.Details]
):
    with pytest.raises(DomainError, match="причину"):
        applications.decline(application, reason=" ", by=operator)
    applications.decline(application, reason="Нет лицензии", by=operator)

    assert "Нет лицензии" in Letter.objects.latest("id").text
    assert applications.apply(details(), consent=given_consent()).state == State.NEW


@pytest.mark.parametrize("act", ["approve", "decline", "ask", "correct"])
def test_what_is_decided_stays_decided(
    application: Application, operator: User, details: Callable[..., applications.Details], act: str
):
    applications.decline(application, reason="Нет лицензии", by=operator)
    do = {
        "approve": lambda: applications.approve(application, slug="uyut", by=operator),
        "decline": lambda: applications.decline(application, reason="Ещё раз", by=operator),
        "ask": lambda: applications.ask(application, question="Почему?", by=operator),
        "correct": lambda: applications.correct(application, details=details(flats=1), by=operator),
    }[act]

    with pytest.raises(DomainError, match="уже решена"):
        do()


@pytest.mark.parametrize("origin", State.values)
@pytest.mark.parametrize("to", State.values)
def test_the_database_knows_the_moves(application: Application, alpha: Tenant, origin: str, to: str):
    own = {"question": "?", "decline_reason": "нет"}
    values = {**own, "inn": inn_from("590600000"), "tenant": alpha if origin == State.APPROVED else None}
    row = Application.objects.create(
        state=origin,
        **{
            name: getattr(application, name)
            for name in (
                "short_name", "full_name", "kind", "settlement", "flats", "last_name", "first_name", "phone", "email",
                "consent_version", "consent_sha256", "ip",
            )
        },
        **values,
    )  # fmt: skip
    change = {"state": to, "tenant": alpha if to == State.APPROVED else None}
    if origin == to or (origin, to) in MOVES:
        Application.objects.filter(pk=row.pk).update(**change)
        return
    with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic():
        Application.objects.filter(pk=row.pk).update(**change)


def test_history_is_append_only(application: Application):
    for spoil in (lambda rows: rows.update(text="не было"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match=r"Cannot (update|delete)"), transaction.atomic():
            spoil(HistoryLine.objects.filter(application=application))


def test_approval_makes_the_site_and_the_first_employee(
    application: Application, operator: User, django_capture_on_commit_callbacks: Callable[..., object]
):
    with django_capture_on_commit_callbacks(execute=True):
        approved = applications.approve(application, slug="uyut", by=operator)

    tenant = Tenant.objects.get(slug="uyut")
    assert approved.tenant == tenant
    assert (tenant.state, tenant.inn, tenant.kind) == (TenantState.ACTIVE, application.inn, "company")
    assert (tenant.city, tenant.region, tenant.federal_district) == ("Пермь", "Пермский край", "volga")
    assert tenant.time_zone == "Asia/Yekaterinburg"
    with speaking_for(tenant):
        first = Employee.objects.select_related("user__access").get().user
        assert (str(first), first.email, first.phone) == (
            "Соколова Марина Юрьевна",
            "sokolova@example.ru",
            "+79084373418",
        )
        assert first.access.role == Role.HEAD
        assert first.must_change_password
    letter = Letter.objects.latest("id")
    assert letter.recipients == ["sokolova@example.ru"]
    password = letter.text.split("Одноразовый пароль: ")[1].split()[0]
    assert first.check_password(password)
    assert "http://uyut.localhost:8000/crm/" in letter.text


def test_repeating_doubles_nothing(
    application: Application, operator: User, django_capture_on_commit_callbacks: Callable[..., object]
):
    with django_capture_on_commit_callbacks(execute=True):
        applications.approve(application, slug="uyut", by=operator)
    letters = Letter.objects.count()
    tenant = Tenant.objects.get(slug="uyut")

    with pytest.raises(DomainError, match="уже решена"):
        applications.approve(application, slug="uyut2", by=operator)
    provisioning.provision(tenant.pk)
    with speaking_for(tenant):
        hire_first(tenant)

    with speaking_for(tenant):
        assert Employee.objects.count() == 1
    assert Letter.objects.count() == letters
    assert Tenant.objects.filter(inn=application.inn).count() == 1


def test_a_company_that_works_already_is_not_made_twice(application: Application, operator: User, alpha: Tenant):
    Application.objects.filter(pk=application.pk).update(inn=alpha.inn)

    with pytest.raises(DomainError, match="уже работает"):
        applications.approve(application, slug="uyut", by=operator)


@pytest.mark.parametrize(
    ("slug", "message"), [("www", "занят самим сервисом"), ("alpha", "другой компании"), ("Уют", "Латинские буквы")]
)
def test_an_unusable_address_is_refused(
    application: Application, operator: User, alpha: Tenant, slug: str, message: str
):
    with pytest.raises(DomainError, match=message) as refused:
        applications.approve(application, slug=slug, by=operator)
    assert refused.value.field == "slug"
    application.refresh_from_db()
    assert application.state == State.NEW


def test_an_error_on_the_way_is_shown_and_the_rest_is_made_on_retry(
    application: Application,
    operator: User,
    django_capture_on_commit_callbacks: Callable[..., object],
    monkeypatch: pytest.MonkeyPatch,
):
    def broken(tenant: Tenant) -> None:
        raise RuntimeError("почта упала")

    sound = provisioning._steps["first_employee"]
    monkeypatch.setitem(
        provisioning._steps, "first_employee", provisioning.Step("first_employee", sound.label, sound.order, broken)
    )
    applications.approve(application, slug="uyut", by=operator)
    application.refresh_from_db()
    with pytest.raises(RuntimeError):
        provisioning.provision(application.tenant_id)
    application = Application.objects.get(pk=application.pk)
    stopped = progress.for_operator(application)
    assert "почта упала" in stopped.error
    assert [mark.label for mark in stopped.marks if not mark.done] == ["Первый сотрудник"]
    assert progress.for_applicant(application).error == ""

    monkeypatch.setitem(provisioning._steps, "first_employee", sound)
    with django_capture_on_commit_callbacks(execute=True):
        applications.retry_provisioning(application, by=operator)

    application = Application.objects.get(pk=application.pk)
    assert progress.for_operator(application).site == "http://uyut.localhost:8000"
    assert all(mark.done for mark in progress.for_applicant(application).marks)
    with pytest.raises(DomainError, match="Повторять нечего"):
        applications.retry_provisioning(application, by=operator)
