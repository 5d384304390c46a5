"""Meters with their last readings from a file (manual, section 13)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.accounting.domain.accounts import deactivate
from crm.imports.domain import corrections, runs, undoing
from crm.imports.enums import Status
from crm.imports.models import ImportRun
from crm.meters.domain import windows
from crm.meters.domain.meters import Details, change_meter, details_of, stop_meter
from crm.meters.enums import Deed, Resource
from crm.meters.models import Meter, MeterEvent, Reading
from crm.rights.enums import Role
from tests.factories import AccountFactory, HouseFactory, MeterFactory

pytestmark = pytest.mark.integration

DATA = Path(__file__).resolve().parents[1] / "data"
HEADER = "Л.С;Адрес;Квартира;Тип;Номер прибора;Показание;Дата следующей поверки"
ROW = "00012345;ул. Ленина, д. 86;12;ХВС;43512775;791,482;26.03.2029"
ON = date(2026, 9, 20)


@pytest.fixture
def account(tenant):
    return AccountFactory(number="00012345", house=HouseFactory(street="Ленина", number="86"), flat="12")


@pytest.fixture
def checked(head) -> Callable[..., ImportRun]:
    """Upload a file of meters and check it."""

    def make(*rows: str, header: str = HEADER, on: date = ON, kind: str = "meters") -> ImportRun:
        content = "\r\n".join([header, *rows]).encode("cp1251")
        return check(content, on=on, kind=kind)

    def check(content: bytes, *, on: date, kind: str) -> ImportRun:
        options = {"values_on": on.isoformat()} if kind == "meters" else {}
        run = runs.upload(kind=kind, file=SimpleUploadedFile("приборы.csv", content), options=options, by=head)
        runs.check(run.pk)
        return ImportRun.objects.get(pk=run.pk)

    make.bytes = check
    return make


def load(run: ImportRun) -> ImportRun:
    assert run.refused == 0, run.report["problems"][:3]
    runs.confirm(run, by=run.created_by)
    runs.load(run.pk)
    run = ImportRun.objects.get(pk=run.pk)
    assert run.status == Status.DONE, run.error
    return run


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    return run.added, run.changed, run.unchanged, run.refused


def test_meters_come_with_their_last_readings(checked, account, head):
    run = load(checked(ROW, "00012345;улица Ленина, дом 86;12;гвс;95948142;223,405;05.02.2029"))

    assert counts(run) == (2, 0, 0, 0)
    cold = Meter.objects.get(number="43512775")
    assert (cold.account, cold.resource, cold.next_verification_on) == (account, "cold", date(2029, 3, 26))
    reading = cold.readings.get()
    assert (reading.value, reading.month, reading.taken_on) == (Decimal("791.482"), date(2026, 9, 1), ON)
    assert (reading.source, reading.by, reading.import_run) == ("file", head, run)
    event = MeterEvent.objects.get(meter=cold)
    assert (event.deed, event.reading, event.by, event.house) == (Deed.ADDED, reading, head, account.house)


def test_second_run_changes_nothing(checked, account):
    load(checked(ROW))

    run = checked(ROW)

    assert (counts(run), run.may_load) == ((0, 0, 1, 0), False)


def test_sample_file_goes_in_whole_and_twice_changes_nothing(checked, head):
    content = (DATA / "accounts.csv").read_bytes()
    load(checked.bytes(content, on=ON, kind="accounts"))
    content = (DATA / "meters.csv").read_bytes()

    run = load(checked.bytes(content, on=ON, kind="meters"))

    assert counts(run) == (5332, 0, 0, 0)
    assert (Meter.objects.count(), Reading.objects.count(), MeterEvent.objects.count()) == (5332, 5332, 5332)
    assert counts(checked.bytes(content, on=ON, kind="meters")) == (0, 0, 5332, 0)


def test_reading_after_the_last_day_counts_in_the_next_month(checked, account):
    load(checked(ROW, on=date(2026, 9, 28)))

    assert Reading.objects.get().month == date(2026, 10, 1)


def test_day_of_a_reading_may_stand_in_the_file(checked, account):
    load(checked(f"{ROW};20.08.2026", header=f"{HEADER};Показание на дату"))

    assert Reading.objects.get().taken_on == date(2026, 8, 20)


def test_known_meter_is_changed_and_read_again(checked, account):
    load(checked(ROW))

    run = checked(ROW.replace("26.03.2029", "26.03.2032").replace("791,482", "800"), on=date(2026, 10, 20))

    assert [(change["field"], change["old"], change["new"]) for change in run.report["changes"]] == [
        ("Дата следующей поверки", "26.03.2029", "26.03.2032"),
        ("Показание", "", "800"),
    ]
    assert counts(load(run)) == (0, 1, 0, 0)
    meter = Meter.objects.get()
    assert meter.next_verification_on == date(2032, 3, 26)
    assert [str(reading.month) for reading in meter.readings.all()] == ["2026-10-01", "2026-09-01"]
    assert list(meter.events.order_by("id").values_list("deed", "changes")) == [
        ("added", {}),
        ("changed", {"next_verification_on": ["2029-03-26", "2032-03-26"]}),
        ("read", {"value": [None, "800"]}),
    ]


def test_other_value_for_the_same_month_is_a_correction(checked, account):
    load(checked(ROW))

    load(checked(ROW.replace("791,482", "792")))

    now = Reading.objects.get(is_current=True)
    assert (now.value, now.corrects.value, now.corrects.is_current) == (Decimal(792), Decimal("791.482"), False)
    assert MeterEvent.objects.order_by("-id")[0].deed == Deed.CORRECTED


def test_empty_cells_leave_what_is_stored(checked, account):
    meter = MeterFactory(account=account, number="43512775", model="СВК-15", next_verification_on=date(2029, 3, 26))

    run = checked("00012345;;;ХВС;43512775;;")

    assert counts(run) == (0, 0, 1, 0)
    meter.refresh_from_db()
    assert meter.model == "СВК-15"


def test_electricity_comes_with_its_tariffs(checked, account):
    row = "00012345;;;Электроэнергия;437;336,9;;120;85,5"

    load(checked(row, header=f"{HEADER};Показание 2;Показание 3"))

    meter = Meter.objects.get()
    assert (meter.tariffs, meter.readings.get().values) == (3, [Decimal("336.9"), Decimal(120), Decimal("85.5")])


def test_dial_is_long_enough_for_its_reading(checked, account):
    load(checked(ROW.replace("791,482", "1234567,5")))

    assert Meter.objects.get().digits == 7


@pytest.mark.parametrize(
    ("row", "field", "message"),
    [
        (ROW.replace("00012345", "555"), "Л.С", "Такого лицевого счёта нет"),
        (ROW.replace("д. 86", "д. 87"), "Адрес", "другой дом: Верхнекамск, ул. Ленина, д. 86"),
        (ROW.replace("ХВС", "Пар"), "Тип", "Не понятно, что считает"),
        (ROW.replace("43512775", ""), "Номер прибора", "Не заполнено"),
        (ROW.replace("791,482", "много"), "Показание", "Это не показание"),
        (ROW.replace("26.03.2029", "31.02.2029"), "Дата следующей поверки", "Это не дата"),
        (ROW.replace("26.03.2029", "=A1"), "Дата следующей поверки", "формула"),
    ],
)
def test_wrong_row_is_refused_with_its_reason(row, field, message, checked, account):
    run = checked(row)

    [problem] = run.report["problems"]
    assert (problem["row"], problem["field"], message in problem["message"]) == (2, field, True)
    assert run.refused == 1
    assert not Meter.objects.exists()


def test_same_meter_twice_in_a_file_is_refused(checked, account):
    run = checked(ROW, ROW)

    [problem] = run.report["problems"]
    assert (problem["row"], problem["value"]) == (3, "43512775")
    assert "в строке 2" in problem["message"]


def test_switched_off_account_is_refused(checked, account, head):
    deactivate(account, by=head)

    assert "отключён" in checked(ROW).report["problems"][0]["message"]


def test_reading_below_the_last_is_refused_and_over_zero_is_told(checked, account):
    load(checked(ROW, ROW.replace("43512775", "2").replace("791,482", "99990")))

    run = checked(
        ROW.replace("791,482", "700"), ROW.replace("43512775", "2").replace("791,482", "5"), on=date(2026, 10, 20)
    )

    assert [problem["message"] for problem in run.report["problems"]] == ["Меньше прошлого показания: было 791,482."]
    run = checked(ROW.replace("43512775", "2").replace("791,482", "5"), on=date(2026, 10, 20))
    assert "прошёл через ноль" in run.report["notices"][0]["message"]
    load(run)
    assert Reading.objects.get(value=5).rolled_over


def test_reading_above_a_later_one_is_refused(checked, account):
    load(checked(ROW, on=date(2026, 10, 20)))

    run = checked(ROW.replace("791,482", "800"))

    assert "за более поздний месяц" in run.report["problems"][0]["message"]


def test_taken_off_meter_is_skipped_and_told(checked, account, head):
    meter = MeterFactory(account=account, number="43512775")
    stop_meter(meter, on=windows.today(), by=head)

    run = checked(ROW)

    assert (run.skipped, run.added, run.refused) == (1, 0, 0)
    assert "этот прибор снят" in run.report["notices"][0]["message"]


def test_other_flat_is_told(checked, account):
    run = checked(ROW.replace(";12;", ";13;"))

    assert (run.refused, run.report["notices"][0]["message"]) == (0, "00012345: в файле кв. 13, а у счёта кв. 12.")


def test_manuals_order_without_numbers_of_meters_is_refused_with_that_reason(checked, account):
    run = checked(
        "00012345;ул. Ленина, д. 86;12;0;Иванова;Нина;Петровна",
        header="номер л/с;адрес;квартира;баланс;Фамилия;Имя;Отчество",
    )

    assert run.status == Status.FAILED or run.refused
    assert "Номер прибора" in run.error + str(run.report)
    assert not Meter.objects.exists()


def test_undo_takes_back_what_the_file_brought(checked, account, head):
    known = MeterFactory(account=account, number="7", resource=Resource.HOT_WATER)
    run = load(checked(ROW, "00012345;;;ГВС;7;15;01.01.2030"))
    known.refresh_from_db()
    assert known.next_verification_on == date(2030, 1, 1)

    undoing.ask_undo(run, by=head)
    undoing.undo(run.pk)

    known.refresh_from_db()
    assert (known.next_verification_on, Meter.objects.count(), Reading.objects.count()) == (None, 1, 0)


def test_meter_changed_meanwhile_stands_in_the_way_of_the_undo(checked, account, head):
    run = load(checked(ROW))
    meter = Meter.objects.get()
    change_meter(meter, Details(**{**details_of(meter).__dict__, "seal": "П-1"}), by=head)

    undoing.ask_undo(run, by=head)
    undoing.undo(run.pk)

    assert Meter.objects.get().seal == "П-1"


def test_accountant_loads_and_the_dispatcher_does_not(staff):
    assert staff(Role.ACCOUNTANT).get("/crm/imports/meters/new/").status_code == 200
    assert staff(Role.DISPATCHER).get("/crm/imports/meters/new/").status_code == 302


def test_numbers_that_lost_their_zeros_are_asked_about(checked, account):
    run = checked(ROW.replace("00012345", "12345"), ROW.replace("00012345", "12345").replace("43512775", "9"))

    [question] = run.report["questions"]
    assert (question["code"], question["total"]) == ("twins", 2)
    assert run.refused == 0, "what is asked about is not refused meanwhile"

    corrections.answer_question(run, code="twins", value="same", by=run.created_by)
    runs.check(run.pk)

    load(ImportRun.objects.get(pk=run.pk))
    assert set(account.meters.values_list("number", flat=True)) == {"43512775", "9"}
