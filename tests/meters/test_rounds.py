"""«Снять показания»: which houses, how far each is, in which order one walks."""

from datetime import date

import pytest

from crm.accounting.models import House
from crm.meters.domain import rounds, windows
from crm.meters.domain.rounds import Share
from crm.meters.enums import Resource
from crm.meters.models import Meter
from crm.rights.enums import Role, Rows
from crm.rights.models import Access
from identity.models import User
from tests.conftest import make_employee
from tests.factories import AccountFactory, HouseFactory, MeterFactory
from tests.meters.making import give, make_meter

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

TODAY = date(2026, 11, 20)
NOVEMBER = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "today", lambda: TODAY)


@pytest.fixture
def inspector(tenant) -> User:
    return make_employee(Role.INSPECTOR)


@pytest.fixture
def house(tenant) -> House:
    return HouseFactory(street="ул. Ленина", number="86")


def flat(house: House, number: str, **other) -> Meter:
    """A flat with one meter of cold water; the meter."""
    return make_meter(AccountFactory(house=house, number=f"{house.pk}-{number}", flat=number, **other))


def titles(stops) -> list[str]:
    return [stop.title for stop in stops]


def stops(house: House, user: User) -> list[rounds.Stop]:
    return rounds.stops_of(house, user=user, month=NOVEMBER)


def test_doors_go_as_one_walks(house: House, inspector: User):
    for number, entrance in (("10", 1), ("2", 1), ("1", 2), ("2а", 1)):
        flat(house, number, entrance=entrance)
    MeterFactory(house=house, number="777")
    AccountFactory(house=house, number="99", flat="3")  # without meters
    assert titles(stops(house, inspector)) == ["Общедомовые приборы", "кв. 2", "кв. 2а", "кв. 10", "кв. 1"]


def test_a_door_is_done_when_all_that_is_waited_for_is_there(house: House, inspector: User):
    cold = flat(house, "1")
    hot = make_meter(cold.account, Resource.HOT_WATER)
    make_meter(cold.account, Resource.ELECTRICITY, read_by_supplier=True)
    give(cold, 5, on=TODAY)
    (stop,) = stops(house, inspector)
    assert (stop.handed, stop.waited, stop.is_done) == (1, 2, False)

    give(hot, 7, on=TODAY)

    (stop,) = stops(house, inspector)
    assert (stop.handed, stop.waited, stop.is_done) == (2, 2, True)


def test_a_reading_of_another_month_does_not_count(house: House, inspector: User):
    meter = flat(house, "1")
    give(meter, 5, on=date(2026, 10, 20))
    assert not stops(house, inspector)[0].is_done
    give(meter, 6, on=TODAY)
    assert stops(house, inspector)[0].is_done


def test_closed_accounts_and_removed_meters_are_no_doors(house: House, inspector: User, head: User):
    from crm.accounting.domain.accounts import deactivate
    from crm.meters.domain.meters import stop_meter

    deactivate(flat(house, "1").account, by=head)
    stop_meter(flat(house, "2"), on=TODAY, by=head)
    flat(house, "3")
    assert titles(stops(house, inspector)) == ["кв. 3"]


def test_further_leads_to_the_next_that_is_left_and_round_to_the_first(house: House, inspector: User):
    meters = {number: flat(house, number) for number in ("1", "2", "3")}
    give(meters["2"], 5, on=TODAY)
    walked = stops(house, inspector)

    assert rounds.next_stop(walked, meters["1"].account_id).title == "кв. 3"
    assert rounds.next_stop(walked, meters["3"].account_id).title == "кв. 1"
    give(meters["1"], 5, on=TODAY)
    give(meters["3"], 5, on=TODAY)
    assert rounds.next_stop(stops(house, inspector), meters["3"].account_id) is None


def test_how_far_a_house_is_agrees_with_its_doors(house: House, inspector: User):
    other = HouseFactory(street="ул. Мира", number="1")
    meters = [flat(house, str(number)) for number in range(1, 6)]
    MeterFactory(house=house, number="777")
    only_supplier = flat(other, "1")
    Meter.objects.filter(pk=only_supplier.pk).update(read_by_supplier=True)
    for meter in meters[:2]:
        give(meter, 5, on=TODAY)

    shares = rounds.shares_of([house, other], on=TODAY)

    assert shares == {house.pk: Share(2, 6), other.pk: Share(0, 0)}
    walked = stops(house, inspector)
    assert shares[house.pk] == Share(sum(stop.is_done for stop in walked), len(walked))


def test_a_house_with_days_of_its_own_counts_its_own_month(house: House, inspector: User, head: User):
    from crm.meters.domain.rules import set_house_window

    late = date(2026, 11, 28)
    give(flat(house, "1"), 5, on=TODAY)
    assert rounds.shares_of([house], on=late) == {house.pk: Share(0, 1)}, "after the 25th it is December"
    set_house_window(house, first_day=1, last_day=30, by=head)
    assert rounds.shares_of([house], on=late) == {house.pk: Share(1, 1)}


def test_houses_without_meters_and_of_others_are_not_offered(house: House, inspector: User):
    flat(house, "1")
    by_house_meter = HouseFactory(street="ул. Мира", number="2")
    MeterFactory(house=by_house_meter, number="777")
    HouseFactory(street="ул. Пустая", number="3")
    assert list(rounds.houses_to_walk(inspector)) == [house, by_house_meter]
    assert list(rounds.houses_to_walk(inspector, "мира")) == [by_house_meter]

    Access.objects.filter(user=inspector).update(rows={"meters.enter_readings": Rows.ASSIGNED})

    assert list(rounds.houses_to_walk(User.objects.get(pk=inspector.pk))) == []


def test_a_large_house_costs_no_more_queries(house: House, inspector: User, django_assert_num_queries):
    for number in range(1, 41):
        give(flat(house, str(number)), 5, on=date(2026, 10, 20))
    inspector = User.objects.get(pk=inspector.pk)
    stops(house, inspector)
    with django_assert_num_queries(1):
        assert len(stops(house, inspector)) == 40
    with django_assert_num_queries(5):
        full = rounds.full_stops_of(house, user=inspector, on=TODAY)
    assert {line.past.before.value for stop in full for line in stop.lines} == {5}
