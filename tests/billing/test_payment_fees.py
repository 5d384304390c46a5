"""Manual, section 17: with 1 % of fee 990 of 1 000 roubles reach the company. The books are ready for it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.domain.ledger import OtherContentError, balance_of, broken_invariants, own
from billing.domain.payment_fees import charge_fee, fee_of
from billing.enums import AccountKind
from billing.models import Tariff
from tenants.errors import DomainError
from tenants.models import Tenant

DAY = date(2026, 11, 20)
SUMS = st.decimals(Decimal("0.01"), Decimal("999999.99"), places=2)
PERCENTS = st.decimals(Decimal(0), Decimal(10), places=2)


@pytest.mark.unit
@settings(max_examples=500, deadline=None)
@given(paid=SUMS, more=SUMS, percent=PERCENTS)
def test_a_fee_is_of_kopecks_within_half_of_one_and_never_less_for_more(paid: Decimal, more: Decimal, percent: Decimal):
    fee = fee_of(paid, percent)
    assert fee == round(fee, 2)
    assert abs(fee - paid * percent / 100) <= Decimal("0.005")
    assert 0 <= fee <= paid
    assert fee_of(paid + more, percent) >= fee


@pytest.mark.integration
@pytest.mark.django_db
class TestInTheBooks:
    def test_ten_roubles_of_a_thousand(self, alpha: Tenant):
        charged = charge_fee(alpha, payment="acquirer:1", paid=Decimal(1000), on=DAY)
        assert charged is not None
        assert (charged.amount, charged.description) == (-10, "Комиссия 1 % с оплаты 1000.00 ₽")
        assert (balance_of(alpha), own(AccountKind.FEES).balance, broken_invariants()) == (-10, 10, [])

    def test_by_the_companys_own_plan(self, alpha: Tenant, beta: Tenant):
        Tariff.objects.create(name="Свой", valid_from=DAY, tenant=alpha, payment_percent=Decimal("0.50"))
        for tenant in (alpha, beta):
            charge_fee(tenant, payment="acquirer:1", paid=Decimal(1000), on=DAY)
        assert (balance_of(alpha), balance_of(beta)) == (-5, -10)

    def test_once_for_a_payment(self, alpha: Tenant):
        first, again = (charge_fee(alpha, payment="acquirer:1", paid=Decimal(300), on=DAY) for _ in "12")
        assert (first, balance_of(alpha)) == (again, -3)
        with pytest.raises(OtherContentError):
            charge_fee(alpha, payment="acquirer:1", paid=Decimal(900), on=DAY)

    def test_what_comes_to_nothing_is_not_posted(self, alpha: Tenant):
        assert charge_fee(alpha, payment="acquirer:1", paid=Decimal("0.40"), on=DAY) is None
        with pytest.raises(DomainError, match="больше нуля"):
            charge_fee(alpha, payment="acquirer:2", paid=Decimal(0), on=DAY)

    @settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(payments=st.lists(st.tuples(st.integers(0, 5), SUMS), max_size=8))
    def test_whatever_is_paid_the_books_are_whole(self, alpha: Tenant, payments: list[tuple[int, Decimal]]):
        """Repeats among them: the company owes exactly the fees of the payments that were told first."""
        with transaction.atomic():
            first: dict[int, Decimal] = {}
            for number, paid in payments:
                fee = fee_of(paid, Decimal(1))
                try:
                    charged = charge_fee(alpha, payment=f"acquirer:{number}", paid=paid, on=DAY)
                except OtherContentError:
                    assert first[number] != fee
                else:
                    if charged is not None:
                        first.setdefault(number, fee)
            assert balance_of(alpha) == -sum(first.values())
            assert broken_invariants() == []
            transaction.set_rollback(True)
