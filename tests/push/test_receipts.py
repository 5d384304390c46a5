"""What devices say of pushes; and an emergency that no device has shown goes by SMS."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from crm.accounting.models import House
from crm.company.models import Profile
from crm.notices.domain import following, leaving, moving_on
from crm.notices.domain.campaigns import stop
from crm.notices.enums import Kind, State
from crm.notices.models import Delivery
from crm.people.enums import Topic
from crm.people.models import Device
from identity.models import User
from notifications.channels import Way
from push.models import Push
from push.models import State as PushState
from sms.models import Message
from tenants.context import in_schema
from tenants.models import Tenant
from tests.emulators.push import Service
from tests.notices.making import settle, write
from tests.push.making import equip, give_back, go, states

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def later(minutes: int) -> Any:
    return timezone.now() + timedelta(minutes=minutes)


def test_what_is_shown_is_delivered_and_what_is_opened_is_read(
    head: User, house: House, push: Service, visitor: Client
):
    device = equip(settle(house, 1, by=head, email=False), push)
    Device.objects.update(seen_at=timezone.now() - timedelta(days=50))
    notice = go(write(head))
    client, payload = visitor, push.shown(device)[0]

    assert give_back(client, payload) == 204
    assert states(notice) == {"push": "delivered"}
    assert Delivery.objects.get().read_at is None
    assert Device.objects.get().seen_at > timezone.now() - timedelta(minutes=1), "it lives"
    assert [give_back(client, payload, "opened") for _ in range(2)] == [204, 204]
    assert Delivery.objects.get().read_at is not None
    following.follow(notice)
    assert states(notice) == {"push": "delivered"}


def test_a_receipt_of_a_push_whose_worker_died_keeps_it_from_going_again(
    head: User, house: House, push: Service, visitor: Client
):
    device = equip(settle(house, 1, by=head, email=False), push)
    go(write(head))
    Push.objects.update(state=PushState.WAITING)

    give_back(visitor, push.shown(device)[0])

    assert Push.objects.get().state == PushState.SENT


def test_a_receipt_is_of_its_own_company_and_nobody_makes_one_up(
    head: User, house: House, push: Service, visitor: Client, stranger: Client
):
    device = equip(settle(house, 1, by=head, email=False), push)
    notice = go(write(head))
    payload = push.shown(device)[0]

    assert give_back(stranger, payload) == 404
    assert give_back(visitor, {"receipt": payload["receipt"][:-1] + "x"}) == 404
    assert give_back(visitor, {"receipt": ""}) == 404
    assert states(notice) == {"push": "handed"}
    assert visitor.get("/push/receipt/").status_code == 405


def test_an_emergency_that_no_device_has_shown_goes_by_sms(
    head: User, house: House, push: Service, sms_on: Tenant, visitor: Client
):
    heard, unheard = settle(house, 1, by=head, email=False), settle(house, 2, by=head, email=False)
    refused, phoneless = settle(house, 3, by=head, refuses="sms"), settle(house, 4, by=head, phone=False)
    leaving.leave(unheard, Way.SMS, Topic.NEWS)  # which stops no emergency
    known = {person.pk: equip(person, push) for person in (heard, unheard, refused, phoneless)}
    notice = go(write(head))
    give_back(visitor, push.shown(known[heard.pk])[0])

    assert moving_on.move_on(later(9)) == 0, "not yet"
    assert moving_on.move_on(later(10)) == 1
    assert moving_on.move_on(later(60)) == 0, "once"

    notice.refresh_from_db()
    assert notice.state == State.SENDING
    go(notice)
    assert notice.state == State.DONE
    assert list(Message.objects.values_list("phone", flat=True)) == [str(unheard.phones.get().number)]
    assert set(Delivery.objects.filter(channel="sms").values_list("person", "state")) == {(unheard.pk, "handed")}


def test_one_whose_device_is_gone_does_not_wait(head: User, house: House, push: Service, sms_on: Tenant):
    equip(settle(house, 1, by=head, email=False), push).code = 410
    notice = go(write(head))
    following.follow(notice)

    assert moving_on.move_on() == 1
    assert states(notice) == {"push": "failed", "sms": "waiting"}


@pytest.mark.parametrize("why", ["ordinary", "sms is off", "stopped", "too late"])
def test_others_do_not_move_on(why: str, head: User, house: House, push: Service, sms_on: Tenant):
    equip(settle(house, 1, by=head, agrees="push", email=False), push).code = 503
    notice = go(write(head, kind=Kind.ORDINARY if why == "ordinary" else Kind.EMERGENCY))
    Delivery.objects.update(state="handed")
    if why == "sms is off":
        Profile.objects.update(sms_enabled=False)
    if why == "stopped":
        notice.__class__.objects.filter(pk=notice.pk).update(state=State.SENDING)
        stop(notice, by=head)

    assert moving_on.move_on(later(25 * 60 if why == "too late" else 30)) == 0


def test_the_other_company_is_not_asked(head: User, house: House, push: Service, sms_on: Tenant, beta: Tenant):
    equip(settle(house, 1, by=head, email=False), push)
    go(write(head))

    with in_schema(beta.schema_name):
        assert moving_on.move_on(later(30)) == 0
