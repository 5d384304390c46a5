"""SMPP over a real socket: what goes, what comes back on the session, and what a broken line leaves unknown."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from billing.domain import ledger
from sms.domain import dispatching, providers, receiving, tracking
from sms.domain.invariants import broken_invariants
from sms.domain.sending import funds
from sms.domain.texts import measure
from sms.enums import ProviderKind
from sms.gateways import smpp, smpp_session
from sms.gateways.smpp_text import parts_of
from sms.models import Message, MessagePart, Provider
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.emulators.smpp import LOGIN, PASSWORD, Centre, centre
from tests.emulators.sms import Services
from tests.sms.making import TOTAL, add_provider, phone, queue, states

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

LONG = "Отключение холодной воды. " * 6  # three parts


@pytest.fixture
def emulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    """The service, and a product that does not wait for long."""
    monkeypatch.setattr(dispatching, "_LINGER", 0.2)
    monkeypatch.setattr(smpp, "_PAUSE", 0.01)
    monkeypatch.setattr(smpp, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(smpp_session.time, "sleep", lambda _: None)
    with centre() as one:
        yield one


@pytest.fixture
def provider(emulator: Centre, db: None) -> Provider:
    return connect(emulator)


def connect(emulator: Centre, secret: str = PASSWORD) -> Provider:
    made = add_provider(ProviderKind.SMPP)
    return providers.save_provider(
        made, kind=ProviderKind.SMPP, name="SMPP", position=1, is_on=True, login=LOGIN, secret=secret,
        sender="BURMISTR", charges_undelivered=True, address=emulator.address, per_second=1000,
    )  # fmt: skip


def go() -> None:
    Message.objects.update(next_at=timezone.now())
    dispatching.hand_over()


def test_from_the_queue_to_the_charge_with_receipts_at_once(provider: Provider, emulator: Centre, rich: Tenant):
    emulator.at_once = 2
    queue(rich, 3)
    go()

    assert states(rich) == ["delivered"] * 3
    assert ledger.balance_of(rich) == 1000 - TOTAL * 3
    assert all(part.is_acknowledged and part.is_receipt_wanted for part in emulator.parts)
    assert {part.sender for part in emulator.parts} == {(5, 0, "BURMISTR")}, "a name is alphanumeric"
    assert (emulator.binds, emulator.unbinds) == (1, 1)
    assert emulator.links, "the link is answered"
    assert ledger.broken_invariants() + broken_invariants() == []


@pytest.mark.parametrize("by_tlv", [True, False])
def test_a_long_text_is_delivered_when_all_its_parts_are(
    by_tlv: bool, provider: Provider, emulator: Centre, rich: Tenant
):
    emulator.by_tlv = by_tlv
    queue(rich, 1, text=LONG)
    go()
    assert emulator.texts() == [(phone().lstrip("+"), LONG)]
    assert len(emulator.parts) == Message.objects.get().segments == 3

    emulator.parts[0].state = emulator.parts[2].state = 2
    receiving.receive(seconds=0.2)
    assert states(rich) == ["sent"]
    emulator.parts[1].state = 2
    assert receiving.receive(seconds=0.2) == 1
    assert states(rich) == ["delivered"]
    assert receiving.receive(seconds=0.2) == 0, "nothing is awaited: nobody binds"


def test_a_number_as_long_as_the_standard_allows(provider: Provider, emulator: Centre, rich: Tenant):
    emulator.name = lambda place: f"{place:x>64}"
    queue(rich)
    go()
    emulator.set_all(2)
    assert receiving.receive(seconds=0.2) == 1
    assert states(rich) == ["delivered"]


@pytest.mark.parametrize(
    ("answered", "reported"),
    [
        ("7DBC{:04X}", lambda number: str(int(number, 16))),
        ("0a2b{:04x}", lambda number: f"{int(number, 16):010d}"),
        ("0a2b{:04x}", str.upper),
        ("{:010d}", lambda number: f"{int(number):X}"),
    ],
)
def test_a_receipt_may_write_the_number_otherwise_than_the_answer(
    answered: str, reported: Callable[[str], str], provider: Provider, emulator: Centre, rich: Tenant
):
    emulator.name, emulator.in_receipts = answered.format, reported
    queue(rich, 1)
    queue(rich, 1, key="long", text=LONG)
    go()
    emulator.set_all(2)
    receiving.receive(seconds=0.2)

    assert states(rich) == ["delivered"] * 2
    assert all(part.is_acknowledged for part in emulator.parts)
    assert ledger.broken_invariants() + broken_invariants() == []


def test_another_spelling_that_is_another_message_s_number_is_told_by_the_phone(
    provider: Provider, emulator: Centre, rich: Tenant
):
    """0x12345678 is 305419896, and the first message has that number too."""
    emulator.name = ["", "305419896", "12345678"].__getitem__
    emulator.in_receipts = lambda number: str(int(number, 16))
    queue(rich, 2)
    go()
    emulator.parts[1].state = 2
    receiving.receive(seconds=0.2)
    assert states(rich) == ["sent", "delivered"]

    emulator.parts[0].state = 5
    receiving.receive(seconds=0.2)
    assert states(rich) == ["undelivered", "delivered"]


def test_another_spelling_from_another_phone_is_nobody_s(provider: Provider, emulator: Centre, rich: Tenant):
    emulator.in_receipts = lambda number: str(int(number, 16))
    queue(rich)
    go()
    emulator.set_all(2)
    emulator.parts[0].phone = "79990000000"
    receiving.receive(seconds=0.2)

    assert (states(rich), emulator.refused_receipts) == (["sent"], 1)


def test_one_part_that_failed_fails_the_message(provider: Provider, emulator: Centre, rich: Tenant):
    queue(rich, 1, text=LONG)
    go()
    emulator.parts[1].state = 5
    receiving.receive(seconds=0.2)

    assert states(rich) == ["undelivered"]
    assert Message.objects.get().told == "доставить нельзя"


def test_a_receipt_of_a_message_that_is_not_known_is_not_acknowledged(
    provider: Provider, emulator: Centre, rich: Tenant
):
    queue(rich, 2)
    go()
    emulator.set_all(2)
    emulator.parts[1].id = "STRANGE"
    receiving.receive(seconds=0.2)

    assert states(rich) == ["delivered", "sent"]
    assert (emulator.parts[1].is_acknowledged, emulator.refused_receipts) == (False, 1)


def test_a_receipt_that_never_came_is_asked_for(provider: Provider, emulator: Centre, rich: Tenant):
    queue(rich, 1, text=LONG)
    go()
    for part in emulator.parts:
        part.state, part.is_acknowledged = 2, True  # brought to somebody else
    Message.objects.update(next_at=timezone.now())
    tracking.ask()

    assert states(rich) == ["delivered"]


@pytest.mark.parametrize("mood", ["cut", "silent"])
def test_after_a_lost_answer_nothing_goes_twice(
    mood: str, provider: Provider, emulator: Centre, rich: Tenant, emulated: Services
):
    add_provider(ProviderKind.SMSRU, position=2)
    queue(rich, 1)
    emulator.mood = mood
    go()
    emulator.mood = "well"
    Message.objects.update(state_at=timezone.now() - timedelta(hours=1))
    tracking.find_lost()
    go()

    assert (states(rich), len(emulator.parts), emulated.messages) == (["sending"], 1, [])


@pytest.mark.parametrize("mood", ["throttled", "busy", "nobody", "wrong"])
def test_when_it_is_certain_that_nothing_went_the_next_service_takes_it(
    mood: str, emulator: Centre, db: None, rich: Tenant, emulated: Services
):
    provider = connect(emulator, secret="other" if mood == "wrong" else PASSWORD)
    second = add_provider(ProviderKind.SMSRU, position=2)
    emulator.mood = mood
    if mood == "nobody":
        Provider.objects.filter(pk=provider.pk).update(address="smpp://127.0.0.1:9")
    queue(rich, 2)
    go()

    assert states(rich) == ["sent"] * 2
    assert {message.provider for message in Message.objects.all()} == {second}
    assert emulator.parts == []


def test_a_part_that_was_throttled_is_offered_again(provider: Provider, emulator: Centre, rich: Tenant):
    queue(rich, 1, text=LONG)
    emulator.throttles = 2
    go()

    assert (states(rich), len(emulator.parts)) == (["sent"], 3)
    assert emulator.texts() == [(phone().lstrip("+"), LONG)]
    assert MessagePart.objects.count() == 3


def test_a_wrong_number_is_refused_alone_and_its_money_is_released(provider: Provider, emulator: Centre, rich: Tenant):
    emulator.bad_phones = {phone(1)}
    queue(rich, 3)
    go()

    assert states(rich) == ["sent", "rejected", "sent"]
    assert funds(rich).held == TOTAL * 2


def test_only_one_worker_listens_to_a_service(provider: Provider, emulator: Centre, rich: Tenant):
    queue(rich)
    go()
    emulator.set_all(2)
    Provider.objects.update(listened_until=timezone.now() + timedelta(minutes=1))
    assert receiving.receive(seconds=0.2) == 0
    Provider.objects.update(listened_until=timezone.now() - timedelta(minutes=1))
    assert receiving.receive(seconds=0.2) == 1


@pytest.mark.parametrize(
    "text", ["a" * 160, "a" * 161, "{" * 80, "a" * 152 + "{" + "b" * 20, "я" * 70, "я" * 71, "я" * 66 + "😀" * 5, "§@$"]
)
def test_parts_are_those_that_are_paid_for(text: str):
    assert len(parts_of(text, 7).payloads) == measure(text).segments


@pytest.mark.parametrize("address", ["", "127.0.0.1:2775", "http://127.0.0.1:1", "smpp://host", "smpp://host:port"])
def test_an_address_that_is_none_is_refused(address: str, db: None):
    data: Any = {"position": 1, "is_on": False, "login": "", "secret": "", "sender": "", "charges_undelivered": True}
    with pytest.raises(DomainError, match="smpp://") as refused:
        providers.save_provider(Provider(), kind=ProviderKind.SMPP, name="SMPP", address=address, **data)
    assert refused.value.field == "address"
