"""Handing over and finding out, against services over a real socket that do not always behave."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from billing.domain import ledger
from notifications.channels import Way, channel_of
from operators.demo.clock import at
from sms.domain import dispatching, providers, tracking
from sms.domain.invariants import broken_invariants
from sms.domain.reconciling import reconcile_day
from sms.domain.sending import funds, reserve_and_queue
from sms.enums import ProviderKind
from sms.gateways import base
from sms.models import Message, Provider, Reconciliation
from tenants.context import speaking_for
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.emulators.sms import Services
from tests.sms.making import TOTAL, WHY, add_provider, items, phone, queue, states

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def both(smsc: Provider) -> tuple[Provider, Provider]:
    """SMSC.ru first, SMS.ru after it."""
    return smsc, add_provider(ProviderKind.SMSRU, position=2)


def go() -> None:
    dispatching.hand_over()


def ask(services: Services, status: int, cost: float = 1.44) -> None:
    """The service has news, and we ask."""
    services.set_all(status, cost)
    Message.objects.update(next_at=timezone.now())
    tracking.ask()


def later(hours: float) -> None:
    """As if so much time had gone by since the messages moved last."""
    for message in Message.objects.all():
        Message.objects.filter(pk=message.pk).update(
            state_at=message.state_at - timedelta(hours=hours), next_at=timezone.now()
        )


def whole() -> None:
    assert ledger.broken_invariants() + broken_invariants() == []


@pytest.mark.parametrize(("kind", "delivered"), [(ProviderKind.SMSC, 1), (ProviderKind.SMSRU, 103)])
def test_from_the_queue_to_the_charge(kind: ProviderKind, delivered: int, emulated: Services, rich: Tenant):
    add_provider(kind)
    reserve_and_queue(rich, [*items(2), *items(1, "notice:2", "Другой текст")], why=WHY)

    go()
    assert states(rich) == ["sent"] * 3
    assert sorted((one.phone, one.text[:6]) for one in emulated.messages) == [
        (phone(0), "Другой"), (phone(0), "Отключ"), (phone(1), "Отключ"),
    ]  # fmt: skip
    ask(emulated, delivered)

    assert states(rich) == ["delivered"] * 3
    assert set(Message.objects.values_list("provider_cost", flat=True)) == {Decimal("1.44")}
    assert (ledger.balance_of(rich), funds(rich).held) == (1000 - TOTAL * 3, 0)
    whole()


@pytest.mark.parametrize("mood", ["silent", "broken", "wrong", "slow"])
def test_a_lost_answer_is_asked_for_by_our_number_and_nothing_goes_twice(
    mood: str, both: tuple[Provider, Provider], emulated: Services, rich: Tenant, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(base, "_SECONDS", (1, 0.3))
    queue(rich, 2)
    emulated.mood = mood
    go()
    assert states(rich) == ["sending"] * 2
    emulated.mood = "well"
    later(1)
    tracking.find_lost()
    go()

    assert states(rich) == ["sent"] * 2
    assert len(emulated.messages) == 2, "neither SMSC.ru nor the next one got them anew"
    ask(emulated, 1)
    assert states(rich) == ["delivered"] * 2


def test_what_the_service_never_got_is_sent_again(smsc: Provider, emulated: Services, rich: Tenant):
    queue(rich)
    emulated.mood = "deaf"
    go()
    assert (states(rich), emulated.messages) == (["sending"], [])
    emulated.mood = "well"
    later(0.1)
    tracking.find_lost()  # six minutes: it may still be in a queue there
    assert states(rich) == ["sending"]
    later(0.2)
    tracking.find_lost()
    go()

    assert (states(rich), len(emulated.messages)) == (["sent"], 1)


def test_a_service_that_knows_no_number_of_ours_is_not_sent_to_again(emulated: Services, rich: Tenant):
    add_provider(ProviderKind.SMSRU)
    queue(rich)
    emulated.mood = "silent"
    go()
    emulated.mood = "well"
    later(1)
    tracking.find_lost()
    go()
    assert (states(rich), len(emulated.messages)) == (["sending"], 1)

    later(72)
    tracking.release_silent()
    assert (states(rich), funds(rich).held, ledger.balance_of(rich)) == (["silent"], 0, 1000)


def test_when_it_is_certain_that_nothing_went_the_next_service_takes_it(
    both: tuple[Provider, Provider], emulated: Services, rich: Tenant, settings: Any
):
    settings.SMS_ADDRESSES = {**emulated.addresses, "smsc": "http://127.0.0.1:9/"}  # nobody listens
    queue(rich, 2)
    go()

    assert states(rich) == ["sent"] * 2
    assert {message.provider for message in Message.objects.all()} == {both[1]}
    assert providers.working() == [both[1]], "the first is left alone for a while"


@pytest.mark.parametrize("mood", ["poor", "well"])
def test_no_money_and_a_wrong_key_at_a_service_send_nothing(
    mood: str, smsc: Provider, emulated: Services, rich: Tenant
):
    emulated.mood = mood
    if mood == "well":
        data = {"position": 1, "is_on": True, "sender": "", "charges_undelivered": True}
        providers.save_provider(smsc, kind="smsc", name="SMSC", login="burmistr", secret="не тот", **data)
    queue(rich)
    go()

    smsc.refresh_from_db()
    assert (states(rich), funds(rich).held) == (["queued"], TOTAL)
    assert smsc.trouble == ("На счёте сервиса нет денег." if mood == "poor" else "Неверный логин или пароль.")


def test_after_a_day_without_a_service_the_money_is_released(smsc: Provider, rich: Tenant):
    with at(timezone.now() - timedelta(hours=25)):
        queue(rich)
    Provider.objects.update(is_on=False)
    go()

    assert (states(rich), funds(rich).held) == (["rejected"], 0)


def test_a_wrong_number_is_found_alone_and_costs_nothing(smsc: Provider, emulated: Services, rich: Tenant):
    emulated.bad_phones = {phone(1)}
    queue(rich, 3)
    go()
    assert states(rich) == ["queued"] * 3, "the service does not say which of them"
    Message.objects.update(next_at=timezone.now())
    go()

    assert states(rich) == ["sent", "rejected", "sent"]
    assert [one.no_number for one in Message.objects.order_by("pk")] == [False, True, False]
    assert funds(rich).held == TOTAL * 2


@pytest.mark.parametrize(
    ("kind", "code", "is_dead"),
    [
        (ProviderKind.SMSC, (20, 1), True),  # the subscriber does not exist
        (ProviderKind.SMSC, (20, 6), False),  # the phone is off
        (ProviderKind.SMSC, (22, 0), True),  # no number at all
        (ProviderKind.SMSC, (3, 0), False),
        (ProviderKind.SMSRU, (202, 0), True),
        (ProviderKind.SMSRU, (104, 0), False),
    ],
)
def test_a_number_that_does_not_exist_is_told_by_its_code(
    kind: ProviderKind, code: tuple[int, int], is_dead: bool, emulated: Services, rich: Tenant
):
    add_provider(kind)
    queue(rich)
    go()
    emulated.messages[0].err = code[1]
    ask(emulated, code[0])

    assert states(rich) == ["undelivered"]
    assert Message.objects.get().no_number is is_dead
    handed = [(7, phone(), None)]
    with speaking_for(rich):
        fates = channel_of(Way.SMS).fates("notice:1", handed)
    assert fates[7][0] == ("nowhere" if is_dead else "failed")


def test_a_worker_that_dies_before_the_request_loses_nothing(smsc: Provider, emulated: Services, rich: Tenant):
    queue(rich, 2)
    dispatching._claim(None)
    assert states(rich) == ["sending"] * 2
    later(1)
    tracking.find_lost()
    go()

    assert (states(rich), len(emulated.messages)) == (["sent"] * 2, 2)


def test_a_slow_worker_sends_nothing_that_another_has_taken_over(smsc: Provider, emulated: Services, rich: Tenant):
    queue(rich)
    claimed = dispatching._claim(None)
    later(1)
    tracking.find_lost()
    go()
    assert dispatching._try(smsc, claimed) == []

    assert (states(rich), len(emulated.messages)) == (["sent"], 1)


def signed(form: dict[str, str], provider: Provider) -> dict[str, str]:
    words = ":".join((form["id"], form["phone"], form["status"], providers.callback_secret(provider.pk)))
    return {**form, "sha1": hashlib.sha1(words.encode()).hexdigest()}


def test_a_report_by_the_callback_is_settled_once(
    smsc: Provider, emulated: Services, rich: Tenant, client_of: Callable[..., Client]
):
    queue(rich)
    go()
    message = Message.objects.get()
    form = {"id": message.their_id, "phone": message.phone.lstrip("+"), "status": "1", "cost": "1.44"}
    client = Client(HTTP_HOST="localhost:8000", enforce_csrf_checks=True)
    url = providers.callback_url(smsc).removeprefix("http://localhost:8000")

    assert client.post(url, form).status_code == 404, "not signed"
    assert client.post(url, signed(form, smsc) | {"status": "20"}).status_code == 404, "signed for another status"
    assert client.post(url.replace(providers.callback_secret(smsc.pk), "x" * 40), signed(form, smsc)).status_code == 404
    assert states(rich) == ["sent"]
    for _ in range(2):
        assert client.post(url, signed(form, smsc)).content == b"100"
    assert (states(rich), ledger.balance_of(rich)) == (["delivered"], 1000 - TOTAL)
    whole()


def test_sms_ru_brings_many_reports_in_one(emulated: Services, rich: Tenant, client_of: Callable[..., Client]):
    provider = add_provider(ProviderKind.SMSRU)
    queue(rich, 2)
    go()
    told = {f"data[{n}]": f"sms_status\n{one.id}\n{103 + n}" for n, one in enumerate(emulated.messages)}
    answer = client_of().post(providers.callback_url(provider).removeprefix("http://localhost:8000"), told)

    assert (answer.content, states(rich)) == (b"100", ["delivered", "undelivered"])


def test_what_the_service_took_is_reconciled_with_the_ledger(smsc: Provider, emulated: Services, rich: Tenant):
    queue(rich, 3)
    go()
    ask(emulated, 1, cost=2.10)
    reconcile_day(timezone.localdate())
    reconcile_day(timezone.localdate())

    day = Reconciliation.objects.get()
    assert (day.messages, day.ours, day.theirs, day.different, day.unsaid) == (3, 6, Decimal("6.30"), 3, 0)
    assert day.difference == Decimal("0.30")


def test_balances_of_services_are_kept(both: tuple[Provider, Provider], emulated: Services):
    emulated.balance = 123.45
    providers.ask_balances()
    assert set(Provider.objects.values_list("balance", flat=True)) == {Decimal("123.45")}


def test_a_key_is_never_shown(smsc: Provider):
    assert "par0l" not in repr(providers.client_of(smsc).access) + repr(smsc.secret)
    assert base.roubles("1,5") is None


def test_the_service_for_training_delivers_at_once_and_is_refused_in_earnest(rich: Tenant, settings: Any):
    add_provider(ProviderKind.NOWHERE)
    queue(rich)
    go()
    Message.objects.update(next_at=timezone.now())
    tracking.ask()
    assert states(rich) == ["delivered"]

    settings.SITE_SCHEME = "https"
    with pytest.raises(DomainError, match="ничего не отправляет"):
        add_provider(ProviderKind.NOWHERE, position=2)
