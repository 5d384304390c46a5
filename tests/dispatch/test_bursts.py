"""«Похоже на аварию»: so many calls about one thing in so few minutes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.accounting.models import Account, House
from crm.dispatch.domain import outages
from crm.dispatch.domain.bursts import CALLS, burst_at, bursts_now, supply_of
from crm.dispatch.domain.calls import Call, join_call
from crm.dispatch.domain.moves import cancel
from crm.dispatch.domain.outage_places import Spot
from crm.dispatch.enums import Place, Source, Supply
from crm.dispatch.models import Request
from crm.request_types.models import RequestType
from crm.rights.enums import Role
from identity.models import User
from tests.conftest import make_employee
from tests.dispatch.announcing import announced
from tests.factories import AccountFactory, HouseFactory, RequestFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def house(tenant) -> House:
    return HouseFactory(street="Ленина", number="86")


@pytest.fixture
def flats(house: House) -> list[Account]:
    """Two entrances of eight flats, two on a floor: odd numbers stand on the first riser."""
    return [
        AccountFactory(house=house, flat=str(number), entrance=(number - 1) // 8 + 1, floor=(number - 1) % 8 // 2 + 1)
        for number in range(1, 17)
    ]


@pytest.fixture
def cold(tenant) -> RequestType:
    return RequestType.objects.get(name="Холодное водоснабжение")


def called(*flats: Account, kind: RequestType | None) -> list[Request]:
    return [RequestFactory(house=flat.house, call=Call(account=flat), type=kind) for flat in flats]


def test_few_calls_are_none(house, flats, cold, head: User):
    called(*flats[: CALLS - 1], kind=cold)

    assert (burst_at(house, cold), bursts_now(head)) == (None, [])


def test_calls_from_one_riser(house, flats, cold, head: User):
    made = called(*flats[0:8:2], kind=cold)
    join_call(made[0], Call(account=flats[4]), source=Source.PHONE, by=None)

    burst = burst_at(house, cold)

    assert (burst.spot, burst.callers, burst.supply) == (Spot(house, 1, 1), CALLS, Supply.COLD_WATER)
    assert burst.requests == tuple(request.number for request in made)
    assert [(one.spot, one.callers, one.requests) for one in bursts_now(head)] == [
        (Spot(house, 1), CALLS, burst.requests)
    ]


@pytest.mark.parametrize(("which", "entrance"), [(range(5), 1), (range(5, 11), None)])
def test_calls_of_an_entrance_and_of_the_house(which, entrance, house, flats, cold):
    called(*(flats[number] for number in which), kind=cold)

    assert burst_at(house, cold).spot == Spot(house, entrance)


def test_a_call_from_nowhere_does_not_widen_the_place(house, flats, cold):
    called(*flats[0:8:2], kind=cold)
    RequestFactory(house=house, place=Place.BASEMENT, type=cold)

    assert burst_at(house, cold).spot == Spot(house, 1, 1)


def test_ten_calls_joined_to_one_request_count(house, flats, cold):
    (request,) = called(flats[0], kind=cold)
    for flat in flats[1:CALLS]:
        join_call(request, Call(account=flat), source=Source.PHONE, by=None)

    assert burst_at(house, cold).requests == (request.number,)


def test_only_the_last_half_hour_one_house_and_one_type_count(house, flats, cold, head: User):
    elsewhere, hot = AccountFactory(), RequestType.objects.get(name="Горячее водоснабжение")
    called(*flats[: CALLS - 1], elsewhere, kind=cold)
    called(flats[8], kind=hot)

    assert (burst_at(house, cold), bursts_now(head)) == (None, [])

    called(flats[9], kind=cold)
    later = timezone.now() + timedelta(minutes=31)
    assert (burst_at(house, cold) is not None, len(bursts_now(head))) == (True, 1)
    assert (burst_at(house, cold, now=later), bursts_now(head, now=later)) == (None, [])


def test_what_is_joined_to_an_outage_or_cancelled_is_no_news(house, flats, cold, head: User):
    made = called(*flats[: CALLS + 1], kind=cold)
    outages.join_to_outage(made[0], announced(house), by=head)
    assert burst_at(house, cold).callers == CALLS

    cancel(made[1], reason="Ошиблись домом", by=head)

    assert (burst_at(house, cold), bursts_now(head)) == (None, [])


def test_calls_without_a_type_are_counted_together(house, flats, head: User):
    called(*flats[:CALLS], kind=None)

    assert (burst_at(house, None).supply, len(bursts_now(head))) == (Supply.OTHER, 1)


def test_only_of_requests_that_the_person_sees(house, flats, cold, head: User):
    called(*flats[:CALLS], kind=cold)

    assert [len(bursts_now(user)) for user in (head, make_employee(Role.EXECUTOR))] == [1, 0]


def test_the_desk_asks_once_while_there_is_none(house, flats, cold, head: User):
    bursts_now(head)  # rights are read once

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            bursts_now(head)
        return len(queries)

    assert asked() == 1
    called(*flats[:CALLS], kind=cold)
    one = asked()
    for other in [HouseFactory(number=str(number)) for number in range(3)]:
        called(*(AccountFactory(house=other) for _ in range(CALLS)), kind=cold)
    assert one == asked() == 3


def test_the_largest_first_and_at_most_five(cold, head: User):
    for number in range(6):
        house = HouseFactory(number=str(number))
        called(*(AccountFactory(house=house) for _ in range(CALLS + number)), kind=cold)

    assert [burst.callers for burst in bursts_now(head)] == [10, 9, 8, 7, 6]


@pytest.mark.parametrize(
    ("name", "supply"),
    [
        ("Горячее водоснабжение", Supply.HOT_WATER),
        ("Лифтовое оборудование", Supply.LIFT),
        ("Электротехнические работы", Supply.ELECTRICITY),
        ("Водоснабжение", Supply.WATER),
        ("Кровли", Supply.OTHER),
    ],
)
def test_what_is_missing_is_guessed_by_the_type(name, supply):
    assert supply_of(RequestType(name=name)) == supply
