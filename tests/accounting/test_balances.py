"""The balance's history, who writes it, and since when an account owes."""

from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from crm.accounting.domain.accounts import add_account, change_account
from crm.accounting.domain.balances import balance_history, clean_data_date
from crm.accounting.models import Account, BalanceChange
from crm.imports.models import ImportRun
from tenants.errors import DomainError
from tests.factories import AccountFactory

pytestmark = pytest.mark.integration

FIELDS = ("house", "number", "last_name", "first_name", "patronymic", "kind", "flat", "entrance", "floor", "area")


def say(account: Account, balance: int, *, on: date) -> None:
    """A balance as a file brings it: set, with its date."""
    Account.objects.filter(pk=account.pk).update(balance=balance, balance_on=on)


def start_of(account: Account) -> tuple[date | None, bool]:
    account.refresh_from_db()
    return account.debt_since, account.debt_is_older


def test_typed_balance_is_of_today_and_its_author_is_known(head):
    account = AccountFactory(balance=Decimal(100), by=head)

    change_account(account, **{name: getattr(account, name) for name in FIELDS}, balance=Decimal(40), by=head)

    today = timezone.localdate()
    assert [(one.balance, one.balance_on, one.by, one.import_run) for one in balance_history(account)] == [
        (Decimal(40), today, head, None),
        (Decimal(100), today, head, None),
    ]


def test_new_account_without_a_balance_has_no_date_and_no_history(head):
    account = AccountFactory(by=head)

    account.refresh_from_db()
    assert (account.balance, account.balance_on) == (0, None)
    assert not BalanceChange.objects.exists()


def test_author_of_one_act_is_not_left_to_the_next(head):
    AccountFactory(balance=Decimal(1), by=head)

    other = AccountFactory(balance=Decimal(2), number="2", by=None)

    assert balance_history(other).get().by is None


def test_history_costs_one_query(head, django_assert_num_queries):
    account = AccountFactory(balance=Decimal(1), by=head)
    for n in range(2, 12):
        say(account, n, on=date(2026, 1, n))

    with django_assert_num_queries(1):
        told = [(one.by, one.import_run) for one in balance_history(account)]
    assert len(told) == 11


def test_history_is_never_rewritten(head):
    from django.db.utils import InternalError

    AccountFactory(balance=Decimal(1), by=head)

    with pytest.raises(InternalError, match="Cannot update or delete"):
        BalanceChange.objects.update(balance=0)


def test_debt_lasts_from_the_first_data_with_it(head):
    account = AccountFactory(by=head)
    say(account, 0, on=date(2026, 1, 1))
    say(account, 10, on=date(2026, 2, 1))
    say(account, 700, on=date(2026, 3, 1))

    assert start_of(account) == (date(2026, 2, 1), False)


def test_paid_debt_is_forgotten_and_a_new_one_begins_anew(head):
    account = AccountFactory(by=head)
    say(account, 10, on=date(2026, 1, 1))
    say(account, -5, on=date(2026, 2, 1))
    assert start_of(account) == (None, False)

    say(account, 20, on=date(2026, 3, 1))
    assert start_of(account) == (date(2026, 3, 1), False)


@pytest.mark.parametrize("balance", [Decimal(300), Decimal(0)])
def test_debt_of_the_first_data_may_be_older(head, balance):
    account = AccountFactory(balance=balance, by=head)
    say(account, 400, on=timezone.localdate() + timedelta(days=1) if balance else date(2026, 2, 1))

    assert start_of(account) == (timezone.localdate() if balance else date(2026, 2, 1), True)


def test_stale_copy_that_is_saved_does_not_lose_the_start(head):
    stale = add_account(house=AccountFactory(by=head).house, number="7", last_name="Ли", balance=Decimal(5), by=head)
    assert stale.debt_since is None

    stale.save()

    assert start_of(stale) == (timezone.localdate(), True)


def test_balances_from_before_the_history_begin_it(head):
    """What the migration does with accounts that are there; a debt of theirs may be older than its data."""
    step = import_module("crm.accounting.migrations.0004_debt_age").say_what_is_known
    with pgtrigger.ignore("accounting.Account:balance_added", "accounting.Account:debt_added"):
        owing = AccountFactory(balance=Decimal(5), by=head)
    AccountFactory(number="2", by=head)
    assert (start_of(owing), BalanceChange.objects.count()) == ((None, False), 0)

    with connection.schema_editor() as editor:
        step(apps, editor)

    assert start_of(owing) == (timezone.localdate(), True)
    assert [(one.account, one.balance) for one in BalanceChange.objects.all()] == [(owing, Decimal(5))]


@pytest.mark.parametrize(("days", "words"), [(-1, "ещё не наступил"), (400, "старше года")])
def test_date_of_the_data_is_believable(days, words):
    with pytest.raises(DomainError, match=words):
        clean_data_date(timezone.localdate() - timedelta(days=days))


@pytest.mark.parametrize("days", [0, 366])
def test_today_and_a_year_ago_are_dates_of_data(days):
    day = timezone.localdate() - timedelta(days=days)

    assert clean_data_date(day) == day


def test_history_tells_a_load_from_its_undo():
    loaded, undone = timezone.now(), timezone.now() + timedelta(hours=2)
    run = ImportRun(file_name="долги.csv", finished_at=loaded, undone_at=undone)

    assert BalanceChange(import_run=run, at=loaded - timedelta(seconds=1)).origin == "долги.csv"
    assert BalanceChange(import_run=run, at=undone).origin == "откат: долги.csv"
    assert (BalanceChange(by_id=1).origin, BalanceChange().origin) == ("вручную", "система")
