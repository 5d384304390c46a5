"""What an operator does with applications and messages at `/operator/`."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.rights.enums import Role
from identity.models import User
from registration.domain import applications
from registration.enums import Act, State
from registration.models import Application, Message
from tenants.enums import State as TenantState
from tests.registration.conftest import given_consent, inn_from

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def console(operator: User, client_of: Callable[..., Client]) -> Client:
    return client_of(None, operator)


def address(application: Application, what: str = "inspect") -> str:
    return {"inspect": f"/operator/applications/inspect/{application.pk}/"}.get(
        what, f"/operator/applications/{application.pk}/{what}/"
    )


def test_the_list_shows_what_decides(console: Client, application: Application):
    page = console.get("/operator/applications/").content.decode()

    for shown in ("УК «Уют»", "Новая", "Пермь, Пермский край", "2000"):
        assert shown in page


def test_the_list_costs_the_same_however_long_it_is(
    console: Client, application: Application, details: Callable[..., applications.Details]
):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            console.get("/operator/applications/")
        return len(queries)

    cost()
    before = cost()
    for number in range(5):
        applications.apply(details(inn=inn_from(f"59061111{number}")), consent=given_consent())

    assert cost() == before


def test_the_page_proposes_an_address_and_approval_makes_the_site(
    console: Client, application: Application, django_capture_on_commit_callbacks: Callable[..., object]
):
    assert 'value="uyut"' in console.get(address(application)).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        console.post(address(application, "approve"), {"slug": "uyut"})

    application.refresh_from_db()
    assert application.tenant.state == TenantState.ACTIVE
    page = console.get(address(application)).content.decode()
    assert "http://uyut.localhost:8000" in page
    assert "Одобрить и создать" not in page


def test_progress_is_polled_until_the_site_is_there(console: Client, application: Application, operator: User):
    applications.approve(application, slug="uyut", by=operator)
    page = console.get(address(application, "progress")).content.decode()

    assert 'hx-trigger="every 2s"' in page
    assert "Первый сотрудник" in page


def test_asking_and_declining_leave_their_lines(console: Client, application: Application):
    console.post(address(application, "ask"), {"question": "Сколько домов?"})
    console.post(address(application, "decline"), {"reason": "Нет лицензии"})

    application.refresh_from_db()
    assert application.state == State.DECLINED
    assert [line.act for line in application.history.all()] == [Act.APPLIED, Act.ASKED, Act.DECLINED]
    page = console.get(address(application)).content.decode()
    assert "Нет лицензии" in page
    assert "Сколько домов?" in page


def test_a_refusal_is_said_on_the_page(console: Client, application: Application):
    answer = console.post(address(application, "approve"), {"slug": "www"}, follow=True)

    assert "занят самим сервисом" in answer.content.decode()
    application.refresh_from_db()
    assert application.state == State.NEW


def test_every_field_can_be_corrected(console: Client, application: Application):
    edit = f"/operator/applications/edit/{application.pk}/"
    form = console.get(edit).context["form"]
    sent = {name: form[name].value() for name in form.fields} | {
        "city": "Казань",
        "flats": "77",
        "inn": inn_from("590699999"),
    }
    answer = console.post(edit, sent)

    assert answer.url == address(application)
    application.refresh_from_db()
    assert (application.place, application.flats) == ("Казань, Республика Татарстан", 77)
    assert application.history.last().act == Act.CORRECTED


def test_a_wrong_correction_is_said_at_its_field(console: Client, application: Application, alpha: object):
    edit = f"/operator/applications/edit/{application.pk}/"
    form = console.get(edit).context["form"]
    sent = {name: form[name].value() for name in form.fields} | {"inn": "5904123453"}

    assert applications.KNOWN_INN in console.post(edit, sent).content.decode()


def test_applications_are_neither_added_nor_deleted_by_hand(console: Client, application: Application):
    for path in ("new/", f"delete/{application.pk}/"):
        assert console.post(f"/operator/applications/{path}").status_code != 200
    assert Application.objects.count() == 1


def test_the_inbox_marks_what_is_read(console: Client):
    message = Message.objects.create(name="Пётр", email="petr@example.ru", text="Здравствуйте", ip="203.0.113.7")
    assert "Здравствуйте" in console.get(f"/operator/messages/inspect/{message.pk}/").content.decode()

    console.post(f"/operator/messages/{message.pk}/mark/", {"read": ""})
    message.refresh_from_db()
    assert message.read_at is not None

    console.post(f"/operator/messages/{message.pk}/mark/", {"unread": ""})
    message.refresh_from_db()
    assert message.read_at is None


def test_a_stranger_is_sent_to_sign_in(client_of: Callable[..., Client], application: Application):
    stranger = client_of()
    for path in (address(application), address(application, "progress"), "/operator/messages/"):
        assert stranger.get(path).url.startswith("/operator/login/")
    assert stranger.post(address(application, "approve"), {"slug": "uyut"}).status_code == 302
    application.refresh_from_db()
    assert application.state == State.NEW


def test_a_company_has_none_of_these_screens(staff: Callable[[Role], Client]):
    head = staff(Role.HEAD)
    for path in ("applications/", "applications/inspect/1/", "applications/1/approve/", "messages/"):
        assert head.get(f"/crm/{path}").status_code == 404


def test_the_history_says_in_words_what_was_corrected(
    console: Client, application: Application, operator: User, details: Callable[..., applications.Details]
):
    applications.correct(application, details=details(kind="association"), by=operator)

    assert application.history.last().shown_changes == [("вид", "Управляющая компания", "ТСЖ")]
    assert "<del>Управляющая компания</del>" in console.get(address(application)).content.decode()
