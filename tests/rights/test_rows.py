"""Everything, the houses of my sections, or only what is assigned to me: lists, editors, exports, figures, hints."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from crm.accounting import rights
from crm.accounting.domain.accounts import add_account
from crm.accounting.domain.houses import add_house, change_house
from crm.accounting.domain.sections import remove_section, save_section
from crm.accounting.models import Account, House
from crm.company.models import Employee
from crm.rights.domain.access import Rights, set_rights
from crm.rights.domain.rows import covers, within
from crm.rights.enums import Role, Rows
from crm.rights.models import Access, Section
from crm.shell.figures import figures_for
from identity.may import may
from identity.models import User
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.factories import AccountFactory, HouseFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

BY_ROWS = [rights.SEE_ACCOUNTS, rights.EDIT_ACCOUNTS, rights.EDIT_HOUSES]


@dataclass
class Town:
    """Three houses: one of my section, one that I answer for myself, and a colleague's; an account in each."""

    me: User
    centre: Section
    mine: House
    answered: House
    foreign: House

    def narrow(self, rows: Rows) -> User:
        now = Rights.of(Access.objects.get(user=self.me))
        set_rights(self.me, Rights(now.role, now.boxes, dict.fromkeys(BY_ROWS, rows)), by=None)
        return User.objects.get(pk=self.me.pk)


@pytest.fixture
def town(tenant: Tenant, head: User) -> Town:
    me = make_employee(Role.CLIENT_DESK)
    mine, answered, foreign = (HouseFactory(street=street, number="1") for street in ("Ленина", "Мира", "Садовая"))
    for house in (mine, answered, foreign):
        AccountFactory(house=house, balance=100)
    centre = save_section(None, name="Центр", houses=[mine], people=[me], by=head)
    save_section(None, name="Окраина", houses=[foreign], people=[], by=head)
    House.objects.filter(pk=answered.pk).update(responsible=Employee.objects.get(user=me))
    return Town(me, centre, *(House.objects.get(pk=house.pk) for house in (mine, answered, foreign)))


EXPECTED: list[tuple[Rows, Callable[[Town], set[House]]]] = [
    (Rows.ALL, lambda town: {town.mine, town.answered, town.foreign}),
    (Rows.SECTION, lambda town: {town.mine, town.answered}),
    (Rows.ASSIGNED, lambda town: {town.answered}),
]
each_extent = pytest.mark.parametrize(("rows", "expected"), EXPECTED, ids=[str(rows) for rows, _ in EXPECTED])


@each_extent
@pytest.mark.parametrize("action", BY_ROWS)
def test_lists_and_single_rows_are_cut_by_one_rule(town: Town, action: str, rows: Rows, expected):
    me, own = town.narrow(rows), expected(town)
    assert set(within(House.objects.all(), action, user=me)) == own
    assert {account.house for account in within(Account.objects.all(), action, user=me)} == own
    for house in House.objects.all():
        assert covers(house, action, user=me) is (house in own), house
        assert may(me, action, house) is (house in own), house
        assert may(me, action, house.accounts.get()) is (house in own), house


def client(town: Town, client_of: Callable[..., Client], rows: Rows) -> Client:
    me = town.narrow(rows)
    return client_of(Tenant.objects.get(slug="alpha"), me)


@each_extent
def test_screens_show_one_only_what_is_ones_own(town: Town, client_of, rows: Rows, expected):
    browser, own = client(town, client_of, rows), expected(town)
    lists = browser.get("/crm/houses/").content.decode(), browser.get("/crm/accounts/").content.decode()
    hints = browser.get("/crm/accounting/houses/?house=верхнекамск").content.decode()
    for house in (town.mine, town.answered, town.foreign):
        account = house.accounts.get()
        there = 200 if house in own else 404
        assert [house.street in text for text in (*lists, hints)] == [house in own] * 3, house
        for path in (
            f"/crm/houses/edit/{house.pk}/",
            f"/crm/houses/delete/{house.pk}/",
            f"/crm/accounts/edit/{account.pk}/",
            f"/crm/accounts/inspect/{account.pk}/",
            f"/crm/accounting/accounts/{account.pk}/off/",
        ):
            assert browser.get(path).status_code == there, path


@each_extent
def test_exports_hold_what_the_list_holds(town: Town, client_of, rows: Rows, expected):
    answer = client(town, client_of, rows).get("/crm/accounts/?export=csv")
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    assert {house for house in (town.mine, town.answered, town.foreign) if house.street in text} == expected(town)


@each_extent
def test_figures_of_the_desk_count_ones_own(town: Town, rows: Rows, expected):
    me, count = town.narrow(rows), len(expected(town))
    shown = {figure.label: figure.value for figure in figures_for(me)}
    assert shown["Домов в управлении"] == str(count)
    assert shown["Действующих лицевых счетов"] == str(count)
    assert shown["Долг жителей"].split("\u00a0")[0] == str(100 * count)


def test_a_foreign_house_takes_no_account_of_ours(town: Town):
    me = town.narrow(Rows.SECTION)
    with pytest.raises(DomainError, match="не на ваших участках") as refused:
        add_account(house=town.foreign, number="7", last_name="Ли", by=me)
    assert refused.value.field == "house"
    assert add_account(house=town.mine, number="7", last_name="Ли", by=me).house == town.mine


def test_a_house_is_not_put_out_of_ones_own_sight(town: Town):
    me = town.narrow(Rows.SECTION)
    data = {"city": "Верхнекамск", "street": "Ленина", "responsible": None, "by": me}
    with pytest.raises(DomainError, match="не увидите этот дом"):
        change_house(town.mine, number="1", section=None, **data)
    with pytest.raises(DomainError, match="не увидите этот дом"):
        add_house(number="2", **data)
    assert House.objects.get(pk=town.mine.pk).section == town.centre
    assert add_house(number="2", section=town.centre, **data).section == town.centre


def test_a_section_with_people_is_not_removed(town: Town, head: User):
    with pytest.raises(DomainError, match="работают люди"):
        remove_section(town.centre, by=head)
    save_section(town.centre, name="Центр", houses=[town.mine], people=[], by=head)
    remove_section(town.centre, by=head)
    assert House.objects.get(pk=town.mine.pk).section is None


def test_a_house_is_on_one_section(town: Town, head: User):
    save_section(town.centre, name="Центр", houses=[town.mine, town.foreign], people=[town.me], by=head)
    assert [house.section for house in House.objects.filter(pk__in=[town.mine.pk, town.foreign.pk])] == [
        town.centre,
        town.centre,
    ]


def test_the_screen_of_a_section(town: Town, tenant: Tenant, head: User, client_of):
    browser = client_of(tenant, head)
    answer = browser.post("/crm/sections/new/", {"name": "Север", "houses": [town.foreign.pk], "people": [town.me.pk]})
    assert answer.status_code == 302
    north = Section.objects.get(name="Север")
    assert (list(north.houses.all()), list(north.people.all())) == ([town.foreign], [town.me])
    again = browser.post("/crm/sections/new/", {"name": " север "})
    assert "Такой участок уже есть" in again.content.decode()
