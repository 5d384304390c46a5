"""Manual, section 15: the more accounts, the cheaper one."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.domain import tariffs
from billing.domain.tariffs import Step, monthly_fee, unit_price
from billing.models import Tariff, TariffStep
from tenants.errors import DomainError
from tenants.models import Tenant

STEPS = [
    Step(1, 1000, Decimal("2.00")),
    Step(1001, 5000, Decimal("1.90")),
    Step(5001, 20000, Decimal("1.75")),
    Step(20001, None, Decimal("1.50")),
]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("accounts", "price", "fee"),
    [
        (0, "2.00", "0"),
        (1, "2.00", "2.00"),
        (1000, "2.00", "2000.00"),
        (1001, "1.90", "2000.00"),
        (1052, "1.90", "2000.00"),
        (1053, "1.90", "2000.70"),
        (2000, "1.90", "3800.00"),
        (30000, "1.50", "45000.00"),
    ],
)
def test_price_and_fee(accounts: int, price: str, fee: str):
    assert (unit_price(accounts, STEPS), monthly_fee(accounts, STEPS)) == (Decimal(price), Decimal(fee))


@pytest.mark.unit
@given(st.integers(0, 50_000))
def test_one_account_more_never_makes_the_month_cheaper(accounts: int):
    assert monthly_fee(accounts + 1, STEPS) >= monthly_fee(accounts, STEPS)


@pytest.mark.unit
@given(
    st.lists(
        st.tuples(st.integers(2, 5000), st.decimals(Decimal("0.01"), Decimal("5"), places=2)),
        max_size=4, unique_by=lambda step: step[0],
    ),
    st.integers(0, 6000),
)  # fmt: skip
def test_nor_does_it_with_any_other_tariff(lower: list[tuple[int, Decimal]], accounts: int):
    starts = [(1, Decimal("2")), *sorted(lower)]
    ends = [start - 1 for start, _ in starts[1:]] + [None]
    steps = [Step(start, end, price) for (start, price), end in zip(starts, ends, strict=True)]
    assert monthly_fee(accounts + 1, steps) >= monthly_fee(accounts, steps)


@pytest.mark.integration
@pytest.mark.django_db
class TestWhichTariff:
    @staticmethod
    def tariff(price: str, valid_from: date, tenant: Tenant | None = None) -> Tariff:
        tariff = Tariff.objects.create(name=price, valid_from=valid_from, tenant=tenant)
        TariffStep.objects.create(tariff=tariff, from_accounts=1, price=Decimal(price))
        return tariff

    def test_the_first_one_is_two_roubles(self, alpha: Tenant):
        assert tariffs.steps(on=date(2026, 11, 1), tenant=alpha) == STEPS

    def test_a_new_price_holds_from_its_day(self, alpha: Tenant):
        self.tariff("3.00", date(2027, 1, 1))
        assert tariffs.steps(on=date(2026, 12, 31))[0].price == Decimal("2.00")
        assert tariffs.steps(on=date(2027, 1, 1))[0].price == Decimal("3.00")

    def test_a_companys_own_goes_before_the_common_one_and_is_nobody_elses(self, alpha: Tenant, beta: Tenant):
        self.tariff("1.00", date(2026, 1, 1), alpha)
        self.tariff("3.00", date(2026, 6, 1))
        day = date(2026, 7, 1)
        assert tariffs.steps(on=day, tenant=alpha)[0].price == Decimal("1.00")
        assert tariffs.steps(on=day, tenant=beta)[0].price == Decimal("3.00")
        assert tariffs.steps(on=day)[0].price == Decimal("3.00")

    def test_the_lowest_step_holds_from_the_first_account_on(self, alpha: Tenant):
        own = Tariff.objects.create(name="С сотого", valid_from=date(2026, 1, 1), tenant=alpha)
        for start, price in ((100, "1.00"), (200, "0.50")):
            TariffStep.objects.create(tariff=own, from_accounts=start, price=Decimal(price))
        assert tariffs.steps(on=date(2026, 7, 1), tenant=alpha) == [
            Step(1, 199, Decimal("1.00")),
            Step(200, None, Decimal("0.50")),
        ]

    def test_a_day_without_a_tariff_is_said(self):
        with pytest.raises(DomainError, match="нет тарифа"):
            tariffs.steps(on=date(2010, 1, 1))
