"""Outages: announced, put off, ended, cancelled, found at a place, joined with requests."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.accounting.models import House
from crm.dispatch.domain import outages
from crm.dispatch.domain.outage_places import MOST_PLACES, Spot, read_spot, riser_of
from crm.dispatch.domain.outage_queries import current_outages, outages_at, outages_of, requests_to_join
from crm.dispatch.domain.outages import Change
from crm.dispatch.enums import Deed, OutageKind, Place, Supply
from crm.dispatch.models import Outage, OutageChange, OutagePlace
from crm.journal.models import Entry
from identity.models import User
from tenants.errors import DomainError
from tests.dispatch.announcing import announced
from tests.factories import AccountFactory, HouseFactory, RequestFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def house(tenant) -> House:
    house = HouseFactory(street="Ленина", number="86")
    House.objects.filter(pk=house.pk).update(entrances=3)
    return House.objects.get(pk=house.pk)


@pytest.fixture
def neighbour(house: House) -> House:
    return HouseFactory(street="Ленина", number="88")


class TestAnnouncing:
    def test_places_and_a_word_in_the_journal(self, house: House, neighbour: House, head: User):
        outage = announced(neighbour, Spot(house, 2, 1), by=head, reason="  Прорыв   в подвале ")

        assert [str(place) for place in outage.places.all()] == [
            f"{house}, подъезд 2, стояк 1", str(neighbour)
        ]  # fmt: skip
        assert (outage.reason, outage.created_by, outage.version) == ("Прорыв в подвале", head, 1)
        entry = Entry.objects.get(action="dispatch.outage_announced")
        assert (entry.actor, entry.object_text) == (head, "Аварийное: холодная вода")

    @pytest.mark.parametrize(
        ("places", "message"),
        [
            ([], "хотя бы один дом"),
            ([(1, None, None), (1, None, None)], "Указано дважды"),
            ([(1, 2, None), (1, None, None)], "уже входит в"),
            ([(1, 2, 1), (1, 2, None)], "уже входит в"),
            ([(1, None, 2)], "У стояка укажите и подъезд"),
            ([(1, 4, None)], "подъездов по паспорту 3, а указан 4-й"),
            ([(1, 0, None)], "считаются с первого"),
        ],
    )
    def test_impossible_places_are_refused(self, places, message, house: House):
        with pytest.raises(DomainError, match=message):
            announced(*(Spot(house, entrance, riser) for _, entrance, riser in places))

        assert not Outage.objects.exists()

    def test_too_many_places_are_refused(self, neighbour: House):
        with pytest.raises(DomainError, match=f"не больше {MOST_PLACES}"):
            announced(*(Spot(neighbour, number + 1) for number in range(MOST_PLACES + 1)))

    def test_any_entrance_where_the_passport_does_not_say_how_many(self, neighbour: House):
        assert announced(Spot(neighbour, 9)).places.get().entrance == 9

    def test_it_cannot_end_before_it_begins(self, house: House):
        with pytest.raises(DomainError, match="раньше, чем начнётся") as refused:
            announced(house, ends_at=timezone.now() - timedelta(hours=2))

        assert refused.value.field == "ends_at"

    def test_moments_are_kept_to_the_minute(self, house: House):
        outage = announced(house)

        assert (outage.starts_at.second, outage.starts_at.microsecond) == (0, 0)

    @pytest.mark.parametrize("name", ["reason", "doing", "sentence"])
    def test_a_text_that_is_too_long_is_refused(self, name: str, house: House):
        with pytest.raises(DomainError, match="Слишком длинно") as refused:
            announced(house, **{name: "я" * 501})

        assert refused.value.field == name

    def test_it_is_never_deleted_nor_made_another_kind(self, house: House):
        outage = announced(house)

        for change in (outage.delete, lambda: Outage.objects.filter(pk=outage.pk).update(kind=OutageKind.PLANNED)):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


@pytest.mark.parametrize(
    ("text", "entrance", "riser"),
    [
        ("Ленина 86", None, None),
        ("ул. Ленина, д. 86", None, None),
        ("Ленина 86, подъезд 2", 2, None),
        ("ленина 86 под. 2 ст. 3", 2, 3),
        ("Верхнекамск, ул. Ленина, д. 86, подъезд 2, стояк 3;", 2, 3),
    ],
)
def test_a_place_is_read_as_people_write_it(text, entrance, riser, house: House):
    spot = read_spot(text)

    assert spot == Spot(house, entrance, riser)
    assert read_spot(str(spot)) == spot


def test_a_place_without_such_a_house_is_refused(house: House):
    with pytest.raises(DomainError, match="нет в списке"):
        read_spot("Мира 1, подъезд 2")


class TestChanging:
    def test_what_was_said_before_is_kept(self, house: House, neighbour: House, head: User):
        outage = announced(house, reason="Авария")
        before, later = outage.starts_at, outage.starts_at + timedelta(hours=5)

        outages.change_outage(
            outage, Change(ends_at=later, reason="Прорыв", places=[Spot(house), Spot(neighbour)]), by=head
        )

        outage.refresh_from_db()
        assert (outage.ends_at, outage.starts_at, outage.version, outage.places.count()) == (later, before, 2, 2)
        change = OutageChange.objects.get()
        assert (change.by, change.changes["reason"]) == (head, ["Авария", "Прорыв"])
        assert change.changes["ends_at"] == [None, later.isoformat(timespec="minutes")]
        assert change.changes["places"] == [str(house), f"{house}; {neighbour}"]
        assert Entry.objects.get(action="dispatch.outage_changed").changes == change.changes

    def test_nothing_is_written_when_nothing_changes(self, house: House):
        outage = announced(house, reason="Авария")

        outages.change_outage(outage, Change(reason="Авария", supply=Supply.COLD_WATER, places=[Spot(house)]), by=None)

        assert (Outage.objects.get().version, OutageChange.objects.count()) == (1, 0)

    def test_nobody_writes_over_anothers_change(self, house: House, head: User):
        outage = announced(house)
        outages.change_outage(outage, Change(doing="Ищем течь"), by=head, version=1)

        with pytest.raises(DomainError, match="Пока вы писали, отключение изменили: "):
            outages.change_outage(outage, Change(doing="Варим"), by=None, version=1)

        assert Outage.objects.get().doing == "Ищем течь"

    def test_places_are_checked_again_and_stay_when_they_are_wrong(self, house: House):
        outage = announced(house)

        with pytest.raises(DomainError, match="хотя бы один дом"):
            outages.change_outage(outage, Change(places=[]), by=None)

        assert OutagePlace.objects.get().house == house

    def test_beginning_moved_beyond_the_end_is_refused(self, house: House):
        outage = announced(house, ends_at=timezone.now() + timedelta(hours=1))

        with pytest.raises(DomainError, match="раньше, чем начнётся"):
            outages.change_outage(outage, Change(starts_at=timezone.now() + timedelta(hours=2)), by=None)


class TestTheEnd:
    def test_it_is_over_now_or_since_a_moment(self, house: House, head: User):
        first, second, since = announced(house), announced(house), timezone.now() - timedelta(minutes=10)

        outages.end_outage(first, by=head)
        outages.end_outage(second, at=since, by=head)

        first.refresh_from_db()
        assert first.is_over
        assert Outage.objects.get(pk=second.pk).ended_at == since
        assert OutageChange.objects.filter(by=head, changes__has_key="ended_at").count() == 2

    @pytest.mark.parametrize("hours", [-3, 1])
    def test_it_ends_between_its_beginning_and_now(self, hours: int, house: House):
        with pytest.raises(DomainError, match="после своего начала") as refused:
            outages.end_outage(announced(house), at=timezone.now() + timedelta(hours=hours), by=None)

        assert refused.value.field == "at"

    def test_one_that_has_not_begun_is_cancelled_and_not_ended(self, house: House, head: User):
        outage = announced(house, hours=5)
        with pytest.raises(DomainError, match="ещё не началось"):
            outages.end_outage(outage, by=None)

        outages.cancel_outage(outage, reason="Насос привезут завтра", by=head)

        assert OutageChange.objects.get().changes["reason_why"] == [None, "Насос привезут завтра"]
        assert Outage.objects.get().is_over

    def test_cancelling_asks_why(self, house: House):
        with pytest.raises(DomainError, match="почему отменяем"):
            outages.cancel_outage(announced(house), reason="  ", by=None)

    def test_what_is_over_does_not_change(self, house: House):
        ended, cancelled = announced(house), announced(house)
        outages.end_outage(ended, by=None)
        outages.cancel_outage(cancelled, reason="Ошибка", by=None)

        for outage, message in ((ended, "уже закончилось"), (cancelled, "уже отменено")):
            for act in (
                lambda outage: outages.change_outage(outage, Change(doing="Варим"), by=None),
                lambda outage: outages.end_outage(outage, by=None),
                lambda outage: outages.cancel_outage(outage, reason="Ошибка", by=None),
            ):
                with pytest.raises(DomainError, match=message):
                    act(outage)

    def test_an_end_by_mistake_is_undone_by_a_new_step(self, house: House):
        outage = announced(house)
        outages.end_outage(outage, by=None)

        outages.reopen_outage(outage, reason="Снова потекло", by=None)

        assert not Outage.objects.get().is_over
        assert [sorted(one.changes) for one in OutageChange.objects.all()] == [
            ["ended_at"], ["ended_at", "reason_why"]
        ]  # fmt: skip
        with pytest.raises(DomainError, match="и не заканчивалось"):
            outages.reopen_outage(outage, reason="Ещё раз", by=None)


class TestAtAPlace:
    def test_a_house_takes_in_its_entrances_and_risers(self, house: House, neighbour: House):
        whole, second, riser = announced(house), announced(Spot(house, 2)), announced(Spot(house, 2, 1))
        announced(neighbour)

        def found(**where: int) -> set[int]:
            return {here.outage.pk for here in outages_at(house, **where)}

        assert found() == {whole.pk, second.pk, riser.pk}
        assert found(entrance=1) == {whole.pk}
        assert found(entrance=2) == {whole.pk, second.pk, riser.pk}
        assert found(entrance=2, riser=3) == {whole.pk, second.pk}
        assert found(entrance=2, riser=1) == {whole.pk, second.pk, riser.pk}

    def test_a_flat_is_asked_by_its_riser(self, house: House):
        flats = [
            AccountFactory(house=house, flat=str(number), entrance=1, floor=(number - 1) // 2 + 1)
            for number in range(1, 7)
        ]
        riser = announced(Spot(house, 1, 2))

        assert [riser_of(flat) for flat in flats] == [1, 2, 1, 2, 1, 2]
        assert [len(outages_of(flat)) for flat in flats] == [0, 1, 0, 1, 0, 1]
        assert outages_of(flats[1])[0].outage == riser

    def test_a_flat_of_which_no_floor_is_known_hears_of_every_riser(self, house: House):
        announced(Spot(house, 1, 2))
        somewhere = AccountFactory(house=house, flat="9", entrance=1)

        assert len(outages_of(somewhere)) == 1

    def test_what_is_over_is_not_told_but_what_was_then_is(self, house: House):
        outage, then = announced(house, hours=-5), timezone.now() - timedelta(hours=1)
        outages.end_outage(outage, by=None)

        assert outages_at(house) == []
        assert [here.outage for here in outages_at(house, at=then)] == [outage]

    def test_what_is_planned_is_told_too_and_each_outage_once(self, house: House):
        going, planned = announced(Spot(house, 1), Spot(house, 2)), announced(house, hours=30)

        assert [here.outage for here in outages_at(house)] == [going, planned]
        assert current_outages() == [going, planned]

    def test_the_sentence_speaks_of_where_the_caller_is(self, house: House):
        announced(Spot(house, 1), Spot(house, 2, 1))

        (entrance,), (riser,) = outages_at(house, entrance=1), outages_at(house, entrance=2)

        assert entrance.sentence.startswith("В вашем подъезде аварийно отключена холодная вода")
        assert riser.sentence.startswith("По вашему стояку аварийно отключена холодная вода")

    def test_queries_do_not_grow_with_the_outages(self, house: House):
        flat = AccountFactory(house=house, flat="1", entrance=1, floor=1)

        def asked() -> list[int]:
            counts = []
            for ask in (current_outages, lambda: outages_at(house), lambda: outages_of(flat)):
                with CaptureQueriesContext(
                    connection,
                ) as queries:
                    ask()
                counts.append(len(queries))
            return counts

        announced(Spot(house, 1, 1))
        one = asked()
        for _ in range(8):
            announced(Spot(house, 1, 1), Spot(house, 2))

        assert one == asked() == [2, 1, 2]


class TestJoining:
    def test_a_request_is_joined_by_a_step_of_its_history(self, house: House, head: User):
        request, outage = RequestFactory(house=house, place=Place.ENTRANCE), announced(house)

        outages.join_to_outage(request, outage, by=head)
        outages.join_to_outage(request, outage, by=head)

        request.refresh_from_db()
        assert request.outage == outage
        step = request.events.get(deed=Deed.CHANGED)
        assert (step.by, step.changes) == (head, {"outage": [None, "Аварийное: холодная вода"]})

    def test_and_parted_from_it_by_another(self, house: House, head: User):
        request, outage = RequestFactory(house=house), announced(house)
        outages.join_to_outage(request, outage, by=head)

        outages.part_from_outage(request, by=head)
        outages.part_from_outage(request, by=head)

        request.refresh_from_db()
        assert (request.outage, request.events.filter(deed=Deed.CHANGED).count()) == (None, 2)

    def test_not_to_an_outage_of_another_house_nor_to_a_cancelled_one(self, house: House, neighbour: House):
        request, elsewhere, cancelled = RequestFactory(house=house), announced(neighbour), announced(house)
        outages.cancel_outage(cancelled, reason="Ошибка", by=None)

        for outage, message in ((elsewhere, "не в её доме"), (cancelled, "отменено")):
            with pytest.raises(DomainError, match=message):
                outages.join_to_outage(request, outage, by=None)

    def test_offered_are_open_ones_of_its_entrances(self, house: House, neighbour: House, head: User):
        outage = announced(Spot(house, 2))
        here = RequestFactory(house=house, place=Place.ENTRANCE, entrance=2)
        unknown = RequestFactory(house=house, place=Place.YARD)
        RequestFactory(house=house, place=Place.ENTRANCE, entrance=1)
        RequestFactory(house=neighbour)
        joined = RequestFactory(house=house, place=Place.ENTRANCE, entrance=2)
        outages.join_to_outage(joined, outage, by=head)

        assert requests_to_join(outage, user=head) == [unknown, here]
