"""The arithmetic of consumption: whatever the dial, what was used is what was used."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.meters.domain.consumption import consumption, is_jump, may_be_over_zero, months_between, usual, went_over_zero
from crm.meters.domain.values import as_text, plain_value, read_value
from tenants.errors import DomainError

pytestmark = pytest.mark.unit

DIGITS = st.integers(1, 9)


def dial(digits: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(0, 10**digits, places=3, allow_nan=False).filter(lambda value: value < 10**digits)


@st.composite
def used_on_a_dial(draw: st.DrawFn) -> tuple[Decimal, Decimal, Decimal]:
    """What the dial showed, how much was used, where the dial begins anew."""
    digits = draw(DIGITS)
    return draw(dial(digits)), draw(dial(digits)), Decimal(10) ** digits


@given(used_on_a_dial())
def test_what_was_used_comes_back_over_zero_too(case):
    before, used, limit = case
    shows = (before + used) % limit

    assert consumption([shows], [before], limit=limit) == [used]
    assert went_over_zero([shows], [before]) is (before + used >= limit)


@given(used_on_a_dial())
def test_over_zero_only_when_little_of_the_dial_was_used(case):
    before, used, limit = case
    shows = (before + used) % limit

    assert may_be_over_zero([shows], [before], limit=limit) is (before + used < limit or used < limit / 4)


def test_each_tariff_by_itself():
    day, night = Decimal("99990"), Decimal("500")

    assert consumption([Decimal(20), Decimal(530)], [day, night], limit=Decimal(100_000)) == [30, 30]


@given(dial(5))
def test_a_value_survives_being_written_and_read(value):
    assert read_value(as_text(value)) == value


@pytest.mark.parametrize(
    ("written", "plain"), [("791,482", "791.482"), (" 1 024.5 ", "1024.5"), ("00791", "00791"), ("0", "0")]
)
def test_as_people_write(written, plain):
    assert plain_value(written) == plain


@pytest.mark.parametrize("written", ["", "-5", "12,3456", "1e5", "=1+1", "12,", "семь", "1234567890", "1,2,3"])
def test_what_is_no_reading(written):
    with pytest.raises(DomainError, match="Это не показание"):
        plain_value(written)


def test_usual_is_what_half_a_year_used():
    first, last = (date(2026, 5, 1), [Decimal(100)]), (date(2026, 11, 1), [Decimal(148)])

    assert usual(first, last, limit=Decimal(100_000), typical=Decimal(6)) == 8


def test_usual_over_zero():
    first, last = (date(2026, 5, 1), [Decimal(99_990)]), (date(2026, 11, 1), [Decimal(50)])

    assert usual(first, last, limit=Decimal(100_000), typical=Decimal(6)) == 10


def test_without_history_the_typical_stands_for_it():
    last = (date(2026, 11, 1), [Decimal(148)])

    assert usual(None, None, limit=Decimal(100_000), typical=Decimal(6)) == 6
    assert usual(last, last, limit=Decimal(100_000), typical=None) is None


def test_who_was_away_for_half_a_year_is_not_asked_about_a_bath():
    away = (date(2026, 5, 1), [Decimal(100)]), (date(2026, 11, 1), [Decimal(100)])

    assert usual(*away, limit=Decimal(100_000), typical=Decimal(6)) == Decimal("1.5")


@given(used=st.decimals(0, 1000, places=3), months=st.integers(1, 24), times=st.integers(2, 100))
def test_the_same_use_over_more_months_is_no_more_of_a_jump(used, months, times):
    if not is_jump(used, months=months, usual_a_month=Decimal(6), times=times):
        assert not is_jump(used, months=months + 1, usual_a_month=Decimal(6), times=times)


def test_exactly_so_many_times_is_no_jump_yet():
    assert not is_jump(Decimal(30), months=1, usual_a_month=Decimal(6), times=5)
    assert is_jump(Decimal("30.001"), months=1, usual_a_month=Decimal(6), times=5)


def test_months_between():
    assert months_between(date(2026, 11, 1), date(2027, 2, 1)) == 3
