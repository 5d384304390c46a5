import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.imports.domain.reading import column_key, open_table, recognise_encoding
from tenants.errors import DomainError

pytestmark = pytest.mark.unit

KNOWN = frozenset({"лс", "баланс", "фамилия"})
HEADER = ["Л.С", "Баланс", "Фамилия"]
cells = st.text(alphabet="абвгдеёжзийклмнАЯ «»№0123456789;,.\"'-\t", max_size=20)
tables = st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=8)


@given(
    rows=tables,
    encoding=st.sampled_from(["cp1251", "utf-8", "utf-8-sig", "utf-16"]),
    delimiter=st.sampled_from([";", ",", "\t"]),
    line_end=st.sampled_from(["\r\n", "\n", "\r"]),
)
def test_any_table_is_read_as_it_was_written(rows, encoding, delimiter, line_end):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows([HEADER, *rows])

    table = open_table(io.BytesIO(text.getvalue().encode(encoding)), known=KNOWN)

    header, *read = [row for row in table.rows if row]
    assert (header, table.delimiter) == (HEADER, delimiter)
    assert [tuple(row) for row in read] == rows


def test_russian_letters_of_windows_are_not_taken_for_utf8():
    assert recognise_encoding(io.BytesIO("Л.С;Фамилия\r\n1;Ёлкин".encode("cp1251"))) == "cp1251"
    assert recognise_encoding(io.BytesIO("Л.С;Фамилия\r\n1;Ёлкин".encode())) == "utf-8-sig"


@pytest.mark.parametrize("name", ["Л.С", "л/с", " Л С ", "Л.С."])
def test_spellings_of_the_account_column_are_one(name):
    assert column_key(name) == "лс"


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"", "Файл пуст"),
        (b"\r\n \r\n", "Файл пуст"),
        (b"PK\x03\x04rest", "Книга Excel повреждена"),
        (b"\xd0\xcf\x11\xe0rest", "старого Excel .XLS. или книга с паролем"),
        (b"%PDF-1.7", "PDF"),
        (b"\xff\xfe\x00\xd8\x00", "Не удалось прочесть"),
        (b"\x98\xff", "Не удалось прочесть"),
    ],
)
def test_what_is_no_table_is_told_so(content, advice):
    with pytest.raises(DomainError, match=advice):
        list(open_table(io.BytesIO(content), known=KNOWN).rows)


def test_unclosed_quote_is_explained_and_eats_no_memory():
    content = 'Л.С;Фамилия\n1;"Ли\n' + "2;Бо\n" * 10_000

    with pytest.raises(DomainError, match="не закрыта кавычка"):
        list(open_table(io.BytesIO(content.encode()), known=KNOWN).rows)
