"""Entrance and floor in a file of accounts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.accounting.domain.houses import add_house
from crm.accounting.domain.premises import clean_entrance, clean_floor
from crm.accounting.models import Account
from crm.imports.domain import runs
from crm.imports.domain.cells import CellError
from crm.imports.models import ImportRun

pytestmark = pytest.mark.integration


def load(text: str, head) -> ImportRun:
    file = SimpleUploadedFile("Счета.csv", text.replace("\n", "\r\n").encode())
    run = runs.upload(kind="accounts", file=file, options={}, by=head)
    runs.check(run.pk)
    run.refresh_from_db()
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
