"""Viber: the same ledger and the same money, by whichever service carries it."""

from decimal import Decimal

import pytest

from billing.domain import ledger
from sms.domain import dispatching
from sms.domain.invariants import broken_invariants
from sms.domain.sending import funds, quote, reserve_and_queue
from sms.enums import Medium, ProviderKind
from sms.models import Message, Provider
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.emulators.sms import Services
from tests.sms.making import WHY, add_provider, items, phone
from tests.sms.test_sending import ask

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

LONG = "Отключение воды. " * 30
PRICE = Decimal("1.20")
TOTAL = PRICE + Decimal("0.50")


@pytest.fixture
def carrier(smsc: Provider) -> Provider:
    """SMS.ru first, which carries no Viber; SMSC.ru after it, which does."""
    add_provider(ProviderKind.SMSRU, position=0)
    Provider.objects.filter(pk=smsc.pk).update(viber_price=PRICE)
    return smsc


def test_a_long_message_is_one_and_goes_by_whoever_carries_viber(carrier: Provider, emulated: Services, rich: Tenant):
    reserve_and_queue(rich, items(2, "n:viber", LONG), why=WHY, medium=Medium.VIBER)
    reserve_and_queue(rich, items(1, "n"), why=WHY)
    assert funds(rich).held == TOTAL * 2 + Decimal("2.50")
    dispatching.hand_over()

    assert sorted((one.phone, one.by_viber, len(one.text)) for one in emulated.messages) == [
        (phone(0), False, 35), (phone(0), True, len(LONG)), (phone(1), True, len(LONG)),
    ]  # fmt: skip
    assert set(Message.objects.filter(provider=carrier).values_list("medium", "segments")) == {("viber", 1)}
    ask(emulated, 1)
    assert ledger.balance_of(rich) == 1000 - TOTAL * 2
    assert ledger.broken_invariants() + broken_invariants() == []


def test_without_a_carrier_and_for_a_text_too_long_nothing_is_taken(smsc: Provider, rich: Tenant):
    with pytest.raises(DomainError, match="не подключён"):
        quote(rich, [(phone(), "Текст")], medium=Medium.VIBER)
    Provider.objects.update(viber_price=PRICE)
    with pytest.raises(DomainError, match="1000 знаков"):
        reserve_and_queue(rich, items(1, text="я" * 1001), why=WHY, medium=Medium.VIBER)
    assert funds(rich).held == 0
