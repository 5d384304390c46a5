from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.dispatch import receiver
from django.utils import timezone

from crm.accounting.domain.accounts import add_account, deactivate
from crm.accounting.domain.owners import change_owner
from crm.accounting.events import owner_changed
from crm.accounting.models import Account
from crm.journal.models import Entry
from crm.people.domain import queries
from crm.people.models import Person
from crm.rights.enums import Role
from identity.models import User
from tenants.errors import DomainError

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
SOLD_ON = TODAY - timedelta(days=10)


@pytest.fixture
def sold(head: User, house) -> Account:
    return add_account(
        house=house, number="00012345", last_name="Иванова", first_name="Нина", patronymic="Петровна", flat="12",
        area=Decimal("45.20"), balance=Decimal("1520.40"), by=head,
    )  # fmt: skip


def sell(account: Account, head: User, **other: object) -> Account:
    return change_owner(
        account, by=head, **{"on": SOLD_ON, "last_name": "Ким", "first_name": "Олег", "patronymic": "", **other}
    )


def test_the_old_account_ends_and_a_new_one_with_the_same_number_begins(head: User, sold: Account):
    new = sell(sold, head)
    old = Account.objects.get(pk=sold.pk)

    assert (old.is_active, old.closed_on, old.owner) == (False, SOLD_ON, "Иванова Нина Петровна")
    assert (new.is_active, new.number, new.house, new.flat, new.area) == (
        True, "00012345", old.house, "12", Decimal("45.20"),
    )  # fmt: skip
    assert (new.predecessor, old.successor) == (old, new)
    assert Entry.objects.filter(action="accounting.change_owner").count() == 1


def test_the_debt_is_of_who_owned_then(head: User, sold: Account):
    new = sell(sold, head)

    assert Account.objects.get(pk=sold.pk).balance == Decimal("1520.40")
    assert new.balance == 0


def test_an_heir_takes_the_debt_over(head: User, sold: Account):
    new = sell(sold, head, takes_balance=True)

    assert Account.objects.get(pk=sold.pk).balance == 0
    assert Account.objects.get(pk=new.pk).balance == Decimal("1520.40")
    assert [change.balance for change in sold.balance_changes.order_by("id")] == [Decimal("1520.40"), Decimal(0)]


def test_ties_of_people_end_that_day_and_the_new_owner_begins_without(head: User, account: Account, owner: Person):
    new = sell(account, head)

    assert owner.ties.get().until == SOLD_ON
    assert queries.people_of(new) == []
    assert owner.phones.count() == 1, "the debt is asked for by that phone"


def test_the_next_sale_goes_on_from_there(head: User, sold: Account):
    second = sell(sold, head)
    third = sell(second, head, on=TODAY, last_name="Ли", first_name="Бо")

    assert Account.objects.filter(number="00012345").count() == 3
    assert third.predecessor == second
    with pytest.raises(DomainError, match="владеет с"):
        sell(third, head, last_name="Ан", on=SOLD_ON)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"last_name": "Иванова", "first_name": "Нина", "patronymic": "Петровна"}, "last_name"),
        ({"last_name": "."}, "last_name"),
    ],
)
def test_what_is_refused_changes_nothing(head: User, sold: Account, wrong: dict[str, object], field: str):
    with pytest.raises(DomainError) as refusal:
        sell(sold, head, **wrong)

    assert refusal.value.field == field
    assert Account.objects.get() == sold
    assert Account.objects.get().is_active


def test_a_closed_account_has_no_next_owner(head: User, sold: Account):
    deactivate(sold, by=head, on=date(2026, 1, 1))

    with pytest.raises(DomainError, match="действующего"):
        sell(sold, head)


def test_whoever_listens_may_refuse_the_whole(head: User, sold: Account):
    @receiver(owner_changed, weak=False)
    def refuse(**_: object) -> None:
        raise DomainError("Сначала закройте показания.")

    try:
        with pytest.raises(DomainError, match="показания"):
            sell(sold, head)
    finally:
        owner_changed.disconnect(refuse)
    assert Account.objects.get().is_active


class TestScreen:
    DATA = {"on": SOLD_ON.isoformat(), "last_name": "ООО «Лютик»", "first_name": ".", "patronymic": "."}

    def test_the_screen_says_what_stays_and_leads_to_the_new_account(self, staff, sold: Account):
        accountant = staff(Role.ACCOUNTANT)
        page = accountant.get(f"/crm/accounting/accounts/{sold.pk}/owner/").content.decode()
        assert "долг 1\xa0520,40" in page

        answer = accountant.post(f"/crm/accounting/accounts/{sold.pk}/owner/", self.DATA)

        new = Account.objects.get(is_active=True)
        assert new.owner == "ООО «Лютик»"
        assert answer.headers["Location"] == f"/crm/accounts/inspect/{new.pk}/"

    def test_both_accounts_lead_to_each_other(self, staff, head: User, sold: Account):
        from crm.accounting.owner_card import context

        new = sell(sold, head)
        old = Account.objects.get(pk=sold.pk)

        assert context(new, head) == {"before": old, "after": None}
        assert context(old, head) == {"before": None, "after": new}
        page = staff(Role.ACCOUNTANT).get(f"/crm/accounts/inspect/{new.pk}/").content.decode()
        assert f'href="/crm/accounts/inspect/{old.pk}/"' in page
        assert "За ним долг 1\xa0520,40" in page

    def test_where_nobody_moved_there_is_no_card(self, head: User, sold: Account):
        from crm.accounting.owner_card import context

        assert context(sold, head) is None

    def test_a_wrong_day_is_told_at_its_field(self, staff, sold: Account):
        data = {**self.DATA, "on": (TODAY + timedelta(days=1)).isoformat()}
        answer = staff(Role.ACCOUNTANT).post(f"/crm/accounting/accounts/{sold.pk}/owner/", data)

        assert "ещё не наступил" in str(answer.context["form"].errors["on"])

    def test_a_dispatcher_does_not_sell_flats(self, staff, sold: Account):
        assert staff(Role.DISPATCHER).post(f"/crm/accounting/accounts/{sold.pk}/owner/", self.DATA).status_code == 302
        assert Account.objects.count() == 1
