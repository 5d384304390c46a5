"""Which of three sources stands, what is missing, what a form is made of."""

from datetime import UTC, datetime

import pytest

from sites_cms.disclosure.declarations import FORMS
from sites_cms.disclosure.domain.sheets import Given, Sheet
from tenants.enums import Kind

pytestmark = pytest.mark.unit

THEN = datetime(2026, 3, 1, tzinfo=UTC)


def given(source: str, rows: dict) -> dict:
    keyed = {(key if isinstance(key, tuple) else ("", key)): value for key, value in rows.items()}
    return {key: Given(value, source, THEN, pk=number) for number, (key, value) in enumerate(keyed.items(), 1)}


def sheet(code: str, own: dict | None = None, gis: dict | None = None, computed: dict | None = None, **more) -> Sheet:
    told = given("hand", own or {}), given("gis", gis or {}), given("computed", computed or {})
    return Sheet(FORMS[code], more.pop("kind", Kind.COMPANY), *told, **more)


def labels(of: Sheet) -> list[str]:
    return [gap.words for gap in of.missing]


@pytest.mark.parametrize(
    ("own", "gis", "computed", "stands"),
    [
        ("12", "14", "10", "14"),
        ("12", "", "10", "12"),
        ("", "14", "10", "14"),
        ("", "", "10", "10"),
        ("12", "14", "", "14"),
        ("", "", "", ""),
    ],
)
def test_gis_stands_before_people_and_people_before_the_crm(own: str, gis: str, computed: str, stands: str):
    read = sheet("2.1", {"10": own}, {"10": gis}, {"10": computed})
    assert read.value("10") == stands


def test_items_of_gis_push_out_those_of_people():
    typed = {("1", "11"): "1", ("2", "11"): "2"}
    assert [item.key for item in sheet("2.2", typed).repeated(FORMS["2.2"].groups_by_code["lifts"]).items] == ["1", "2"]
    lifts = sheet("2.2", typed, {("g1", "11"): "4"}).repeated(FORMS["2.2"].groups_by_code["lifts"])
    assert [(item.key, item.is_gis) for item in lifts.items] == [("g1", True)]
    assert lifts.items[0].cells[0].words == "4"


def test_items_of_the_crm_come_first_and_may_be_completed_by_hand():
    read = sheet("1.1", {("1", "26"): "5", ("2", "23"): "059-2"}, computed={("1", "23"): "059-1"})
    licences = read.repeated(FORMS["1.1"].groups_by_code["licenses"])
    assert [item.key for item in licences.items] == ["1", "2"]
    assert {cell.row.code: cell.value for cell in licences.items[0].cells} == {
        "23": "059-1", "24": "", "25": "", "26": "5",
    }  # fmt: skip


def test_an_item_inside_another_belongs_to_it():
    typed = {("1", "2"): "1", ("1/1", "3"): "2025", ("1/10", "3"): "2027", ("1/2", "3"): "2026", ("2/1", "3"): "2024"}
    services = sheet("2.3", typed).repeated(FORMS["2.3"].groups_by_code["services"])
    assert [item.key for item in services.items] == ["1", "2"], "the second is there by what is inside it"
    assert [item.key for item in services.items[0].inner[0].items] == ["1/1", "1/2", "1/10"]
    assert services.items[0].title == "Работы (услуги) по управлению многоквартирным домом"
    assert services.items[1].title == "Работа (услуга) 2"


def test_a_new_item_gets_a_number_that_never_was():
    services, costs = (FORMS["2.3"].groups_by_code[code] for code in ("services", "services.costs"))
    read = sheet("2.3", {("1", "2"): "1", ("7", "2"): "", ("1/3", "3"): "2025"})
    assert read.free_key(services) == "8", "the seventh was removed, and its history is its own"
    assert read.free_key(costs, "1") == "1/4"
    assert read.free_key(costs, "9") == "9/1"


def test_sums_are_counted_also_sums_of_sums():
    debts = sheet("1.2", {"8": "10.10", "9": "5.00", "10": "1.00"})
    assert debts.value("7") == "15.10"
    assert debts.value("6") == "16.10"
    assert sheet("1.2").value("6") == ""


def test_what_hangs_on_another_row_is_missing_only_then():
    assert not any("18.1" in words for words in labels(sheet("2.1", {"17": "false"})))
    assert any(words.startswith("18.1.") for words in labels(sheet("2.1", {"17": "true"})))


def test_gaps_name_the_item_and_the_group():
    gaps = labels(sheet("2.2", {("1", "11"): "1"}))
    assert "Лифт 1: 12. Тип лифта" in gaps
    assert "Крыши: нет ни одной записи" in gaps
    assert not any(gap.startswith("Лифты") for gap in gaps)


def test_a_company_of_owners_owes_no_licence_and_others_owe_no_charter():
    ours, owners = (labels(sheet("1.1", kind=kind)) for kind in (Kind.COMPANY, Kind.ASSOCIATION))
    assert "Лицензии: нет ни одной записи" in ours
    assert "Лицензии: нет ни одной записи" not in owners
    assert [words.startswith("21.") for words in (*ours, *owners)].count(True) == 1
    assert any(words.startswith("21.") for words in owners)


def test_the_form_in_order_from_above():
    headings = [block.heading for block in sheet("2.1").blocks()]
    assert headings == [
        "", "Управление домом", "Дом", "Земельные участки", "Земля и состояние дома", "Элементы благоустройства",
    ][1:]  # fmt: skip
    assert sheet("2.1").is_empty
    assert not sheet("2.1", {"10": "4"}).is_empty


def test_when_it_was_last_touched():
    later = datetime(2026, 5, 1, tzinfo=UTC)
    assert sheet("2.1", {"10": "4"}).touched == THEN
    assert sheet("2.1", {"10": "4"}, own_mark=later).touched == later
    assert sheet("2.1").touched is None
