"""Viber: the same ledger and the same money, by whichever service carries it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from billing.domain import ledger
from operators.demo.clock import at
from sms.domain import dispatching, tracking
from sms.domain.invariants import broken_invariants
from sms.domain.sending import funds, quote, reserve_and_queue
from sms.enums import Medium, ProviderKind
from sms.gateways.base import Fate, Report
from sms.models import Message, Provider
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.emulators.sms import Services
from tests.sms.making import WHY, add_provider, items, phone, states
from tests.sms.test_sending import ask, later

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


@pytest.mark.parametrize("answer", ["well", "silent"])
def test_after_its_life_it_counts_as_not_delivered_and_its_money_is_free(
    answer: str, carrier: Provider, emulated: Services, rich: Tenant
):
    emulated.mood = answer
    reserve_and_queue(rich, items(1, "n:viber"), why=WHY, medium=Medium.VIBER)
    dispatching.hand_over()
    assert [one.valid for one in emulated.messages] == ["03:00"]
    emulated.mood = "well"
    reserve_and_queue(rich, items(1, "n"), why=WHY)
    dispatching.hand_over()
    later(3)
    assert tracking.release_silent() == 0
    later(0.5)
    assert tracking.release_silent() == 1

    assert states(rich) == ["silent", "sent"], "an SMS is waited for"
    assert Message.objects.earliest("pk").told == "Не дошло в Viber за 3 ч."
    assert funds(rich).held == Decimal("2.50")
    assert ledger.broken_invariants() + broken_invariants() == []


def test_what_arrived_after_its_life_is_paid_for_once(carrier: Provider, emulated: Services, rich: Tenant):
    reserve_and_queue(rich, items(1, "n:viber"), why=WHY, medium=Medium.VIBER)
    dispatching.hand_over()
    later(4)
    tracking.release_silent()
    late = Report(Message.objects.get().their_id, Fate.DELIVERED, phone=phone())
    assert [tracking.take_reports(carrier, [late]) for _ in range(2)] == [1, 0]

    assert (states(rich), ledger.balance_of(rich), funds(rich).held) == (["delivered"], 1000 - TOTAL, 0)
    assert ledger.broken_invariants() + broken_invariants() == []


def test_what_nobody_takes_is_given_up_within_its_life(carrier: Provider, emulated: Services, rich: Tenant):
    emulated.mood = "poor"
    with at(timezone.now() - timedelta(hours=3)):
        reserve_and_queue(rich, items(1, "n:viber"), why=WHY, medium=Medium.VIBER)
        reserve_and_queue(rich, items(1, "n"), why=WHY)
    dispatching.hand_over()

    assert states(rich) == ["rejected", "queued"]
    assert funds(rich).held == Decimal("2.50")


def test_without_a_carrier_and_for_a_text_too_long_nothing_is_taken(smsc: Provider, rich: Tenant):
    with pytest.raises(DomainError, match="не подключён"):
        quote(rich, [(phone(), "Текст")], medium=Medium.VIBER)
    Provider.objects.update(viber_price=PRICE)
    with pytest.raises(DomainError, match="1000 знаков"):
        reserve_and_queue(rich, items(1, text="я" * 1001), why=WHY, medium=Medium.VIBER)
    assert funds(rich).held == 0
