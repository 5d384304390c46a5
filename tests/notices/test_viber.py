"""Viber in the place of SMS, and SMS for what Viber did not deliver."""

from decimal import Decimal

import pytest

from crm.accounting.models import House
from crm.company.models import Profile
from crm.notices.domain import following
from crm.notices.domain.preview import preview
from crm.notices.enums import Kind, State
from crm.people.domain import consents
from crm.people.enums import ConsentChannel, ConsentSource
from identity.models import User
from sms.domain import dispatching, tracking
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
