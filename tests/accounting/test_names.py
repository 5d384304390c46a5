import pytest

from crm.accounting.domain.names import name_key, split_whole_name
from crm.accounting.domain.premises import flat_key, read_premises
from crm.accounting.enums import Kind

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Ковалёва Ольга Алексеевна", ("Ковалёва", "Ольга", "Алексеевна")),
        ("Салтыков-Щедрин Илья Ильич", ("Салтыков-Щедрин", "Илья", "Ильич")),
        ("ИВАНОВ ПЁТР КУЗЬМИЧ", ("ИВАНОВ", "ПЁТР", "КУЗЬМИЧ")),
        ("Кудрявцева Наталья Михаиловна", ("Кудрявцева", "Наталья", "Михаиловна")),
        ("Мамедов Али Вагиф оглы", ("Мамедов", "Али", "Вагиф оглы")),
        ("Ким Ирина Никитична", ("Ким", "Ирина", "Никитична")),
    ],
)
def test_whole_name_of_a_person_is_split(text, parts):
    assert split_whole_name(text) == parts


@pytest.mark.parametrize(
    "text",
    ["ООО «Лютик»", "ИП Кравцова О. В.", "ИП Иванов Иванович", 'АО "Тепло; Свет"', "Иванов", "Товарищество Дом Мечта"],
)
def test_what_does_not_look_like_a_person_stays_whole(text):
    assert split_whole_name(text) is None


def test_legal_entity_is_found_by_its_name_alone():
    assert name_key("ООО «Ёлка»", ".", ".") == "ооо «елка»"
    assert name_key("Ёлкин", "Пётр", "") == "елкин петр"


@pytest.mark.parametrize(
    ("text", "premises"),
    [
        ("12", ("12", None)),
        ("кв. 5", ("5", None)),
        ("пом. 7Н", ("пом. 7Н", Kind.COMMERCIAL)),
        ("нежилое помещение 3", ("нежилое помещение 3", Kind.COMMERCIAL)),
        ("м/м 14", ("14", Kind.PARKING)),
        ("машиноместо №3", ("№3", Kind.PARKING)),
        ("кладовая 2", ("2", Kind.STORAGE)),
    ],
)
def test_kind_of_premises_is_read_from_the_cell(text, premises):
    assert read_premises(text) == premises


def test_flats_sort_as_people_count():
    flats = ["10", "9", "2а", "2", "пом. 7Н", "101"]

    assert sorted(flats, key=flat_key) == ["2", "2а", "9", "10", "101", "пом. 7Н"]
