"""Letters about the outages of a house: asked for, agreed to, never twice, left in one step."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from crm.accounting.models import House
from crm.dispatch.domain.outages import Change, cancel_outage, change_outage, end_outage, reopen_outage
from crm.dispatch.enums import OutageKind
from crm.dispatch.models import Outage
from crm.people.models import Person
from crm.personal_data.domain import erasing, gathering
from crm.personal_data.registry import Question
from identity.models import User
from notifications.models import Letter
from sites_cms.houses.consent import CURRENT
from sites_cms.houses.domain import subscriptions, telling
from sites_cms.houses.models import Subscription
from sites_cms.houses.tasks import tell
from tenants.context import in_schema
from tenants.models import Tenant
from tests.dispatch.announcing import announced
from tests.factories import HouseFactory
from tests.notices.making import settle

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

EMAIL = "anna@example.ru"


@pytest.fixture
def house(tenant: Tenant) -> House:
    return HouseFactory(street="Ленина", number="86")


@pytest.fixture
def visitor(tenant: Tenant, client_of) -> Client:
    return client_of(tenant)


@pytest.fixture
def now_committed(django_capture_on_commit_callbacks: Any) -> Callable[[], Any]:
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def subscriber(house: House) -> Subscription:
    subscriptions.ask(house=house, email=EMAIL)
    subscription = subscriptions.confirm(Subscription.objects.get())
    with in_schema("public"):
        Letter.objects.all().delete()
    return subscription


def letters() -> list[Letter]:
    with in_schema("public"):
        return list(Letter.objects.order_by("pk"))


def subjects() -> list[str]:
    return [letter.subject.removeprefix("В вашем доме: ") for letter in letters()]


def link_in(letter: Letter, what: str) -> str:
    found = re.search(rf"http://alpha\.localhost:8000(/moy-dom/{what}/\S+)", letter.text)
    assert found, letter.text
    return found[1]


def sign_up(client: Client, house: House, **sent: str) -> Any:
    return client.post("/moy-dom/podpiska/", {"dom": house.pk, "email": EMAIL, "agree": "on"} | sent)


def test_whoever_asks_agrees_by_a_letter_and_only_then_is_written_to(house: House, visitor: Client):
    assert "Проверьте почту" in sign_up(visitor, house, email=" Anna@Example.RU ").content.decode()
    (letter,) = letters()
    assert letter.recipients == [EMAIL]
    announced(house)
    assert telling.tell_subscribers(Outage.objects.get()) == 0

    path = link_in(letter, "podpiska")
    assert "Подтвердите подписку" in visitor.get(path).content.decode()
    assert Subscription.objects.get().confirmed_at is None, "opening the link is not agreeing: programs open it too"
    assert "Подписка включена" in visitor.post(path).content.decode()

    subscription = Subscription.objects.get()
    assert (subscription.text_version, subscription.is_on) == (CURRENT, True)
    confirmed_at = subscription.confirmed_at
    assert "Подписка включена" in visitor.post(path).content.decode()
    assert Subscription.objects.get().confirmed_at == confirmed_at, "the link works once"


@pytest.mark.parametrize(("sent", "words"), [({"email": "нет"}, "Это не адрес почты"), ({"agree": ""}, "Без согласия")])
def test_without_an_address_or_consent_nothing_is_kept(sent: dict[str, str], words: str, house: House, visitor: Client):
    answer = sign_up(visitor, house, **sent)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Subscription.objects.exists()


def test_an_address_is_not_flooded_with_letters(house: House, visitor: Client):
    answers = [sign_up(visitor, house).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    assert len(letters()) == 5


def test_an_announced_outage_is_told_once_whatever_runs_twice(
    house: House, subscriber: Subscription, now_committed: Callable[[], Any]
):
    with now_committed():
        outage = announced(house, doing="Варим трубу")
    tell(outage.pk)
    telling.tell_of_beginnings()

    (letter,) = letters()
    assert letter.subject == "В вашем доме: холодная вода, отключение"
    assert "Варим трубу" in letter.text
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_moving_ending_and_opening_again_are_told_and_other_words_are_not(
    house: House, subscriber: Subscription, now_committed: Callable[[], Any]
):
    with now_committed():
        outage = announced(house)
    with now_committed():
        outage = change_outage(outage, Change(doing="Уже варим"), by=None)
    with now_committed():
        outage = change_outage(outage, Change(ends_at=timezone.now() + timedelta(hours=9)), by=None)
    with now_committed():
        outage = end_outage(outage, by=None)
    with now_committed():
        outage = reopen_outage(outage, reason="Снова потекло", by=None)
    with now_committed():
        cancel_outage(outage, reason="Ошиблись", by=None)

    assert subjects() == [
        "холодная вода, отключение",
        "холодная вода, срок перенесли",
        "холодная вода, отключение закончилось",
        "холодная вода, снова отключение",
        "холодная вода, отключение отменено",
    ]


def test_a_planned_one_is_told_when_it_is_announced_and_when_it_begins(
    house: House, subscriber: Subscription, now_committed: Callable[[], Any]
):
    with now_committed():
        outage = announced(house, hours=1, kind=OutageKind.PLANNED)
    assert telling.tell_of_beginnings() == 0

    Outage.objects.filter(pk=outage.pk).update(starts_at=timezone.now() - timedelta(minutes=1))
    subscriber.refresh_from_db()
    began = Outage.objects.get(pk=outage.pk)
    told = subscriber.told[str(outage.pk)].split("|")
    told[1] = began.starts_at.isoformat(timespec="minutes")
    Subscription.objects.update(told={str(outage.pk): "|".join(told)})

    assert [telling.tell_of_beginnings(), telling.tell_of_beginnings()] == [1, 0]
    assert subjects()[-1].endswith("отключение началось")


def test_what_went_on_when_somebody_subscribed_is_told_only_when_it_changes(house: House):
    outage = announced(house)
    subscriptions.ask(house=house, email=EMAIL)
    subscriptions.confirm(Subscription.objects.get())
    assert telling.tell_subscribers(outage) == 0

    ended = end_outage(outage, by=None)
    assert telling.tell_subscribers(ended) == 1


def test_only_subscribers_of_its_houses_hear_of_it(house: House, subscriber: Subscription):
    assert telling.tell_subscribers(announced(HouseFactory(street="Ленина", number="88"))) == 0


def test_a_resident_who_subscribed_gets_one_letter_of_one_outage(
    house: House, subscriber: Subscription, head: User, now_committed: Callable[[], Any], settings: Any
):
    settings.NOTICES_PAUSE = 0
    settle(house, 1, by=head, phone=False)
    Person.objects.update(email=EMAIL)
    subscriptions.ask(house=house, email="neighbour@example.ru")
    subscriptions.confirm(Subscription.objects.exclude(pk=subscriber.pk).get())
    with in_schema("public"):
        Letter.objects.all().delete()

    with now_committed():
        outage = announced(house, tells_residents=True)
    assert sorted(letter.recipients[0] for letter in letters()) == [EMAIL, "neighbour@example.ru"]
    with now_committed():
        outage = change_outage(outage, Change(ends_at=timezone.now() + timedelta(hours=9)), by=None)
    with now_committed():
        end_outage(outage, by=None)
    went = Counter(letter.recipients[0] for letter in letters())
    assert went == {EMAIL: 3, "neighbour@example.ru": 3}


def test_a_subscriber_who_is_not_told_as_a_resident_still_gets_the_letter(
    house: House, subscriber: Subscription, head: User, now_committed: Callable[[], Any], settings: Any
):
    settings.NOTICES_PAUSE = 0
    settle(house, 1, by=head, phone=False, agrees="", refuses="email")
    Person.objects.update(email=EMAIL)

    with now_committed():
        outage = announced(house, tells_residents=True)
    assert subjects() == ["холодная вода, отключение"]
    with now_committed():
        change_outage(outage, Change(tells_residents=False, ends_at=timezone.now() + timedelta(hours=9)), by=None)
    assert subjects()[1:] == ["холодная вода, срок перенесли"]


def test_leaving_takes_one_step_and_erases_the_address(house: House, subscriber: Subscription, visitor: Client):
    telling.tell_subscribers(announced(house))
    path = link_in(letters()[-1], "otpiska")
    assert "Отписаться?" in visitor.get(path).content.decode()
    assert Subscription.objects.get().is_on

    answer = Client(enforce_csrf_checks=True, HTTP_HOST="alpha.localhost:8000").post(path)

    assert "Ваш адрес стёрт" in answer.content.decode()
    subscription = Subscription.objects.get()
    assert (subscription.email, subscription.text_version) == ("", CURRENT)
    assert subscription.ended_at > subscription.confirmed_at
    assert visitor.post(path).status_code == 404
    assert telling.tell_subscribers(announced(house)) == 0


def test_links_of_another_company_and_spoilt_ones_are_dead(
    house: House, subscriber: Subscription, beta: Tenant, client_of
):
    telling.tell_subscribers(announced(house))
    path = link_in(letters()[-1], "otpiska")

    assert client_of(beta).post(path).status_code == 404
    assert client_of(beta).post("/moy-dom/otpiska/nonsense/").status_code == 404
    assert Subscription.objects.get().is_on


def test_whoever_never_confirmed_is_forgotten(house: House, subscriber: Subscription):
    subscriptions.ask(house=house, email="other@example.ru")
    assert subscriptions.forget_unconfirmed() == 0

    Subscription.objects.filter(email="other@example.ru").update(asked_at=timezone.now() - timedelta(days=5))
    assert subscriptions.forget_unconfirmed() == 1
    assert Subscription.objects.get() == subscriber


def test_a_subscriber_is_found_and_erased_as_personal_data(house: House, subscriber: Subscription, head):
    anchors = gathering.find(Question(email=EMAIL))
    assert [anchor.name for anchor in anchors] == [EMAIL]

    keys = [anchor.held.key for anchor in anchors]
    erasing.erase(
        keys, shown=erasing.digest(gathering.gather(keys)), reason="Попросил", asked_on=timezone.localdate(), by=head
    )

    subscriber.refresh_from_db()
    assert (subscriber.email, subscriber.is_on) == ("", False)


def test_the_database_lets_nobody_be_half_erased(subscriber: Subscription):
    for broken in ({"email": ""}, {"ended_at": timezone.now()}, {"email": "ANNA@example.ru"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Subscription.objects.update(**broken)
