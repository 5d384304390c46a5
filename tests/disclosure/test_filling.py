"""Filling forms in: all or nothing, nothing is overwritten unseen, nothing that was said is lost."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, transaction
from django.utils import timezone

from crm.accounting.models import House
from crm.company.models import Profile
from crm.journal.models import Entry
from crm.meters.enums import Resource
from identity.models import User
from sites_cms.disclosure.declarations import FORMS
from sites_cms.disclosure.domain import overview, reading
from sites_cms.disclosure.domain.filling import RefusedError, confirm, fill_in
from sites_cms.disclosure.domain.gis import take_from_gis
from sites_cms.disclosure.domain.lights import state_of
from sites_cms.disclosure.domain.places import Place, place_of, reported_year
from sites_cms.disclosure.enums import Light, Source
from sites_cms.disclosure.models import File, Value
from tenants.errors import DomainError
from tests.disclosure.conftest import Fill
from tests.factories import AccountFactory, HouseFactory, MeterFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def pdf(name: str = "scan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def chain(place: Place, row: str) -> list[tuple[str, str]]:
    values = Value.objects.filter(**place.keys, row=row).order_by("pk")
    return [(value.value, value.source) for value in values]


def refused(*args, **kwargs) -> dict:
    with pytest.raises(RefusedError) as error:
        fill_in(*args, **kwargs)
    return error.value.problems


def test_every_value_that_ever_was_stays_with_who_and_when(fill: Fill, house: House, head: User):
    place = fill("2.1", {"8": "Общежитие", "10": "3"}, house=house)
    fill("2.1", {"10": "4"}, house=house, source=Source.FILE)
    fill("2.1", {"10": ""}, house=house)

    assert chain(place, "10") == [("3", "hand"), ("4", "file"), ("", "hand")]
    assert chain(place, "8") == [("3", "hand")], "a row that was not named stays"
    assert reading.sheet_of(place).value("10") == ""
    assert {value.by for value in reading.history(place)} == {head}


def test_the_same_again_adds_nothing_but_says_that_it_is_still_so(fill: Fill, house: House):
    place = fill("2.1", {"10": "3"}, house=house)
    kept, before = Value.objects.count(), reading.sheet_of(place).own_mark
    fill("2.1", {"10": " 3 "}, house=house)

    assert Value.objects.count() == kept
    assert before
    assert reading.sheet_of(place).own_mark > before


def test_all_that_is_wrong_is_told_and_nothing_is_written(house: House, head: User):
    place = place_of(FORMS["2.1"], house=house)
    problems = refused(place, {("", "10"): "три", ("", "13"): "-1", ("", "8"): "1"}, by=head)

    assert set(problems) == {("", "10"), ("", "13")}
    assert "10" in problems["", "10"]
    assert not Value.objects.exists()


def test_rows_are_held_against_each_other_and_against_what_the_crm_knows(house: House, head: User):
    House.objects.filter(pk=house.pk).update(floors=5)
    place = place_of(FORMS["2.1"], house=House.objects.get(pk=house.pk))

    assert refused(place, {("", "9.2"): "6"}, by=head) == {
        ("", "9.2"): "Строка 9.2 «Количество этажей, наименьшее»: наименьшее число этажей больше наибольшего."
    }
    assert fill_in(place, {("", "9.2"): "6", ("", "9.1"): "9"}, by=head) == 2


def test_nobody_overwrites_what_was_written_after_he_looked(fill: Fill, house: House, head: User):
    place = fill("2.1", {"10": "3", "11": "2"}, house=house)
    seen = reading.sheet_of(place).newest
    fill("2.1", {"10": "4"}, house=house)

    assert set(refused(place, {("", "10"): "5"}, by=head, seen=seen)) == {("", "10")}
    assert fill_in(place, {("", "11"): "1", ("", "10"): "4"}, by=head, seen=seen) == 1, "the same row may agree"


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("2.1", ("", "999")), ("2.1", ("", "1")), ("1.2", ("", "6")), ("1.4", ("h1", "4")), ("2.2", ("", "11")),
        ("2.1", ("1", "10")), ("2.3", ("1", "3")), ("2.3", ("1/../2", "3")), ("2.2", ("ж", "11")),
    ],
)  # fmt: skip
def test_rows_that_nobody_types_are_refused(house: House, head: User, code: str, key: tuple[str, str]):
    form = FORMS[code]
    place = Place(form, house if code[0] == "2" else None, 2025 if form.yearly else None)
    with pytest.raises(DomainError):
        fill_in(place, {key: "1"}, by=head)


def test_a_form_is_of_a_house_or_of_the_company_and_of_a_year_or_of_none(house: House):
    for form, told in (
        ("2.1", {}), ("1.1", {"house": house}), ("1.2", {}), ("1.1", {"year": 2025}), ("1.2", {"year": 1990}),
        ("1.2", {"year": timezone.localdate().year + 1}),
    ):  # fmt: skip
        with pytest.raises(DomainError):
            place_of(FORMS[form], **told)


def test_the_database_itself_changes_and_deletes_nothing(fill: Fill, house: House):
    place = fill("2.1", {"10": "3"}, house=house)
    written = Value.objects.filter(**place.keys, row="10")
    past = timezone.now() - timedelta(days=1)

    for spoil in (
        lambda: written.update(value="4"),
        lambda: written.update(source="gis"),
        lambda: written.update(as_of=past),
        written.delete,
    ):
        with pytest.raises(InternalError), transaction.atomic():
            spoil()
    assert chain(place, "10") == [("3", "hand")]
    assert written.update(as_of=timezone.now()) == 1, "that it is still so may be said"


def test_a_cell_has_one_newest_value_whoever_hurries(fill: Fill, house: House):
    from django.db import IntegrityError

    place = fill("2.1", {"10": "3", "11": "1"}, house=house)
    first = Value.objects.get(**place.keys, row="10")
    now = timezone.now()

    def another(**more: object) -> None:
        with transaction.atomic():
            Value.objects.create(**place.keys, **({"row": "10", "value": "9", "source": "hand", "as_of": now} | more))

    another(replaces=first)
    for wrong in ({"replaces": first}, {"replaces": None}):
        with pytest.raises(IntegrityError):
            another(**wrong)
    with pytest.raises(InternalError):
        another(replaces=Value.objects.get(**place.keys, row="11"))
    with pytest.raises(InternalError):
        another(replaces=Value.objects.get(replaces=first), source="gis")


def test_the_journal_names_rows_before_and_after(fill: Fill, house: House):
    fill("2.1", {"10": "3"}, house=house)
    fill("2.1", {"10": "4"}, house=house)
    entry = Entry.objects.filter(action="disclosure.fill_in").latest("pk")

    assert (entry.object_type, entry.object_id) == ("accounting.house", str(house.pk))
    assert entry.changes["10. Количество подъездов, ед."] == ["3", "4"]
    assert entry.changes["disclosure_form"] == [None, "Форма 2.1"]


class TestFiles:
    def test_scans_are_added_and_taken_away_and_stay_in_history(self, head: User, tenant):
        place = place_of(FORMS["1.1"])
        fill_in(place, {("1", "23"): "059-1"}, by=head, uploads={("1", "26"): [pdf("one.pdf"), pdf("two.pdf")]})
        one, two = File.objects.order_by("pk")
        fill_in(place, {}, by=head, without=[one.pk])

        assert chain(place, "26") == [(f"{one.pk},{two.pk}", "hand"), (str(two.pk), "hand")]
        assert list(reading.files_of([reading.sheet_of(place)])) == [str(two.pk)]
        assert File.objects.count() == 2

    def test_what_only_calls_itself_a_pdf_is_refused(self, head: User, tenant):
        renamed = SimpleUploadedFile("scan.pdf", b"<html>")
        problems = refused(place_of(FORMS["1.1"]), {}, by=head, uploads={("1", "26"): [renamed]})
        assert problems["1", "26"].startswith("Строка 26 «Документ лицензии»")
        assert not File.objects.exists()


class TestWhatTheCrmKnows:
    def test_a_house_is_told_from_its_passport_and_accounts(self, house: House, head: User):
        House.objects.filter(pk=house.pk).update(built_in=1984, floors=9, entrances=4, total_area="3512.40")
        for flat, kind in (("1", "flat"), ("2", "flat"), ("2", "flat"), ("пом. 1Н", "commercial")):
            AccountFactory(house=house, flat=flat, kind=kind, by=head)
        read = reading.sheet_of(place_of(FORMS["2.1"], house=House.objects.get(pk=house.pk)))

        told = {code: read.value(code) for code in ("6", "9.1", "10", "13", "12", "12.1", "12.2")}
        assert told == {
            "6": "1984", "9.1": "9", "10": "4", "13": "3512.4", "12": "3", "12.1": "2", "12.2": "1",
        }  # fmt: skip
        assert read.cell(FORMS["2.1"].by_code["6"]).shown.words == "паспорт дома"
        assert read.is_empty

    def test_meters_of_the_house_stand_in_form_22(self, house: House, head: User):
        installed = date(2024, 5, 13)
        MeterFactory(house=house, resource=Resource.HEAT, installed_on=installed, is_automatic=True, by=head)
        MeterFactory(account=AccountFactory(house=house, by=head), resource=Resource.GAS, by=head)
        read = reading.sheet_of(place_of(FORMS["2.2"], house=house))

        (metering,) = (one for one in read.groups() if one.group.code == "metering_devices")
        (meter,) = metering.items
        assert [cell.words for cell in meter.cells] == [
            "Отопление", "Установлен", "С интерфейсом передачи данных", "Гкал", "13.05.2024", "",
        ]  # fmt: skip

    def test_the_company_is_told_from_its_profile(self, tenant, house: House):
        Profile.objects.update(
            full_name="ООО «УК Альфа»", head="Белова Анна Ильинична, директор", licence_number="059-1",
            emergency_phone="+7 342 200-10-01",
        )  # fmt: skip
        read = reading.sheet_of(place_of(FORMS["1.1"]))
        told = {code: read.value(code) for code in ("2", "4", "5", "15.3", "18")}
        assert told == {
            "2": "ООО «УК Альфа»", "4": "1", "5": "Белова Анна Ильинична, директор", "15.3": "круглосуточно", "18": "1",
        }  # fmt: skip
        assert read.value("23", "1") == "059-1"

    def test_lists_of_houses_follow_form_21(self, fill: Fill, house: House, head: User):
        gone = HouseFactory(street="ул. Мира", number="2", by=head)
        fill("2.1", {"3.2": "01.04.2019", "3.3": "Договор"}, house=house)
        fill("2.1", {"3.2": "01.04.2016", "3.4": "30.06.2025", "3.5": "Решение собрания"}, house=gone)

        managed = reading.sheet_of(place_of(FORMS["1.4"])).groups()[0].items
        parted = reading.sheet_of(place_of(FORMS["1.5"], year=2025)).groups()[0].items
        assert [[cell.value for cell in item.cells][2:6] for item in managed] == [
            ["ул. Садовая", "7", "2019-04-01", "Договор"]
        ]
        assert [[cell.value for cell in item.cells][2:] for item in parted] == [
            ["ул. Мира", "2", "2016-04-01", "2025-06-30", "Решение собрания"]
        ]
        assert reading.sheet_of(place_of(FORMS["1.5"], year=2024)).groups()[0].items == []
        assert reading.sheet_of(place_of(FORMS["1.1"])).value("18") == "1"


class TestGis:
    DAY = datetime(2026, 11, 24, 3, tzinfo=UTC)

    def test_gis_wins_with_its_date_and_what_was_typed_comes_back(self, fill: Fill, house: House):
        place = fill("2.1", {"10": "3", "11": "2"}, house=house)
        taken = take_from_gis(place, {("", "10"): "4"}, as_of=self.DAY)
        read = reading.sheet_of(place)

        assert (taken.changed, taken.refused) == (1, [])
        assert (read.value("10"), read.value("11")) == ("4", "2")
        assert read.gis_mark == self.DAY
        take_from_gis(place, {}, as_of=self.DAY + timedelta(days=1))
        assert reading.sheet_of(place).value("10") == "3"
        assert chain(place, "10") == [("3", "hand"), ("4", "gis"), ("", "gis")]

    def test_a_daily_look_that_finds_nothing_new_only_moves_the_date(self, house: House):
        place = place_of(FORMS["2.1"], house=house)
        take_from_gis(place, {("", "10"): "4"}, as_of=self.DAY)
        kept = Value.objects.count()
        assert take_from_gis(place, {("", "10"): "4"}, as_of=self.DAY + timedelta(days=1)).changed == 0
        assert Value.objects.count() == kept
        assert reading.sheet_of(place).gis_mark == self.DAY + timedelta(days=1)

    def test_an_answer_that_comes_late_changes_nothing(self, house: House):
        place = place_of(FORMS["2.1"], house=house)
        take_from_gis(place, {("", "10"): "4"}, as_of=self.DAY)
        take_from_gis(place, {("", "10"): "3"}, as_of=self.DAY - timedelta(hours=1))
        assert reading.sheet_of(place).value("10") == "4"

    def test_what_cannot_be_read_leaves_the_row_and_is_told(self, house: House):
        place = place_of(FORMS["2.1"], house=house)
        take_from_gis(place, {("", "10"): "4"}, as_of=self.DAY)
        taken = take_from_gis(place, {("", "10"): "много", ("", "11"): "2"}, as_of=self.DAY + timedelta(days=1))
        assert len(taken.refused) == 1
        assert (reading.sheet_of(place).value("10"), reading.sheet_of(place).value("11")) == ("4", "2")
        with pytest.raises(DomainError):
            take_from_gis(place, {("", "999"): "1"}, as_of=self.DAY + timedelta(days=2))

    def test_differences_of_three_sources_are_listed(self, fill: Fill, house: House):
        House.objects.filter(pk=house.pk).update(entrances=5)
        place = fill("2.1", {"10": "3", "11": "2"}, house=house)
        take_from_gis(place, {("", "10"): "4", ("", "11"): "2"}, as_of=self.DAY)
        (found,) = overview.differences(House.objects.all())
        assert (found.gis, found.own, found.computed, found.shown) == ("4", "3", "5", "4")
        assert found.place.house == house


class TestLights:
    def light(self, place: Place, days: int = 0) -> Light:
        today = timezone.now().date() + timedelta(days=days)
        return state_of(reading.sheet_of(place), today=today, zone=UTC).light

    def test_gaps_then_full_then_old_and_looked_through_again(self, fill: Fill, house: House, head: User):
        place = fill("2.6", {"2": "Оператор", "3": "7707083893", "4": "11,84"}, house=house)
        assert self.light(place) == Light.GAPS
        fill("2.6", {"5.1": "12.05.2015", "5.2": "2"}, house=house)
        assert self.light(place) == Light.FULL
        assert self.light(place, days=365) == Light.FULL
        assert self.light(place, days=367) == Light.STALE
        confirm(place, by=head)
        assert self.light(place, days=364) == Light.FULL

    def test_nothing_cannot_be_confirmed(self, house: House, head: User):
        with pytest.raises(DomainError):
            confirm(place_of(FORMS["2.6"], house=house), by=head)

    def test_a_yearly_form_is_due_after_the_first_quarter(self):
        report = FORMS["2.8"]
        assert reported_year(report, today=datetime(2027, 3, 31).date()) == 2025
        assert reported_year(report, today=datetime(2027, 4, 1).date()) == 2026

    def test_the_overview_names_what_is_not_there(self, fill: Fill, house: House):
        lines = {(line.place.form.code, line.place.year): line.state for line in overview.company_lines()}
        due = reported_year(FORMS["1.2"], today=timezone.localdate())
        assert lines["1.2", due].light == Light.STALE
        assert "402-ФЗ" in lines["1.2", due].source
        assert [state.light for (code, _), state in lines.items() if code == "1.3"] == [Light.FULL], (
            "no case is an answer"
        )
        assert lines["1.1", None].light == Light.GAPS

        (lights,) = overview.lights_of([house])
        assert {form.code: state.light for form, _, state in lights.states} == {
            "2.1": "gaps", "2.2": "gaps", "2.3": "gaps", "2.4": "gaps", "2.5": "full", "2.6": "gaps", "2.7": "full",
            "2.8": "stale",
        }  # fmt: skip
        assert [line.counts[Light.GAPS] for line in overview.houses_lines([lights])] == [1, 1, 1, 1, 0, 1, 0, 0]


def test_many_houses_cost_as_many_queries_as_one(fill: Fill, house: House, head: User, django_assert_num_queries):
    fill("2.1", {"10": "3"}, house=house)
    others = [HouseFactory(street="ул. Мира", number=str(number), by=head) for number in range(1, 4)]
    for other in others:
        fill("2.1", {"10": "3"}, house=other)
        fill("2.8", {"8": "10"}, house=other, year=2025)
    for houses in ([house], [house, *others]):
        with django_assert_num_queries(3):
            assert len(overview.lights_of(houses)) == len(houses)
    with django_assert_num_queries(6):
        overview.company_lines()
