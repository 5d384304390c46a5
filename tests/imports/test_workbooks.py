import io
import zipfile
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from crm.imports.domain import workbooks
from crm.imports.domain.reading import open_table, refuse_no_table
from tenants.errors import DomainError

pytestmark = pytest.mark.unit

texts = st.text(alphabet="абвАЯё <>&\"'=;0123456789\n", min_size=1, max_size=12)
numbers = st.integers(min_value=-(10**14), max_value=10**14)
kopecks = st.integers(min_value=-(10**12), max_value=10**12).map(lambda n: float(Decimal(n) / 100))
dates = st.dates(min_value=date(1901, 1, 1), max_value=date(2090, 1, 1))


def book(*rows: list[object], sheets: tuple[str, ...] = ("Лист 1",), formats: dict[str, str] | None = None) -> bytes:
    made = Workbook()
    made.active.title = sheets[0]
    for name in sheets[1:]:
        made.create_sheet(name)
    page = made[sheets[-1]]
    for row in rows:
        page.append(row)
    for place, number_format in (formats or {}).items():
        page[place].number_format = number_format
    for cell in (cell for row in page.iter_rows() for cell in row if isinstance(cell.value, str)):
        cell.data_type = "s"
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def read(content: bytes, sheet: str = "") -> list[list[str]]:
    return list(open_table(io.BytesIO(content), known=frozenset(), sheet=sheet).rows)


def as_seen(value: object) -> str:
    if isinstance(value, float):
        return f"{Decimal(str(value)):f}".removesuffix(".0")
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)


@given(st.lists(st.tuples(texts, numbers, kopecks, dates), min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_every_cell_comes_as_the_text_that_a_person_sees(rows):
    assert read(book(*map(list, rows))) == [[as_seen(value) for value in row] for row in rows]


def test_zeros_of_a_mask_stay_and_those_of_text_too():
    content = book([116501, "00116501", 116501.0, datetime(2026, 5, 24, 10, 5), True, None], formats={"A1": "00000000"})

    assert read(content) == [["00116501", "00116501", "116501", "24.05.2026 10:05", "да"]]


def test_number_whose_digits_excel_has_lost_cannot_pass_for_one():
    assert read(book([40702810900000012345]))[0][0] == "4.07028109000000e+19"


def test_formula_stays_a_formula_and_empty_rows_keep_their_numbers():
    made = Workbook()
    made.active["A1"], made.active["B3"] = "Л.С", "=1+1"
    kept = io.BytesIO()
    made.save(kept)

    assert read(kept.getvalue()) == [["Л.С"], [], ["", "=1+1"]]


def test_first_sheet_is_read_or_the_chosen_one():
    content = book(["вторая"], sheets=("Титул", "Счета"))

    table = open_table(io.BytesIO(content), known=frozenset())
    assert (table.sheets, table.sheet, list(table.rows)) == (["Титул", "Счета"], "Титул", [])
    assert read(content, "Счета") == [["вторая"]]


def test_file_that_unpacks_into_too_much_is_refused_before_it_is_unpacked(monkeypatch):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/sharedStrings.xml", b"0" * (workbooks.MAX_PART + 1))

    assert len(packed.getvalue()) < 2**20
    with pytest.raises(DomainError, match="слишком много данных"):
        refuse_no_table(packed)
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 10)
    with pytest.raises(DomainError, match="слишком много данных"):
        refuse_no_table(io.BytesIO(book(["1"])))


def test_entities_are_not_unfolded():
    content = book(["Л.С"])
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                text = bomb + text.replace("<sheetData>", "<sheetData><!-- -->")
            new.writestr(name, text)

    with pytest.raises(DomainError, match="повреждена"):
        read(changed.getvalue())


def test_zip_that_is_no_book_is_told_so():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("content.xml", "<x/>")

    with pytest.raises(DomainError, match="Это не книга Excel"):
        refuse_no_table(packed)


GOOD = book(*[[f"{n:08}", n, n / 7, date(2026, 1, 1)] for n in range(30)])


@given(at=st.integers(0, len(GOOD) - 1), byte=st.integers(0, 255), cut=st.integers(0, len(GOOD)))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_broken_in_a_book_is_told_in_russian(at, byte, cut):
    for content in (GOOD[:at] + bytes([byte]) + GOOD[at + 1 :], GOOD[:4] + GOOD[4:cut]):
        with suppress(DomainError):
            file = io.BytesIO(content)
            refuse_no_table(file)
            for _ in open_table(file, known=frozenset()).rows:
                pass
