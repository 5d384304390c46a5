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
    assert balance_of(alpha) == -round(Decimal("1.90") * (900 * 15 + 1500 * 16) / 31, 2)


@pytest.mark.parametrize("accounts", [999, 1000, 1001, 1052, 1053, 5000, 5001, 20001])
def test_one_account_more_on_one_day_never_makes_the_month_cheaper(alpha: Tenant, beta: Tenant, accounts: int):
    for tenant, more in ((alpha, 0), (beta, 1)):
        counted(tenant, accounts, last=15)
        counted(tenant, accounts + more, first=16, last=16)
        counted(tenant, accounts, first=17)
    charging.charge_month(OCTOBER)
    assert -balance_of(beta) >= -balance_of(alpha) > 0


def test_one_account_for_half_a_month_costs_half_its_price(alpha: Tenant):
    counted(alpha, 1, last=15)
    counted(alpha, 0, first=16)
    charging.charge_month(OCTOBER)
    assert balance_of(alpha) == Decimal("-0.97")  # 2.00 × 15 ÷ 31


def test_days_that_a_worker_missed_are_charged_by_the_last_number_known(alpha: Tenant, beta: Tenant):
    counted(alpha, 310, last=29)
    counted(beta, 310, last=29)
    Tenant.objects.filter(pk=beta.pk).update(state="archived")

    charging.charge_month(OCTOBER)

    assert (balance_of(alpha), balance_of(beta)) == (Decimal("-620.00"), Decimal("-580.00"))
    carried = Snapshot.objects.filter(carried=True).order_by("day").values_list("tenant", "day__day", "accounts")
    assert list(carried) == [(alpha.pk, 30, 310), (alpha.pk, 31, 310)]


def test_sql_holds_the_lowest_step_from_the_first_account_on(alpha: Tenant):
    own = Tariff.objects.create(name="С сотого", valid_from=date(2026, 1, 1), tenant=alpha)
    TariffStep.objects.create(tariff=own, from_accounts=100, price=Decimal("1.00"))
    counted(alpha, 50)
    charging.charge_month(OCTOBER)
    assert balance_of(alpha) == Decimal("-50.00")


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
    assert (shown.lasts_until, shown.is_over) == (metering.today_of(alpha) + timedelta(days=60), False)


def test_what_is_used_and_not_yet_charged_shortens_the_forecast(alpha: Tenant, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(metering, "_counters", [lambda: 300])
    monkeypatch.setattr(metering, "today_of", lambda tenant: date(2026, 10, 21))
    counted(alpha, 300, first=1, last=21)
    from tests.billing.test_ledger import pay

    assert (forecast(alpha).lasts_until, forecast(alpha).is_over) == (date(2026, 10, 21), True)
    pay(alpha, "1200")
    assert (forecast(alpha).lasts_until, forecast(alpha).is_over) == (date(2026, 11, 30), False)
