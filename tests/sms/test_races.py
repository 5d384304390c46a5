"""Many at once, each with a connection of its own: not a kopeck beyond the balance, no message twice."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from billing.domain import ledger
from sms.domain import dispatching, tracking
from sms.domain.invariants import broken_invariants
from sms.domain.sending import Item, NotEnoughMoneyError, Queued, funds, reserve_and_queue
from sms.enums import ProviderKind, State
from sms.gateways.base import Fate, Report
from sms.models import Message, Provider
from tenants.models import Tenant
from tests.billing.test_races import at_once
from tests.emulators.sms import Services
from tests.sms.making import TEXT, TOTAL, WHY, add_provider, pay, phone, queue

pytestmark = pytest.mark.integration


def whole() -> None:
    assert ledger.broken_invariants() + broken_invariants() == []


def test_parallel_campaigns_never_overspend(committed: Callable[[], Tenant]):
    tenant = committed()
    add_provider(ProviderKind.SMSC)
    pay(tenant, TOTAL * 25 + Decimal("2.49"))  # for 25 messages, and all but a kopeck of the next
    numbers = iter(range(1_000))

    def campaign() -> list[Queued | NotEnoughMoneyError]:
        results: list[Queued | NotEnoughMoneyError] = []
        for _ in range(3):
            mine = [Item(f"n{next(numbers)}", phone(one), TEXT) for one in range(2)]
            try:
                results.append(reserve_and_queue(tenant, mine, why=WHY))
            except NotEnoughMoneyError as error:
                results.append(error)
        return results

    done = [result for results in at_once(campaign, workers=6) for result in results]

    assert sum(isinstance(one, Queued) for one in done) == 12
    assert funds(tenant).available == TOTAL + Decimal("2.49")
    whole()


def test_one_key_from_many_workers_is_one_message(committed: Callable[[], Tenant]):
    tenant = committed()
    add_provider(ProviderKind.SMSC)
    pay(tenant, Decimal(100))

    at_once(lambda: queue(tenant, 3), workers=6)

    assert Message.objects.count() == 3
    assert funds(tenant).held == TOTAL * 3


def test_many_workers_hand_each_message_over_once(committed: Callable[[], Tenant], emulated: Services):
    tenant = committed()
    add_provider(ProviderKind.SMSC)
    pay(tenant, Decimal(1000))
    Provider.objects.update(paused_until=timezone.now() + timedelta(hours=1))  # the queue waits for the workers
    reserve_and_queue(tenant, [Item("n", phone(one), TEXT) for one in range(250)], why=WHY)
    Message.objects.update(next_at=timezone.now(), tries=0)
    Provider.objects.update(paused_until=None)

    tried = at_once(dispatching.hand_over, workers=4)

    assert sum(tried) == 250
    assert len({one.phone for one in emulated.messages}) == len(emulated.messages) == 250


def test_reports_reserves_and_payments_at_once_leave_whole_books(committed: Callable[[], Tenant]):
    tenant = committed()
    provider = add_provider(ProviderKind.SMSC)
    pay(tenant, TOTAL * 30)
    queue(tenant, 20)
    for message in Message.objects.all():
        for state in (State.SENDING, State.SENT):
            Message.objects.filter(pk=message.pk).update(state=state, provider=provider, their_id=f"s{message.pk}")
    reports = [Report(f"s{pk}", Fate.DELIVERED) for pk in Message.objects.values_list("pk", flat=True)]
    turns = iter(range(100))

    def work() -> int:
        turn = next(turns)
        if turn % 3 == 0:
            return tracking.take_reports(provider, reports if turn % 2 else reports[::-1])
        if turn % 3 == 1:
            pay(tenant, Decimal(1), key=f"p{turn}")
        else:
            queue(tenant, 2, key=f"k{turn}")
        return 0

    done = at_once(work, workers=9)

    assert sum(done) == 20, done
    assert funds(tenant).balance == TOTAL * 10 + 3
    assert funds(tenant).held == TOTAL * 6
    whole()
