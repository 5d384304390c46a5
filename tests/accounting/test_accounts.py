from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from crm.accounting.domain.accounts import activate, add_account, change_account, deactivate
from crm.accounting.domain.queries import accounts_with_houses, count_active_accounts, search_accounts
from crm.accounting.enums import Kind
from crm.accounting.models import Account
from crm.journal.models import Entry
from tenants.errors import DomainError
from tests.factories import AccountFactory, HouseFactory

pytestmark = pytest.mark.integration


@pytest.fixture
def house(head):
    return HouseFactory(number="86", by=head)


@pytest.fixture
def account(house, head):
    return AccountFactory(house=house, number=" 00012345 ", flat="12", balance=Decimal("100.50"), by=head)


def test_leading_zeros_stay(account):
    account.refresh_from_db()
    assert account.number == "00012345"


def test_number_is_unique_among_active_accounts(account, house, head):
    with pytest.raises(DomainError, match="номера не повторяются") as error:
        add_account(house=house, number="00012345", last_name="Другой", by=head)
    assert error.value.field == "number"
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(house=house, number="00012345", last_name="Мимо правил")


def test_new_owner_takes_the_number_of_a_closed_account(account, house, head):
    deactivate(account, by=head)

    new = add_account(house=house, number="00012345", last_name="Новиков", first_name="Пётр", by=head)

    assert Account.objects.filter(number="00012345").count() == 2
    with pytest.raises(DomainError, match="номера не повторяются"):
        activate(account, by=head)
    deactivate(new, by=head)
    assert activate(account, by=head).is_active


def test_closing_keeps_the_date_and_writes_the_journal(account, head):
    yesterday = timezone.localdate() - timedelta(days=1)

    closed = deactivate(account, on=yesterday, by=head)

    assert (closed.is_active, closed.closed_on) == (False, yesterday)
    assert Entry.objects.get(action="accounting.deactivate").changes == {"closed_on": [None, str(yesterday)]}
    assert count_active_accounts() == 0
    with pytest.raises(DomainError, match="уже отключён"):
        deactivate(account, by=head)


def test_account_cannot_be_closed_in_the_future(account, head):
    with pytest.raises(DomainError, match="ещё не наступил"):
        deactivate(account, on=timezone.localdate() + timedelta(days=1), by=head)


def test_account_is_never_deleted(account):
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        Account.objects.all().delete()
    assert Account.objects.count() == 1


def test_legal_entity_has_its_name_in_the_surname(house, head):
    firm = add_account(house=house, number="7", last_name="ООО «Лютик»", flat="пом. 7Н", by=head)

    assert (firm.first_name, firm.patronymic, firm.is_legal_entity) == (".", ".", True)
    assert (firm.owner, firm.kind, firm.premises) == ("ООО «Лютик»", Kind.COMMERCIAL, "пом. 7Н")


def test_change_is_written_field_by_field(account, house, head):
    change_account(
        account, house=house, number="00012345", last_name="Смирнова", first_name="Нина", patronymic="Петровна",
        kind=Kind.FLAT, flat="12", entrance=None, floor=None, area=Decimal("45.20"), balance=Decimal("100.50"), by=head,
    )  # fmt: skip

    changes = Entry.objects.get(action="accounting.change_account").changes
    assert changes == {"last_name": ["Иванова", "Смирнова"], "area": [None, "45.20"]}


def test_change_that_changes_nothing_leaves_no_entry(account, house, head):
    change_account(
        account, house=house, number="00012345", last_name="Иванова", first_name="Нина", patronymic="Петровна",
        kind=Kind.FLAT, flat="12", entrance=None, floor=None, area=None, balance=Decimal("100.50"), by=head,
    )  # fmt: skip

    assert not Entry.objects.filter(action="accounting.change_account").exists()


@pytest.mark.parametrize(
    ("number", "advice"),
    [("", "Это не номер"), ("1,16E+05", "Excel испортил"), ("<b>", "< и >"), ("---", "Это не номер"), ("1" * 31, "30")],
)
def test_what_is_no_number_is_refused(number, advice, house, head):
    with pytest.raises(DomainError, match=advice.replace("+", r"\+")):
        add_account(house=house, number=number, last_name="Ли", by=head)


def test_flats_stand_in_the_order_of_their_numbers(house, head):
    for number, flat in enumerate(["10", "9", "2а", "2"]):
        add_account(house=house, number=str(number), last_name="Ли", flat=flat, by=head)

    assert [account.flat for account in accounts_with_houses()] == ["2", "2а", "9", "10"]


@pytest.mark.parametrize("text", ["0001", "иванова", "Петровна нина", "12", "кв.12", "иванова 12"])
def test_search_by_number_surname_and_flat(text, account, house, head):
    add_account(house=house, number="99", last_name="Ёлкин", flat="112", by=head)

    assert list(search_accounts(Account.objects.all(), text)) == [account]


def test_yo_does_not_matter_in_search(account, house, head):
    other = add_account(house=house, number="99", last_name="Ёлкин", first_name="Бо", by=head)

    assert list(search_accounts(Account.objects.all(), "елкин")) == [other]
