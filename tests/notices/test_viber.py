"""Viber in the place of SMS, and SMS for what Viber did not deliver."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from crm.accounting.models import House
from crm.company.models import Profile
from crm.notices.domain import following, sending
from crm.notices.domain.preview import preview
from crm.notices.enums import Kind, State
from crm.notices.models import Delivery, Notice
from crm.people.domain import consents
from crm.people.enums import ConsentChannel, ConsentSource
from identity.models import User
from sms.domain import dispatching, tracking
from sms.domain.sending import funds
from sms.gateways.base import Fate, Report
from sms.models import Message, Provider
from tenants.models import Tenant
from tests.notices.making import ALL, SUBJECT, TEXT, go, settle, went, write

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def viber_on(sms_on: Tenant) -> Tenant:
    """Viber is allowed too, and somebody carries it."""
    Provider.objects.update(viber_price=Decimal("1.20"))
    Profile.objects.update(viber_enabled=True)
    return sms_on


def phones(number: int) -> str:
    return f"+7908437{number:04d}"


def test_it_stands_in_the_place_of_sms_for_whom_it_is_open(head: User, house: House, viber_on: Tenant):
    settle(house, 1, by=head, email=False, agrees="sms viber")
    settle(house, 2, by=head, email=False, agrees="sms")
    settle(house, 3, by=head, email=False, agrees="sms", refuses="viber")
    reminder, ordinary = go(write(head, kind=Kind.READINGS)), go(write(head, kind=Kind.ORDINARY))

    assert {way for way, address, _ in went(reminder) if address == phones(2)} == {"viber"}
    assert {(way, address) for way, address, _ in went(ordinary)} == {
        ("viber", phones(1)), ("sms", phones(2)), ("sms", phones(3)),
    }  # fmt: skip
    seen = preview(ALL, kind=Kind.ORDINARY, subject=SUBJECT, text=TEXT, short="", user=head)
    assert dict(seen.lines)["Viber"] == 1
    assert (seen.viber_cost and seen.viber_cost.total, seen.cost and seen.cost.messages) == (Decimal("1.70"), 2)
    assert seen.paid == Decimal("1.70") + (seen.cost.total if seen.cost else 0)


def test_what_does_not_wait_goes_by_sms_as_viber_tells_late_that_it_failed(head: User, house: House, viber_on: Tenant):
    settle(house, 1, by=head, email=False, agrees="sms viber")

    assert {way for way, *_ in went(go(write(head)))} == {"sms"}
    Profile.objects.update(sms_enabled=False)
    assert {way for way, *_ in went(go(write(head)))} == {"viber"}


@pytest.mark.parametrize("switch", [{"viber_enabled": False}, {}])
def test_switched_off_or_carried_by_nobody_sms_goes(switch: dict[str, bool], head: User, house: House, sms_on: Tenant):
    Profile.objects.update(**{"viber_enabled": True, **switch})
    settle(house, 1, by=head, email=False)
    assert {way for way, *_ in went(go(write(head, kind=Kind.READINGS)))} == {"sms"}


@pytest.mark.parametrize("sms_enabled", [True, False])
def test_what_it_did_not_even_take_goes_by_sms_once(sms_enabled: bool, head: User, house: House, viber_on: Tenant):
    settle(house, 1, by=head, email=False)
    settle(house, 2, by=head, email=False, refuses="sms")
    notice = write(head, kind=Kind.READINGS)
    sending.start(notice.pk)
    Provider.objects.update(viber_price=None)
    Profile.objects.update(sms_enabled=sms_enabled)
    for tries in range(sending.PATIENCE):
        Delivery.objects.filter(channel="viber").update(next_at=timezone.now())
        go(notice)
        by_sms = {address for way, address, _ in went(notice) if way == "sms"}
        assert by_sms == ({phones(1)} if sms_enabled and tries + 1 >= sending.PATIENCE_BEFORE_SMS else set())

    assert (notice.state, notice.trouble) == (State.DONE, "")
    assert {state for way, _, state in went(notice) if way == "viber"} == {"failed"}
    assert list(Message.objects.values_list("phone", "medium")) == ([(phones(1), "sms")] if sms_enabled else [])
    assert funds(viber_on).held == sum(Message.objects.values_list("total", flat=True))


@pytest.mark.parametrize("is_stopped", [False, True])
def test_what_is_silent_for_its_life_goes_by_sms_unless_it_was_stopped(
    is_stopped: bool, head: User, house: House, viber_on: Tenant
):
    settle(house, 1, by=head, email=False)
    notice = go(write(head, kind=Kind.READINGS))
    dispatching.hand_over()
    Message.objects.update(state_at=timezone.now() - tracking.VIBER_SILENCE - timedelta(minutes=1))
    assert tracking.release_silent() == 1
    if is_stopped:
        Notice.objects.update(state=State.STOPPED)
    for _ in range(2):
        following.follow(notice)
        go(notice)

    by_sms = set() if is_stopped else {("sms", phones(1), "handed")}
    assert went(notice) == {("viber", phones(1), "failed")} | by_sms
    assert Delivery.objects.get(channel="viber").reason == "Не дошло в Viber за 3 ч."
    assert funds(viber_on).held == sum(Message.objects.filter(medium="sms").values_list("total", flat=True))


def test_what_it_did_not_deliver_goes_by_sms_once(head: User, house: House, viber_on: Tenant):
    settle(house, 1, by=head, email=False)
    refusing = settle(house, 2, by=head, email=False)
    settle(house, 3, by=head, email=False)
    notice = go(write(head, kind=Kind.READINGS))
    assert notice.state == State.DONE
    consents.withdraw(refusing, channel=ConsentChannel.SMS, source=ConsentSource.LINK, by=head)

    dispatching.hand_over()
    fates = {phones(1): Fate.UNDELIVERED, phones(2): Fate.UNDELIVERED, phones(3): Fate.DELIVERED}
    sent = list(Message.objects.select_related("provider"))
    assert sent[0].provider is not None
    tracking.take_reports(
        sent[0].provider, [Report(one.their_id, fates[one.phone], phone=one.phone, cost=Decimal(0)) for one in sent]
    )
    for _ in range(2):
        following.follow(notice)
        go(notice)

    assert went(notice) == {
        ("viber", phones(1), "failed"), ("sms", phones(1), "handed"), ("viber", phones(2), "failed"),
        ("viber", phones(3), "delivered"),
    }  # fmt: skip
    assert sorted(Message.objects.values_list("phone", "medium", "key")) == [
        (phones(1), "sms", notice.key), (phones(1), "viber", f"{notice.key}:viber"),
        (phones(2), "viber", f"{notice.key}:viber"), (phones(3), "viber", f"{notice.key}:viber"),
    ]  # fmt: skip
