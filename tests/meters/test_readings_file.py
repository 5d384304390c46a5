"""Loading readings from a file: the rules of the screen, for all rows at once."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.accounting.domain.accounts import deactivate
from crm.accounting.models import Account
from crm.imports.domain import runs, undoing
from crm.imports.enums import Status
from crm.imports.models import ImportRun
from crm.meters.domain import windows
from crm.meters.domain.meters import stop_meter
from crm.meters.enums import Deed, Resource, Source
from crm.meters.models import Meter, MeterEvent, Reading
from identity.models import User
from tests.factories import AccountFactory
from tests.meters.making import give, make_meter

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

TODAY = date(2026, 11, 24)
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "today", lambda: TODAY)


@pytest.fixture
def account(tenant) -> Account:
    return AccountFactory(number="00012345")


@pytest.fixture
def cold(account: Account) -> Meter:
    """5 m³ a month since May, 130 in October."""
    meter = make_meter(account, number="43512775")
    for months, value in enumerate(range(105, 135, 5)):
        give(meter, value, on=date(2026, 5 + months, 20))
    return meter


def check(rows: str, by: User, *, answers: dict[str, str] | None = None, on: date = TODAY) -> ImportRun:
    text = "Л.С;Номер прибора;Показание;Показание 2;Показание 3;Дата;Тип\r\n" + rows
    options = {"values_on": on.isoformat(), "engine": {"answers": answers or {}}}
    file = SimpleUploadedFile("readings.csv", text.encode("cp1251"))
    run = runs.upload(kind="readings", file=file, options=options, by=by)
    runs.check(run.pk)
    run.refresh_from_db()
    assert run.status == Status.CHECKED, run.error
    return run


def load(rows: str, by: User, *, answers: dict[str, str] | None = None) -> ImportRun:
    run = check(rows, by, answers=answers)
    runs.confirm(run, by=by)
    runs.load(run.pk)
    run.refresh_from_db()
    assert run.status == Status.DONE, run.error
    return run


def wrong(run: ImportRun) -> list[tuple[int, str, str]]:
    return [(problem["row"], problem["field"], problem["message"]) for problem in run.report["problems"]]


def test_readings_come_in_with_their_history(account: Account, cold: Meter, head: User):
    power = make_meter(account, Resource.ELECTRICITY, tariffs=2, number="777")

    run = load("00012345;43512775;136,5;;;20.11.2026;\r\n00012345;777;1420;735;;;Электроэнергия\r\n", head)

    assert (run.total, run.added, run.changed, run.refused) == (2, 2, 0, 0)
    kept = {reading.meter_id: reading for reading in Reading.objects.filter(import_run=run)}
    first, second = kept[cold.pk], kept[power.pk]
    assert (first.values, first.month, first.taken_on) == ([Decimal("136.5")], NOVEMBER, date(2026, 11, 20))
    assert (second.values, second.month, second.taken_on) == ([Decimal(1420), Decimal(735)], NOVEMBER, TODAY)
    assert {(reading.source, reading.by_id) for reading in kept.values()} == {(Source.FILE, head.pk)}
    events = MeterEvent.objects.filter(reading__import_run=run).order_by("pk")
    assert [(e.meter_id, e.deed, e.house_id, e.source, e.by_id, e.changes) for e in events] == [
        (cold.pk, Deed.READ, account.house_id, Source.FILE, head.pk, {"value": [None, "136,5"]}),
        (power.pk, Deed.READ, account.house_id, Source.FILE, head.pk, {"value": [None, "1420 / 735"]}),
    ]


def test_the_same_file_again_changes_nothing(account: Account, cold: Meter, head: User):
    rows = "00012345;43512775;136,5;;;20.11.2026;\r\n"
    load(rows, head)

    again = check(rows, head)

    assert (again.added, again.changed, again.unchanged, again.may_load) == (0, 0, 1, False)


def test_another_value_of_the_month_is_a_correction(account: Account, cold: Meter, head: User):
    before = give(cold, 135, on=date(2026, 11, 18), by=head)

    run = load("00012345;43512775;136;;;;\r\n", head)

    before.refresh_from_db()
    after = Reading.objects.get(meter=cold, month=NOVEMBER, is_current=True)
    assert (run.added, run.changed, before.is_current) == (0, 1, False)
    assert (after.values, after.corrects_id) == ([Decimal(136)], before.pk)
    assert MeterEvent.objects.get(reading=after).changes == {"value": ["135", "136"]}


def test_after_the_last_day_it_counts_in_the_next_month(
    account: Account, cold: Meter, head: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(windows, "today", lambda: date(2026, 11, 30))

    load("00012345;43512775;136;;;26.11.2026;\r\n", head)

    assert Reading.objects.get(meter=cold, taken_on=date(2026, 11, 26)).month == date(2026, 12, 1)


def test_every_wrong_row_is_named(account: Account, cold: Meter, head: User):
    off = make_meter(account, number="OFF-1")
    stop_meter(off, on=date(2026, 11, 10), by=head)
    two = make_meter(account, Resource.ELECTRICITY, tariffs=2, number="777")
    make_meter(account, number="SAME", installed_on=date(2026, 11, 20))
    make_meter(account, Resource.HOT_WATER, number="SAME")
    closed = AccountFactory(number="555")
    make_meter(closed, number="1")
    deactivate(closed, by=head)
    give(cold, 150, on=date(2026, 11, 20))

    run = check(
        "00099999;1;10;;;;\r\n"
        "555;1;10;;;;\r\n"
        "00012345;NEW;10;;;;\r\n"
        "00012345;OFF-1;10;;;;\r\n"
        "00012345;SAME;10;;;;\r\n"
        "00012345;SAME;10;;;19.11.2026;ХВС\r\n"
        "00012345;777;10;;;;\r\n"
        "00012345;43512775;131;;;20.09.2026;\r\n"
        "00012345;43512775;130;;;20.11.2026;\r\n",
        head,
    )

    assert two.tariffs == 2
    assert wrong(run) == [
        (2, "Л.С", "Такого лицевого счёта нет. Сначала загрузите лицевые счета."),
        (3, "Л.С", "Лицевой счёт отключён: показания по нему больше не принимают."),
        (4, "Номер прибора", "У этого счёта нет такого прибора. Сначала добавьте прибор."),
        (5, "Номер прибора", "Прибор снят: показания по нему больше не принимают."),
        (6, "Номер прибора", "У счёта несколько приборов с этим номером: добавьте колонку «Тип»."),
        (7, "Номер прибора", "Этот прибор уже есть в строке 6. Оставьте одну строку."),
        (8, "Показание", "У прибора тарифов: 2. Нужно показание по каждому."),
        (9, "Показание", "Больше показания за более поздний месяц: там 130."),
        (10, "Номер прибора", "Этот прибор уже есть в строке 9. Оставьте одну строку."),
    ]
    assert (run.refused, run.may_load) == (9, False)


def test_zeros_eaten_by_excel_are_asked_about_not_refused(account: Account, cold: Meter, head: User):
    rows = "12345;43512775;136;;;;\r\n"
    run = check(rows, head)
    assert (run.refused, [question["code"] for question in run.report["questions"]]) == (0, ["twins"])
    assert run.report["questions"][0]["notices"][0]["message"] == "12345 ↔ 00012345: тот же счёт?"

    other = check(rows, head, answers={"twins": "new"})
    hint = "Такого лицевого счёта нет, но есть 00012345: не съел ли Excel нули в начале номера?"
    assert wrong(other) == [(2, "Л.С", hint)]

    assert load(rows, head, answers={"twins": "same"}).added == 1
    assert Reading.objects.get(meter=cold, month=NOVEMBER).value == 136


def test_an_account_that_lost_its_number_since_the_check_is_not_passed_over(account: Account, cold: Meter, head: User):
    """At the load nobody is asked any more: what looks like a twin by now stops it."""
    run = check("00012345;43512775;136;;;;\r\n", head)
    Account.objects.filter(pk=account.pk).update(number="12345")
    runs.confirm(run, by=head)

    runs.load(run.pk)

    run.refresh_from_db()
    assert run.status == Status.FAILED
    assert "не съел ли Excel" in run.error


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("129,999;;;;", "Меньше прошлого показания: за октябрь 2026 было 130."),
        ("100000;;;;", "Больше 99999 прибор не покажет: проверьте цифры."),
        ("131;5;;;", "У прибора тарифов: 1. Нужно показание по каждому."),
        ("-1;;;;", "Это не показание. Напишите цифры с прибора, например 791,482: после запятой не больше трёх."),
        ("131;;;25.11.2026;", "Этот день ещё не наступил."),
        ("131;;;31.02.2026;", "Это не дата. Напишите день, месяц и год, например 26.03.2029."),
    ],
)
def test_what_is_wrong_with_a_value(account: Account, cold: Meter, head: User, row: str, message: str):
    run = check(f"00012345;43512775;{row}\r\n", head)

    assert [told for _, _, told in wrong(run)] == [message]


class TestUnusual:
    ROWS = "00012345;43512775;155,001;;;;\r\n00012345;42;131;;;;\r\n"

    @pytest.fixture(autouse=True)
    def _second(self, account: Account, cold: Meter) -> None:
        other = make_meter(account, number="42")
        give(other, 126, on=date(2026, 10, 20))

    def test_is_asked_about_before_anything_is_loaded(self, account: Account, head: User):
        run = check(self.ROWS, head)

        (question,) = run.report["questions"]
        assert (question["code"], question["total"], run.may_load) == ("unusual", 1, False)
        assert [n["message"] for n in question["notices"]] == ["№ 43512775: было 130, стало 155,001. Расход 25,001."]

    def test_taken(self, cold: Meter, head: User):
        run = load(self.ROWS, head, answers={"unusual": "take"})

        kept = Reading.objects.get(meter=cold, month=NOVEMBER)
        assert (run.added, run.skipped, kept.confirmed) == (2, 0, True)

    def test_left_out(self, cold: Meter, head: User):
        run = load(self.ROWS, head, answers={"unusual": "skip"})

        assert (run.added, run.skipped) == (1, 1)
        assert not Reading.objects.filter(meter=cold, month=NOVEMBER).exists()

    def test_exactly_so_many_times_is_usual(self, account: Account, head: User):
        assert check("00012345;43512775;155;;;;\r\n", head).report["questions"] == []

    def test_over_zero(self, account: Account, head: User):
        meter = make_meter(account, number="99")
        give(meter, "99998.5", on=date(2026, 10, 20))

        asked = check("00012345;99;3;;;;\r\n", head)
        load("00012345;99;3;;;;\r\n", head, answers={"unusual": "take"})

        (notice,) = asked.report["questions"][0]["notices"]
        assert notice["message"] == "№ 99: было 99998,5, стало 3. Прибор прошёл через ноль, расход 4,5."
        assert Reading.objects.get(meter=meter, month=NOVEMBER).rolled_over


def test_a_load_is_undone(account: Account, cold: Meter, head: User):
    before = give(cold, 135, on=date(2026, 11, 18), by=head)
    events = MeterEvent.objects.count()
    run = load("00012345;43512775;136;;;;\r\n", head)

    undoing.ask_undo(run, by=head)
    undoing.undo(run.pk)

    before.refresh_from_db()
    assert before.is_current
    assert Reading.objects.filter(meter=cold, month=NOVEMBER).count() == 1
    assert MeterEvent.objects.count() == events
