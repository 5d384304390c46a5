"""Taking a question apart: whatever is typed, and what an address may mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.accounting.domain.asking import Reading, as_cyrillic, ask, firm_key

pytestmark = pytest.mark.unit

_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_TYPED = dict(zip("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.", strict=True))
# Words of streets that are neither kinds of streets nor marks of houses and flats.
_STREETS = st.sampled_from(["ленина", "8 марта", "50 лет октября", "карла маркса", "1-я садовая", "мира"])
_HOUSES = st.integers(1, 300).map(str)
_FLATS = st.integers(1, 500).map(str)


@given(st.text(max_size=200))
def test_any_text_can_be_asked(text):
    asked = ask(text)

    assert len(asked.readings) <= 24
    assert len(asked.text) <= 100


@given(street=_STREETS, house=_HOUSES, flat=_FLATS, between=st.sampled_from(["{} {} {}", "{} {}-{}", "{}, {}, {}"]))
def test_street_house_and_flat_are_among_the_readings(street, house, flat, between):
    assert Reading(street, house, flat) in ask(between.format(street, house, flat)).readings


@given(street=_STREETS, house=_HOUSES, flat=_FLATS)
def test_address_of_a_paper_reads_as_the_short_one(street, house, flat):
    paper = ask(f"ул. {street.title()}, д. {house}, кв. {flat}").readings

    assert Reading(street, house, flat) in paper


@given(st.text(_CYRILLIC, min_size=1, max_size=20))
def test_wrong_layout_is_put_right(word):
    assert as_cyrillic("".join(_TYPED[sign] for sign in word)) == word


@given(st.from_regex(r"[0-9]{1,20}", fullmatch=True))
def test_digits_may_be_a_number_or_a_phone_and_are_no_address(digits):
    asked = ask(digits)

    assert (asked.number, asked.digits, asked.readings, asked.names) == (digits, digits, (), ())


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("+7 (908) 437-34-18", "79084373418"),
        ("8 908 437 34 18", "89084373418"),
        ("908-437-34-18", "9084373418"),
        ("34-18", "3418"),
        ("ленина 5", ""),
    ],
)
def test_phone_in_any_writing(text, digits):
    assert ask(text).digits == digits


@pytest.mark.parametrize("text", ["ООО «Лютик»", "ооо лютик", "«Лютик»", "лютик", 'ООО "Лютик"'])
def test_firm_is_its_name_without_form_and_quotes(text):
    assert firm_key(text) == "лютик"
