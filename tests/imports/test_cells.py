from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.imports.domain.cells import CellError, amount, measure, refuse_formula, safe_cell, text

pytestmark = pytest.mark.unit

SPACES = st.sampled_from(["", " ", "\u00a0", "\u202f"])


@given(
    value=st.decimals(min_value=Decimal("-999999999999.99"), max_value=Decimal("999999999999.99"), places=2),
    space=SPACES,
    comma=st.sampled_from([",", "."]),
    minus=st.sampled_from(["-", "−"]),
    edge=SPACES,
)
def test_an_amount_is_the_same_however_written(value, space, comma, minus, edge):
    written = f"{abs(value):,.2f}".replace(",", space).replace(".", comma)
    written = edge + (minus if value < 0 else "") + written + edge

    assert Decimal(amount(written)) == value


@pytest.mark.parametrize("cell", ["12 345,6x", "1,2,3", "1.234,50", "--5", "1e5", "1,234", "пять", "-", "1" * 13])
def test_what_is_no_amount_is_refused(cell):
    with pytest.raises(CellError, match="Это не сумма"):
        amount(cell)


@given(st.text(max_size=30))
def test_amount_answers_or_refuses_whatever_comes(cell):
    with suppress(CellError):
        Decimal(amount(cell))


@pytest.mark.parametrize("cell", ["0", "-5", "12,345", "много"])
def test_what_is_no_area_is_refused(cell):
    with pytest.raises(CellError, match="Это не площадь"):
        measure(cell)


@pytest.mark.parametrize("cell", ["=A1", "+7", "@x"])
def test_formula_is_refused_with_the_manuals_advice(cell):
    with pytest.raises(CellError, match="Специальная вставка → Значения"):
        refuse_formula(cell)


def test_text_is_plain():
    assert text("  Иванова \u00a0 Нина\n", limit=20) == "Иванова Нина"
    with pytest.raises(CellError, match="< и >"):
        text("<b>", limit=20)
    with pytest.raises(CellError, match="не больше 3"):
        text("четыре", limit=3)


@pytest.mark.parametrize("value", ["=1", "+1", "-1", "@a", "\t=1"])
def test_a_cell_that_we_write_is_never_a_formula(value):
    assert safe_cell(value) == f"'{value}"
