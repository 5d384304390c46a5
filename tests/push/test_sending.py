"""The carrier against a push service on the loopback: what goes out, what answers mean, nothing lost or doubled."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from crm.accounting.models import House
from crm.notices.domain import following
from crm.notices.domain import sending as campaign
from crm.notices.enums import Kind
from crm.notices.models import Delivery
from crm.people.domain import devices
from crm.people.models import Device
from identity.models import User
from notifications.channels import Fate, Way, channel_of
from push import gateway, keys
from push.domain import sending
from push.domain.sending import send_waiting
from push.models import Push, State
from tenants.context import in_schema
from tenants.errors import DomainError
from tests.emulators.push import Service
from tests.notices.making import settle, write
from tests.push.conftest import SUBJECT as VAPID_SUBJECT
from tests.push.making import equip, go, states

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_a_push_goes_to_every_live_device_signed_and_encrypted(head: User, house: House, push: Service):
    person = settle(house, 1, by=head, email=False)
    phone, laptop = equip(person, push), equip(person, push)
    silent = equip(person, push)
    Device.objects.filter(endpoint=silent.endpoint).update(seen_at=timezone.now() - timedelta(days=61))

    notice = go(write(head))

    assert {one.device.endpoint for one in push.taken} == {phone.endpoint, laptop.endpoint}
    came = push.taken[0]
    assert (came.payload["title"], came.payload["body"]) == (notice.subject, notice.text)
    assert "/u/" in came.payload["url"]
    assert (came.key, came.subject) == (keys.public_key(), VAPID_SUBJECT)
    assert (came.headers["ttl"], came.headers["urgency"]) == (str(12 * 3600), "high")
    assert states(notice) == {"push": "handed"}, "push first: no SMS to who has a live device"
    assert set(Push.objects.values_list("state", "address")) == {(State.SENT, f"person:{person.pk}")}
    assert not Push.objects.exclude(payload={}).exists(), "nothing of what was told stays in the outbox"
    following.follow(notice)
    assert states(notice) == {"push": "sent"}


def test_an_ordinary_notice_needs_a_consent_and_is_in_no_hurry(head: User, house: House, push: Service, sms_on: Any):
    agreed, silent = settle(house, 1, by=head, agrees="push"), settle(house, 2, by=head, agrees="")
    for person in (agreed, silent):
        equip(person, push)

    go(write(head, kind=Kind.ORDINARY))

    assert set(Delivery.objects.values_list("person", "channel")) == {(agreed.pk, "push")}


@pytest.mark.parametrize("code", [404, 410])
def test_a_device_that_is_gone_is_removed(code: int, head: User, house: House, push: Service):
    person = settle(house, 1, by=head, email=False)
    equip(person, push).code = code

    notice = go(write(head))

    assert not Device.objects.exists()
    following.follow(notice)
    assert states(notice) == {"push": "failed"}
    assert Delivery.objects.get().reason == "Устройство больше не принимает push."


@pytest.mark.parametrize(
    ("code", "told"),
    [(413, (True, "Текст для push слишком длинный.")), (403, (False, "Сервис push не принял (403)."))],
)
def test_a_device_whose_push_was_refused_counts_no_more(
    code: int, told: tuple[bool, str], head: User, house: House, push: Service
):
    person = settle(house, 1, by=head, email=False)
    device = equip(person, push)
    device.code = code

    go(write(head))

    assert (devices.live().exists(), Push.objects.get().told) == told
    devices.remember_device(person, endpoint=device.endpoint, keys=device.keys, by=None)
    assert devices.live().exists(), "its owner has opened the page anew"


@pytest.mark.parametrize("answer", [(429, "600", 590), (503, "", 25), (0, "", 25)])
def test_a_service_that_is_busy_is_asked_again_when_it_says(
    answer: tuple[int, str, int], head: User, house: House, push: Service
):
    code, retry_after, least = answer
    device = equip(settle(house, 1, by=head, email=False), push)
    device.code, device.retry_after = code, retry_after
    before = timezone.now()

    notice = go(write(head))

    one = Push.objects.get()
    assert (one.state, one.tries) == (State.WAITING, 1)
    assert one.next_at >= before + timedelta(seconds=least)
    assert send_waiting() == 0, "not before that"
    device.code = 201
    Push.objects.update(next_at=before)
    assert send_waiting() == 1
    assert len(push.shown(device)) == 1
    following.follow(notice)
    assert states(notice) == {"push": "sent"}


def test_a_push_that_no_longer_makes_sense_is_given_up(head: User, house: House, push: Service):
    equip(settle(house, 1, by=head, email=False), push).code = 503
    go(write(head))
    Push.objects.update(created_at=timezone.now() - timedelta(hours=12), next_at=timezone.now())

    send_waiting()

    assert Push.objects.get().state == State.FAILED
    assert not devices.live().exists(), "its last push was not accepted"


def test_one_is_queued_once_and_a_worker_that_died_doubles_nothing_on_the_screen(
    head: User, house: House, push: Service
):
    device = equip(settle(house, 1, by=head, email=False), push)
    notice = write(head)
    go(notice)
    # The service took it, and the worker died before it wrote that down: the lease runs out.
    lost = {"state": State.WAITING, "payload": {"title": notice.subject, "url": "/"}, "next_at": timezone.now()}
    Push.objects.update(**lost)

    assert sending.companies_that_wait() == ["uk_alpha"]
    send_waiting()

    assert len(push.taken) == 2
    assert push.taken[0].headers["topic"] == push.taken[1].headers["topic"]
    assert len(push.shown(device)) == 1
    assert Push.objects.count() == 1


def test_what_one_worker_has_claimed_another_leaves_alone(head: User, house: House, push: Service):
    equip(settle(house, 1, by=head, email=False), push)
    notice = write(head)
    campaign.start(notice.pk)
    campaign.send_some(notice.pk)

    claimed = sending._claim()

    assert [one.key for one in claimed] == [notice.key]
    assert send_waiting() == 0
    assert channel_of(Way.PUSH).call_back(notice.key) == 1
    assert list(channel_of(Way.PUSH).fates(notice.key, [(7, claimed[0].address, None)]).items()) == [
        (7, (Fate.FAILED, "Рассылку остановили."))
    ]


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example/1", "https://127.0.0.1/1", "https://[::1]/1", "https://127.1/1", "https://localhost/1",
        "https://db.internal/1", "https://push.example:6379/1", "https://user@push.example/1", "http://127.0.0.1:9/1",
    ],
)  # fmt: skip
def test_nobody_makes_us_call_an_address_inside(endpoint: str, head: User, house: House):
    with pytest.raises(DomainError):
        devices.remember_device(settle(house, 1, by=head), endpoint=endpoint, keys={}, by=None)


@pytest.mark.parametrize(
    ("number", "is_public"),
    [
        ("77.88.55.88", True),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("::ffff:10.0.0.1", False),
        ("fd00::1", False),
    ],
)
def test_a_name_that_leads_inside_is_hung_up_on(number: str, is_public: bool):
    assert gateway.is_public(number) is is_public


def test_another_companys_pushes_are_not_ours_to_send(head: User, house: House, push: Service, beta: Any):
    equip(settle(house, 1, by=head, email=False), push)
    go(write(head))
    Push.objects.update(state=State.WAITING, next_at=timezone.now())

    with in_schema(beta.schema_name):
        assert send_waiting() == 0
        assert channel_of(Way.PUSH).call_back(Push.objects.get().key) == 0
