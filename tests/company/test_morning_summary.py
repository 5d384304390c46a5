"""The morning summary: to those who asked, once a day, by role and rights, never empty."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from crm.accounting.models import House
from crm.company.domain import morning_summary
from crm.company.domain.contract_terms import company_today
from crm.company.domain.morning_summary import choose_summary, is_morning, send_summary, who_waits
from crm.company.models import Employee
from crm.company.tasks import send_summaries, send_summaries_everywhere
from crm.dispatch.domain import executors
from crm.dispatch.enums import Priority
from crm.dispatch.models import Request
from crm.journal.models import Entry
from crm.rights.domain.access import Rights, set_rights
from crm.rights.enums import Role
from crm.rights.registry import Box
from crm.shell.summary import lines_for
from identity.channels import Channel
from identity.models import User
from notifications.models import Letter
from tenants.context import in_schema, speaking_for
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.dispatch.announcing import announced, clock
from tests.factories import EmployeeFactory, HouseFactory, RequestFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
URL = "/crm/account/"
PAGE = {
    "name_email-first_name": "Нина", "name_email-last_name": "Иванова", "theme-theme": "system",
    "theme-contrast": "system", "theme-density": "default",
}  # fmt: skip


@pytest.fixture
def house(tenant: Tenant) -> House:
    return HouseFactory()


@pytest.fixture
def time_is(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


def subscribed(role: Role = Role.HEAD) -> Employee:
    return choose_summary(make_employee(role).employee, wanted=True)


def late(house: House, **said: object) -> Request:
    request = RequestFactory(house=house, **said)
    Request.objects.filter(pk=request.pk).update(due_at=timezone.now() - timedelta(hours=1))
    return request


def letters() -> list[Letter]:
    with in_schema("public"):
        return list(Letter.objects.filter(subject__startswith="Сводка").order_by("pk"))


def lines(employee: Employee) -> dict[str, tuple[str, str]]:
    user = User.objects.get(pk=employee.user_id)
    return {line.label: (line.value, line.url) for line in lines_for(user, Role(user.access.role))}


def test_nobody_is_written_to_until_he_asks(house: House):
    late(house)
    employee = make_employee(Role.HEAD).employee
    send_summaries()
    assert letters() == []

    choose_summary(employee, wanted=True)
    entry = Entry.objects.get(action="company.choose_summary")
    assert (entry.actor, entry.changes) == (employee.user, {"wants_summary": [False, True]})
    send_summaries()
    assert [letter.recipients for letter in letters()] == [[employee.user.email]]


def test_it_comes_once_a_day_whatever_runs_again(house: House):
    late(house)
    employee = subscribed()
    send_summaries()
    send_summaries()
    assert not send_summary(employee.pk)
    assert len(letters()) == 1

    Employee.objects.update(summary_on=company_today() - timedelta(days=1))
    send_summaries()
    assert len(letters()) == 2


def test_a_worker_that_dies_while_it_writes_has_neither_marked_nor_sent(house: House, monkeypatch: pytest.MonkeyPatch):
    late(house)
    employee = subscribed()
    with monkeypatch.context() as broken:
        broken.delattr(morning_summary, "_write")
        with pytest.raises(NameError):
            send_summary(employee.pk)
    assert (letters(), who_waits()) == ([], [employee.pk])

    assert send_summary(employee.pk)
    assert len(letters()) == 1


def test_each_line_leads_to_the_rows_that_it_counts(tenant: Tenant, house: House, client_of: Callable[..., Client]):
    first, second = late(house), late(house, priority=Priority.EMERGENCY)
    head = subscribed()
    send_summary(head.pk)

    (letter,) = letters()
    day = company_today()
    assert letter.subject.startswith(f"Сводка на {day.day} ")
    assert letter.headers["List-Unsubscribe"] == f"<http://alpha.localhost:8000{URL}>"
    told = lines(head)
    assert told["Просрочено заявок"] == ("2", "/crm/dispatch/?state=late")
    for _, url in told.values():
        assert f"http://alpha.localhost:8000{url}" in letter.text

    page = client_of(tenant, head.user).get(told["Открытых аварий"][1]).content.decode()
    assert f"№ {second.number}" in page
    assert f"№ {first.number}" not in page


def test_a_role_gets_what_it_looks_at_in_the_morning(house: House):
    late(house)
    office, yard = lines(subscribed(Role.DISPATCHER)), lines(subscribed(Role.EXECUTOR))
    assert list(office) == ["Просрочено заявок", "Новых, никто не взял", "Всего открыто заявок"]
    assert yard == {}


def test_an_executor_hears_of_his_own(head: User, house: House):
    plumber = EmployeeFactory(role=Role.EXECUTOR, by=head)
    executors.assign(late(house), employees=[plumber], by=head)
    other = EmployeeFactory(role=Role.EXECUTOR, email="other@example.ru", by=head)
    executors.assign(RequestFactory(house=house), employees=[other], by=head)
    today = RequestFactory(house=house)
    executors.assign(today, employees=[plumber], by=head)
    Request.objects.filter(pk=today.pk).update(due_at=timezone.now() + timedelta(seconds=1))

    told = lines(plumber)
    assert told["Просрочено у меня"] == ("1", "/crm/dispatch/?state=late&mine=on")
    assert told["Всего на мне"][0] == "2"


def test_the_day_of_a_deadline_is_the_companys(house: House, time_is: Callable):
    request, office = RequestFactory(house=house), subscribed(Role.DISPATCHER)
    time_is(clock("2026-03-05 08:00"))
    for at, found in (("2026-03-05 23:59", True), ("2026-03-06 00:00", False), ("2026-03-05 07:59", False)):
        Request.objects.filter(pk=request.pk).update(due_at=clock(at))
        assert ("Срок сегодня" in lines(office)) is found, at


def test_outages_of_today_are_told_and_those_of_tomorrow_are_not(house: House):
    office = subscribed(Role.DISPATCHER)
    announced(house, hours=48, kind="planned")
    assert "Отключений идёт или начнётся сегодня" not in lines(office)
    announced(house)
    assert lines(office)["Отключений идёт или начнётся сегодня"] == ("1", "/crm/dispatch/outages/?state=today")


def test_money_is_told_to_those_who_may_see_it(head: User, house: House):
    accountant = subscribed(Role.ACCOUNTANT)
    assert "Баланс в «Бурмистре»" in lines(accountant)

    rights = Rights.of_role(Role.ACCOUNTANT)
    without = rights.boxes - {Box("crm_billing.see_billing", Channel.COMPUTER)}
    set_rights(accountant.user, Rights(rights.role, without, {}), by=head)
    assert "Баланс в «Бурмистре»" not in lines(accountant)


def test_no_letter_is_sent_when_there_is_nothing_to_say(tenant: Tenant):
    dispatcher = subscribed(Role.DISPATCHER)
    send_summaries()
    assert letters() == []
    assert who_waits() == [], "asked again only tomorrow"
    assert not lines(dispatcher)


def test_whoever_left_gets_none(head: User, house: House):
    late(house)
    employee = subscribed(Role.DISPATCHER)
    User.objects.filter(pk=employee.user_id).update(is_active=False)
    assert who_waits() == []
    assert not send_summary(employee.pk)
    assert letters() == []


@pytest.mark.parametrize(
    ("utc", "place", "found"),
    [
        ("02:59", "Asia/Yekaterinburg", False), ("03:00", "Asia/Yekaterinburg", True),
        ("06:59", "Asia/Yekaterinburg", True), ("07:00", "Asia/Yekaterinburg", False),
        ("03:00", "Europe/Moscow", False), ("05:00", "Europe/Moscow", True),
    ],
)  # fmt: skip
def test_morning_is_that_of_the_company(utc: str, place: str, found: bool):
    assert is_morning(datetime.fromisoformat(f"2026-03-05T{utc}:00+00:00"), place) is found


def test_each_company_gets_its_own_in_its_own_morning(alpha: Tenant, beta: Tenant, time_is: Callable):
    Tenant.objects.filter(pk=alpha.pk).update(time_zone="Asia/Vladivostok")
    Tenant.objects.filter(pk=beta.pk).update(time_zone="Europe/Moscow")
    alpha.refresh_from_db()
    beta.refresh_from_db()
    people = {}
    for company in (alpha, beta):
        with speaking_for(company):
            late(HouseFactory())
            people[company.slug] = subscribed(Role.DISPATCHER).user.email

    time_is(datetime.fromisoformat("2027-03-04T22:30:00+00:00"))
    send_summaries_everywhere()
    assert [letter.recipients for letter in letters()] == [[people["alpha"]]]
    time_is(datetime.fromisoformat("2027-03-05T05:30:00+00:00"))
    send_summaries_everywhere()
    assert [letter.recipients for letter in letters()] == [[people["alpha"]], [people["beta"]]]


def test_the_profile_has_the_tick_and_says_what_is_in_it(tenant: Tenant, head: User, client_of: Callable):
    browser = client_of(tenant, head)
    page = browser.get(URL).content.decode()
    assert "Присылать утреннюю сводку" in page
    assert "Просрочено заявок" in page

    browser.post(URL, PAGE)
    assert not Employee.objects.get(user=head).wants_summary, "a page that did not show it changes nothing"
    browser.post(URL, PAGE | {"summary-shown": "True", "summary-wanted": "on"})
    assert Employee.objects.get(user=head).wants_summary
    browser.post(URL, PAGE | {"summary-shown": "True"})
    assert not Employee.objects.get(user=head).wants_summary
