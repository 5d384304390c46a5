"""The monthly charge: from the daily counts to the entry, once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from billing.domain import charging, metering, tariffs
from billing.domain.forecast import forecast
from billing.domain.ledger import balance_of, broken_invariants
from billing.models import FreePeriod, Snapshot, Tariff, TariffStep, Transaction
from tenants.context import in_schema
from tenants.errors import DomainError
from tenants.models import Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

OCTOBER = date(2026, 10, 1)


def counted(tenant: Tenant, accounts: int, first: int = 1, last: int = 31) -> None:
    Snapshot.objects.bulk_create(
        Snapshot(tenant=tenant, day=OCTOBER.replace(day=day), accounts=accounts) for day in range(first, last + 1)
    )


def test_a_whole_month_costs_the_monthly_fee(alpha: Tenant):
    counted(alpha, 2000)

    assert charging.charge_month(OCTOBER) == charging.Charged(companies=1, amount=Decimal("3800.00"))

    charge = Transaction.objects.get()
    assert (charge.amount, charge.period, charge.description) == (
        Decimal("-3800.00"),
        OCTOBER,
        "Абонентская плата за октябрь 2026",
    )
    assert charge.details == {"accounts": 2000, "account_days": 62000, "days": 31, "month_fee": "3800.00"}
    assert (balance_of(alpha), broken_invariants()) == (Decimal("-3800.00"), [])


def test_twice_is_once_and_the_missed_one_is_caught_up(alpha: Tenant, beta: Tenant):
    counted(alpha, 100)
    charging.charge_month(OCTOBER)
    counted(beta, 200)

    assert charging.charge_month(OCTOBER + timedelta(days=20)).companies == 1
    assert charging.charge_month(OCTOBER).companies == 0
    assert (balance_of(alpha), balance_of(beta)) == (Decimal("-200.00"), Decimal("-400.00"))


def test_one_who_joined_on_the_twenty_second_pays_for_ten_days(alpha: Tenant):
    counted(alpha, 310, first=22)
    charging.charge_month(OCTOBER)
    assert balance_of(alpha) == Decimal("-200.00")


def test_the_volume_is_the_average_of_the_days(alpha: Tenant):
    counted(alpha, 900, last=15)
    counted(alpha, 1500, first=16)
    charging.charge_month(OCTOBER)
    days = 900 * 15 + 1500 * 16
    average = round(days / 31)
    fee = tariffs.monthly_fee(average, tariffs.steps(on=OCTOBER))
    assert balance_of(alpha) == -round(fee * days / (average * 31), 2)


@pytest.mark.parametrize("periods", [[(1, 10)], [(1, 7), (5, 10)]], ids=["one", "two that overlap"])
def test_free_days_are_free(alpha: Tenant, periods: list[tuple[int, int]]):
    counted(alpha, 310)
    for first, last in periods:
        FreePeriod.objects.create(
            tenant=alpha, first_day=OCTOBER.replace(day=first), last_day=OCTOBER.replace(day=last), reason="знакомство"
        )
    charging.charge_month(OCTOBER)
    assert balance_of(alpha) == Decimal("-420.00")


def test_a_month_that_is_free_leaves_no_trace(alpha: Tenant):
    counted(alpha, 310)
    FreePeriod.objects.create(tenant=alpha, first_day=OCTOBER, last_day=date(2026, 12, 31), reason="знакомство")
    assert charging.charge_month(OCTOBER).companies == 0
    assert not Transaction.objects.exists()


def test_the_price_is_that_of_the_first_day_of_the_month(alpha: Tenant):
    for price, day in (("1.00", date(2026, 9, 1)), ("9.00", date(2026, 10, 2))):
        tariff = Tariff.objects.create(name=price, valid_from=day, tenant=alpha)
        TariffStep.objects.create(tariff=tariff, from_accounts=1, price=Decimal(price))
    counted(alpha, 100)
    charging.charge_month(OCTOBER)
    assert balance_of(alpha) == Decimal("-100.00")


@pytest.mark.parametrize("accounts", [1, 7, 999, 1000, 1001, 1040, 4999, 5000, 5001, 20000, 25000])
def test_sql_and_python_count_the_same_fee(alpha: Tenant, accounts: int):
    counted(alpha, accounts)
    charging.charge_month(OCTOBER)
    assert -balance_of(alpha) == tariffs.monthly_fee(accounts, tariffs.steps(on=OCTOBER))


def test_a_month_that_is_not_over_is_refused():
    with pytest.raises(DomainError, match="ещё не закончился"):
        charging.charge_month(date.today())


def test_a_company_without_accounts_pays_nothing(alpha: Tenant):
    counted(alpha, 0)
    assert charging.charge_month(OCTOBER).companies == 0


class TestSnapshots:
    def test_missed_days_get_the_last_known_number(self, alpha: Tenant):
        Snapshot.objects.create(tenant=alpha, day=date(2026, 10, 1), accounts=50)

        metering.take_snapshot(alpha, day=date(2026, 10, 4))

        rows = Snapshot.objects.filter(tenant=alpha).order_by("day").values_list("day__day", "accounts", "carried")
        assert list(rows) == [(1, 50, False), (2, 50, True), (3, 50, True), (4, 0, False)]

    def test_a_day_keeps_its_number(self, alpha: Tenant):
        Snapshot.objects.create(tenant=alpha, day=date(2026, 10, 1), accounts=50)
        assert metering.take_snapshot(alpha, day=date(2026, 10, 1)).accounts == 50

    def test_every_open_company_is_counted_in_its_own_schema(self, alpha: Tenant, beta: Tenant):
        from billing import tasks

        tasks.snapshot_all()

        with in_schema("public"):
            assert set(Snapshot.objects.values_list("tenant__slug", flat=True)) == {"alpha", "beta"}


def test_the_forecast_says_until_when_the_money_lasts(alpha: Tenant, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(metering, "_counters", [lambda: 300])
    from tests.billing.test_ledger import pay

    pay(alpha, "1200")

    shown = forecast(alpha)

    assert (shown.balance, shown.accounts, shown.unit_price, shown.monthly_fee) == (1200, 300, 2, 600)
    assert shown.lasts_until == metering.today_of(alpha) + timedelta(days=60)
