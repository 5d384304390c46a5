"""Entrance and floor in a file of accounts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.accounting.domain.accounts import add_account
from crm.accounting.domain.houses import add_house, change_house
from crm.accounting.domain.passports import Passport
from crm.accounting.domain.premises import clean_entrance, clean_floor
from crm.accounting.models import Account, House
from crm.imports.domain import runs
from crm.imports.domain.cells import CellError
from crm.imports.enums import Status
from crm.imports.models import ImportRun
from tenants.errors import DomainError

pytestmark = pytest.mark.integration


def check(text: str, head) -> ImportRun:
    file = SimpleUploadedFile("Счета.csv", text.replace("\n", "\r\n").encode())
    run = runs.upload(kind="accounts", file=file, options={}, by=head)
    runs.check(run.pk)
    run.refresh_from_db()
    return run


def load(text: str, head) -> ImportRun:
    run = check(text, head)
    if run.may_load:
        runs.confirm(run, by=head)
        runs.load(run.pk)
        run.refresh_from_db()
    return run


HEADER = "Л.С;Фамилия;Имя;Квартира;Дом;Город;Подъезд;Этаж"


def test_they_come_with_the_file_and_stay_where_it_says_nothing(head):
    add_house(city="Верхнекамск", street="Ленина", number="86", by=head)
    row = "Ли;Бо;12;ул. Ленина, д. 86;Верхнекамск"
    load(f"{HEADER}\n1;{row};2;-1\n2;{row};;\n", head)
    assert list(Account.objects.order_by("number").values_list("entrance", "floor")) == [(2, -1), (None, None)]

    run = load(f"{HEADER}\n1;{row};;3 эт.\n2;{row};1;\n", head)

    assert (run.added, run.changed) == (0, 2)
    assert list(Account.objects.order_by("number").values_list("entrance", "floor")) == [(2, 3), (1, None)]
    again = load(f"{HEADER}\n1;{row};2;3\n2;{row};1;\n", head)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)


def small_house(head, number: str = "86", **passport: int) -> House:
    return add_house(city="Верхнекамск", street="Ленина", number=number, passport=Passport(**passport), by=head)


def wrong(run: ImportRun) -> list[tuple[int, str, str, str]]:
    return [(one["row"], one["field"], one["value"], one["message"]) for one in run.report["problems"]]


MEND = "Исправьте ячейку или число в паспорте дома."


def test_what_the_passport_does_not_have_is_refused_as_the_form_does(head):
    house = small_house(head, entrances=2, floors=5)
    row = "Ли;Бо;12;ул. Ленина, д. 86;Верхнекамск"

    run = check(f"{HEADER}\n1;{row};2;5\n2;{row};3;6\n3;{row};;9\n4;{row};1;-1\n", head)

    assert wrong(run) == [
        (3, "Подъезд", "3", f"В этом доме подъезды с 1 по 2. {MEND}"),
        (3, "Этаж", "6", f"В этом доме этажи с −3 (подвал) по 5. {MEND}"),
        (4, "Этаж", "9", f"В этом доме этажи с −3 (подвал) по 5. {MEND}"),
    ]
    assert (run.total, run.refused, run.added, run.unchanged, run.may_load) == (4, 2, 2, 0, False)
    with pytest.raises(DomainError, match="В этом доме подъезды с 1 по 2"):
        add_account(house=house, number="2", last_name="Ли", entrance=3, by=head)


def test_a_house_without_a_passport_and_a_new_house_take_any(head):
    small_house(head)
    run = load(
        f"{HEADER}\n1;Ли;Бо;1;ул. Ленина, д. 86;Верхнекамск;50;100\n2;Ли;Бо;1;Мира, 1;Верхнекамск;50;100\n", head
    )
    assert (run.status, run.added) == (Status.DONE, 2)


def test_who_moves_to_a_smaller_house_takes_no_floor_along(head):
    tall = small_house(head, floors=16)
    small_house(head, number="88", floors=5)
    add_account(house=tall, number="1", last_name="Ли", first_name="Бо", floor=9, by=head)

    run = check(f"{HEADER}\n1;Ли;Бо;12;ул. Ленина, д. 88;Верхнекамск;;\n", head)
    assert wrong(run) == [(2, "Этаж", "9", f"В этом доме этажи с −3 (подвал) по 5. {MEND}")]


def test_a_passport_filled_after_the_check_stops_the_load(head):
    house = small_house(head)
    run = check(f"{HEADER}\n1;Ли;Бо;12;ул. Ленина, д. 86;Верхнекамск;;9\n", head)
    change_house(
        house, city="Верхнекамск", street="Ленина", number="86", section=None, responsible=None,
        passport=Passport(floors=5), by=head,
    )  # fmt: skip

    runs.confirm(run, by=head)
    runs.load(run.pk)

    run.refresh_from_db()
    assert (run.status, Account.objects.count()) == (Status.FAILED, 0)
    assert "Строка 2: В этом доме этажи с −3 (подвал) по 5." in run.error


@pytest.mark.parametrize(
    ("cell", "number"), [("2", "2"), (" 2 подъезд ", "2"), ("2-й под.", "2"), ("2.0", "2"), ("50", "50")]
)
def test_an_entrance_is_read_as_people_write_it(cell, number):
    assert clean_entrance(cell) == number


@pytest.mark.parametrize(("cell", "number"), [("9", "9"), ("9 этаж", "9"), ("−1", "-1"), ("-3", "-3"), ("100", "100")])
def test_a_floor_is_read_as_people_write_it(cell, number):
    assert clean_floor(cell) == number


@pytest.mark.parametrize(
    ("clean", "cell"),
    [(clean_entrance, "0"), (clean_entrance, "51"), (clean_entrance, "А"), (clean_floor, "-4"), (clean_floor, "101")],
)
def test_what_cannot_be_is_refused(clean, cell):
    with pytest.raises(CellError):
        clean(cell)
