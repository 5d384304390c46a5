"""«Войти как сотрудник»: an operator in a company, for a reason, for half an hour, seen by everybody."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from celery.signals import before_task_publish, task_postrun, task_prerun
from django.core import signing
from django.db import DatabaseError, transaction
from django.db.models.signals import post_save
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from config.celery import app as celery_app
from crm.company.domain import sign_in_rules
from crm.company.domain.visits import close_overdue
from crm.company.visiting import allowed
from crm.journal.domain.entries import record
from crm.journal.domain.showing import who_did
from crm.journal.models import Entry
from crm.request_types.models import RequestType
from identity.models import User
from notifications.models import Letter
from support.domain import visits
from support.models import Visit
from tenants.context import speaking_for
from tenants.errors import DomainError
from tenants.models import Tenant
from tenants.tasks import TenantTask
from tests.conftest import make_employee

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

PLATFORM = "http://localhost:8000"
WHY = "Просили посмотреть, почему не видны дома"


@pytest.fixture
def head(alpha: Tenant) -> User:
    with speaking_for(alpha):
        return make_employee(email="head@example.ru")


@pytest.fixture
def console(operator: User, client_of: Callable[..., Client]) -> Client:
    return client_of(None, operator)


def ticket_for(tenant: Tenant, person: User, operator: User) -> str:
    return visits.ask(tenant, person=person.pk, person_name=str(person), reason=WHY, by=operator)[1]


def knock(client: Client, ticket: str, origin: str = PLATFORM) -> HttpResponse:
    return client.post("/sign-in/operator/", {"ticket": ticket}, HTTP_ORIGIN=origin)


@pytest.fixture
def inside(alpha: Tenant, head: User, operator: User, client_of: Callable[..., Client]) -> Client:
    client = client_of(alpha)
    answer = knock(client, ticket_for(alpha, head, operator))
    assert answer.headers.get("Location") == "/crm/", answer.content.decode()[-900:]
    return client


def test_from_the_card_to_the_desk_and_out(console: Client, client_of, alpha: Tenant, head: User, operator: User):
    form = {"person": head.email, "reason": WHY}
    page = console.post(f"/operator/enter/{alpha.pk}/", form)
    assert "form-action 'self' http://alpha.localhost:8000" in page["Content-Security-Policy"]
    ticket = re.search(r'name="ticket" value="([^"]+)"', page.content.decode())[1]

    office = client_of(alpha)
    knock(office, ticket)
    desk = office.get("/crm/").content.decode()
    assert "Оператор «Бурмистра»: вы вошли как" in desk
    assert WHY in desk

    out = office.post("/crm/company/visit/end/")
    assert f"{PLATFORM}/operator/tenants/inspect/{alpha.pk}/" in out.content.decode()
    assert office.get("/crm/").status_code == 302
    with speaking_for(alpha):
        entered, left = Entry.objects.filter(action__startswith="company.operator").order_by("pk")
        assert who_did(entered) == f"Оператор «Бурмистра» ({operator}) за: {head}"
        assert entered.changes["visit_reason"] == [None, WHY]
        assert (left.action, left.operator) == ("company.operator_left", str(operator))
        assert not Entry.objects.filter(action="identity.sign_in").exists(), "the head did not come himself"
    letter = Letter.objects.get(subject="Оператор «Бурмистра» вошёл в вашу CRM")
    assert letter.recipients == [head.email]
    assert WHY in letter.text
    assert WHY in console.get(f"/operator/tenants/inspect/{alpha.pk}/").content.decode(), "the operators' own log"


def test_only_with_a_fresh_proof_and_a_reason(client_of, operator: User, console: Client, alpha: Tenant, head: User):
    stale = client_of(None, operator)
    session = stale.session
    del session["proved_at"]
    session.save()
    assert "/operator/proof/" in stale.get(f"/operator/enter/{alpha.pk}/").url

    answer = console.post(f"/operator/enter/{alpha.pk}/", {"person": head.email, "reason": "так"})
    assert (answer.status_code, Visit.objects.count()) == (422, 0)
    stranger = console.post(f"/operator/enter/{alpha.pk}/", {"person": "nobody@example.ru", "reason": WHY})
    assert "Такого сотрудника" in stranger.content.decode()
    with pytest.raises(DomainError, match="только оператор"):
        visits.ask(alpha, person=head.pk, person_name="", reason=WHY, by=head)


def test_a_ticket_is_good_once_for_one_company_and_from_the_console(
    client_of, alpha: Tenant, beta: Tenant, head: User, operator: User
):
    ticket = ticket_for(alpha, head, operator)
    assert knock(client_of(beta), ticket).status_code == 403
    assert knock(client_of(alpha), ticket, "https://evil.example").status_code == 403
    assert knock(client_of(alpha), ticket[:-1]).status_code == 403
    assert knock(client_of(alpha), ticket).status_code == 302
    assert knock(client_of(alpha), ticket).status_code == 403, "used"

    forged = signing.dumps([beta.schema_name, Visit.objects.get().pk], salt="support.visit")
    assert knock(client_of(beta), forged).status_code == 403, "the row is of another company"


def test_after_a_minute_it_is_too_late(client_of, alpha: Tenant, head: User, operator: User, monkeypatch):
    ticket = ticket_for(alpha, head, operator)
    monkeypatch.setattr(visits, "TICKET_SECONDS", -1)
    assert knock(client_of(alpha), ticket).status_code == 403


def test_the_session_is_nothing_at_another_company(client_of, inside: Client, beta: Tenant):
    there = client_of(beta)
    there.cookies.update(inside.cookies)
    assert there.get("/crm/").status_code == 302


def test_time_is_over(inside: Client, alpha: Tenant):
    past = timezone.now() - timedelta(seconds=1)
    with pytest.raises(DatabaseError, match="begins once"), transaction.atomic():
        Visit.objects.update(ends_at=past)
    assert visits.end(Visit.objects.get())
    assert inside.get("/crm/", follow=False).url.startswith("/crm/login/")


def test_the_journal_says_that_the_time_was_over(alpha: Tenant, head: User, operator: User):
    past = timezone.now() - timedelta(minutes=40)
    Visit.objects.create(
        tenant=alpha, operator=operator, operator_name="О", person=head.pk, person_name="Г", reason=WHY,
        entered_at=past, ends_at=past + visits.LASTS,
    )  # fmt: skip
    assert [close_overdue(visits.overdue()) for _ in "12"] == [1, 0]
    with speaking_for(alpha):
        assert [entry.actor for entry in Entry.objects.filter(action="company.operator_left")] == [None]


@pytest.mark.parametrize(
    "path",
    [
        "/crm/account/", "/crm/account/password/", "/crm/account/second-factor/", "/crm/personal-data/",
        "/crm/api-keys/", "/crm/imports/", "/crm/company/rights/", "/crm/company/sign-in-rules/",
        "/crm/company/profile/requisites/", "/crm/journal/export.csv", "/crm/accounts/?export=csv",
        "/crm/billing/transactions/?export=csv", "/crm/employees/new/", "/m/",
    ],
)  # fmt: skip
def test_what_is_closed_to_an_operator(inside: Client, path: str):
    answer = inside.get(path)
    assert answer.status_code in (302, 403, 404), path
    assert "text/csv" not in answer.headers.get("Content-Type", "")


def test_what_is_sent_is_refused_but_for_settings(inside: Client, alpha: Tenant, operator: User, head: User):
    for path in ("/crm/account/password/", "/crm/pages/1/delete/", "/crm/company/rights/"):
        assert inside.post(path, {}).status_code in (302, 403), path
    assert inside.post("/crm/billing/invoices/issue/", {"amount": "100"}).status_code == 403

    inside.post("/crm/request_types/new/", {"name": "Лифт стоит", "is_active": "on", "order": "0"})
    with speaking_for(alpha):
        assert RequestType.objects.filter(name="Лифт стоит").exists()
        signed = Entry.objects.get(object_text="Лифт стоит")
        assert (signed.actor, signed.operator) == (head, str(operator))


def test_what_a_click_sets_going_bears_the_operator_s_name_to_its_end(
    inside: Client, alpha: Tenant, operator: User, head: User, client_of: Callable[..., Client]
):
    """A worker has no request: the name comes with the message, goes on with what the task sends, and ends with it."""
    sent: list[dict[str, Any]] = []

    def send(**_: object) -> None:
        sent.append({})
        before_task_publish.send(sender="tests.write", headers=sent[-1])

    @celery_app.task(name="tests.write", base=TenantTask)
    def write() -> None:
        record(action="company.profile_changed", obj=head, by=head)
        send()

    def work(message: dict[str, Any]) -> str:
        write.push_request(**message)
        task_prerun.send(sender=write, task_id="one", task=write, args=[], kwargs={})
        write()
        task_postrun.send(sender=write, task_id="one", task=write, state="SUCCESS")
        write.pop_request()
        with speaking_for(alpha):
            return Entry.objects.filter(action="company.profile_changed").latest("pk").operator

    post_save.connect(send, sender=RequestType)
    try:
        inside.post("/crm/request_types/new/", {"name": "Лифт стоит", "is_active": "on", "order": "0"})
        assert [work(sent[0]), work(sent[1])] == [str(operator)] * 2, "the click's task, and the task that it sent"
        office = client_of(alpha, head)
        office.post("/crm/request_types/new/", {"name": "Лифт гудит", "is_active": "on", "order": "0"})
        assert [work(sent[3]), work(sent[4])] == ["", ""], "what the head does himself is his own"
    finally:
        post_save.disconnect(send, sender=RequestType)
        celery_app.tasks.unregister(write.name)


def test_of_rights_only_seeing_and_settings_are_left():
    assert "company.see_profile" in allowed()
    closed = {
        "company.edit_requisites", "company.manage_rights", "company.manage_keys", "personal_data.see_file",
        "personal_data.erase", "journal.export_journal", "notices.send_notices", "crm_billing.issue_invoice",
    }  # fmt: skip
    assert allowed() & closed == set()


def test_the_company_may_keep_operators_out(console: Client, client_of, alpha: Tenant, head: User, operator: User):
    ticket = ticket_for(alpha, head, operator)
    with speaking_for(alpha):
        sign_in_rules.let_operators_in(allowed=False, by=head)
    assert knock(client_of(alpha), ticket).status_code == 403
    assert "не пускает операторов" in console.get(f"/operator/enter/{alpha.pk}/").content.decode()
