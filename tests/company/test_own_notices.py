"""«Уведомления» in one's own profile: which of them come by which channel."""

from collections.abc import Callable

import pytest
from django.test import Client

from crm.company.domain.contract_terms import company_today
from crm.company.domain.contractor_notices import warn_of_endings
from crm.company.domain.own_notices import choose_notices, wanted_by
from crm.company.models import Employee
from crm.company.notices import CONTRACT_ENDS
from crm.dispatch.notices import ASSIGNED, DEADLINE
from crm.journal.models import Entry
from crm.rights.enums import Role
from identity.models import User
from notifications.kinds import By
from notifications.models import Letter
from sites_cms.pages.notices import NEWS_ANSWERED, NEWS_WAITS
from tenants.context import in_schema
from tenants.models import Tenant
from tests.factories import ContractorFactory, EmployeeFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
URL = "/crm/account/"
# What the page sends whatever is changed on it.
PAGE = {
    "name_email-first_name": "Нина", "name_email-last_name": "Иванова", "theme-theme": "system",
    "theme-contrast": "system", "theme-density": "default",
}  # fmt: skip


def told() -> list[str]:
    with in_schema("public"):
        return [letter.recipients[0] for letter in Letter.objects.filter(subject__contains="кончается")]


def test_everything_comes_until_somebody_says_otherwise(head: User):
    usual = (CONTRACT_ENDS, ASSIGNED, DEADLINE, NEWS_WAITS, NEWS_ANSWERED)
    assert wanted_by(head.employee) == {By.EMAIL: {kind.code for kind in usual}}

    choose_notices(head.employee, wanted={By.EMAIL: frozenset()})
    assert wanted_by(Employee.objects.get(user=head)) == {By.EMAIL: frozenset()}

    entry = Entry.objects.get(action="company.choose_notices")
    assert entry.actor == head
    assert entry.changes["silent"][0] == ""
    for kind in usual:
        assert f"{kind.label} (на почту)" in entry.changes["silent"][1]


def test_only_those_who_want_the_letter_get_it(head: User):
    other = EmployeeFactory(role=Role.HEAD, email="second@example.ru", by=head)
    choose_notices(other, wanted={By.EMAIL: frozenset()})
    ContractorFactory(valid_until=company_today())

    assert warn_of_endings() == 1
    assert told() == [head.email]


def test_a_channel_that_was_not_asked_stays_as_it_was(head: User):
    choose_notices(head.employee, wanted={By.EMAIL: frozenset()})
    choose_notices(head.employee, wanted={})
    assert wanted_by(Employee.objects.get(user=head)) == {By.EMAIL: frozenset()}


def test_the_profile_shows_what_one_can_get_and_keeps_the_choice(tenant: Tenant, head: User, client_of: Callable):
    browser: Client = client_of(tenant, head)
    page = browser.get(URL).content.decode()
    assert "Кончается договор с подрядчиком" in page
    assert "О входе с нового устройства" in page

    assert browser.post(URL, PAGE | {"notices-email_shown": "True"}).status_code == 302
    assert wanted_by(Employee.objects.get(user=head)) == {By.EMAIL: frozenset()}

    browser.post(URL, PAGE | {"notices-email_shown": "True", "notices-email": [CONTRACT_ENDS.code]})
    assert wanted_by(Employee.objects.get(user=head)) == {By.EMAIL: {CONTRACT_ENDS.code}}


def test_who_may_nothing_of_it_is_offered_nothing(staff: Callable[[Role], Client]):
    page = staff(Role.ACCOUNTANT).get(URL).content.decode()
    assert "Пока нет писем, от которых можно отказаться" in page
    assert "Кончается договор с подрядчиком" not in page
