"""Whatever accent a company takes, every text on its site can be read."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sites_cms.appearance.domain.contrast import AA, GROUND, WHITE, contrast, palette, parse_colour
from tenants.errors import DomainError

pytestmark = pytest.mark.unit

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_known_ratios():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == pytest.approx(1)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the well-known near miss


@given(colours)
@example("#757575")
@example("#ffff00")
@example("#ffffff")
def test_any_accent_gives_readable_texts(accent: str):
    colours = palette(accent)
    assert colours.accent == accent
    assert contrast(colours.on_accent, accent) >= AA
    assert contrast(colours.text, GROUND) >= AA
    assert contrast(colours.text, WHITE) >= AA


@given(colours, colours)
def test_contrast_does_not_depend_on_the_order(one: str, other: str):
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21


def test_a_dark_accent_is_left_as_it_is():
    assert palette("#1f4e8c").text == "#1f4e8c"


@pytest.mark.parametrize(("typed", "colour"), [("1A5", "#11aa55"), (" #1F4E8C ", "#1f4e8c"), ("#fff", "#ffffff")])
def test_colours_as_people_write_them(typed: str, colour: str):
    assert parse_colour(typed) == colour


@pytest.mark.parametrize("typed", ["", "синий", "#12", "#1234567", "red;}body{display:none"])
def test_what_is_no_colour_is_refused(typed: str):
    with pytest.raises(DomainError, match="Цвет пишется так"):
        parse_colour(typed)
