"""Segments, counted as 3GPP TS 23.038 and 23.040 say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms.domain.texts import GSM_ALPHABET, GSM_EXTENSION, advice, measure

pytestmark = pytest.mark.unit

GSM = st.text(alphabet=sorted(GSM_ALPHABET | GSM_EXTENSION), min_size=1, max_size=500)
ANY = st.text(alphabet=st.sampled_from("абвё 12«»—😀👍Z€"), min_size=1, max_size=300)


@pytest.mark.parametrize(
    ("text", "encoding", "segments"),
    [
        ("a" * 160, "gsm7", 1), ("a" * 161, "gsm7", 2), ("a" * 306, "gsm7", 2), ("a" * 307, "gsm7", 3),
        ("€" * 80, "gsm7", 1), ("€" * 81, "gsm7", 2),
        ("€" * 152, "gsm7", 2),  # 76 in each: the half of a sign that is left stays empty
        ("€" * 153, "gsm7", 3),
        ("я" * 70, "ucs2", 1), ("я" * 71, "ucs2", 2), ("я" * 134, "ucs2", 2), ("я" * 135, "ucs2", 3),
        ("😀" * 35, "ucs2", 1), ("😀" * 36, "ucs2", 2), ("😀" * 66, "ucs2", 2),
        ("😀" * 67, "ucs2", 3),  # 33 in each: no pair is split
        ("a" * 159 + "№", "ucs2", 3), ("Ünder[1]", "gsm7", 1), ("ё", "ucs2", 1),
    ],
)  # fmt: skip
def test_known_lengths(text: str, encoding: str, segments: int):
    measured = measure(text)
    assert (measured.encoding, measured.segments) == (encoding, segments)


@given(text=st.one_of(GSM, ANY))
def test_what_is_counted_holds_the_text_and_no_more(text: str):
    measured = measure(text)
    single, joined = (160, 153) if measured.encoding == "gsm7" else (70, 67)
    if measured.encoding == "ucs2":
        assert measured.units == len(text.encode("utf-16-le")) // 2
    assert measured.segments == 1 if measured.units <= single else measured.segments >= 2
    if measured.segments > 1:
        assert measured.units <= measured.segments * joined
        assert measured.units > (measured.segments - 1) * (joined - 1)  # a sign of two leaves at most one unit empty


@given(text=GSM)
def test_one_more_sign_fits_as_long_as_there_is_room(text: str):
    measured = measure(text)
    assert measure(text + "a" * measured.room).segments == measured.segments
    assert measure(text + "a" * (measured.room + 1)).segments == measured.segments + 1


@given(text=st.text(alphabet="я😀", min_size=71, max_size=300))
def test_the_surplus_is_the_least_that_saves_a_segment(text: str):
    measured = measure(text)
    assert measured.surplus > 0
    assert measure(text[: -measured.surplus]).segments == measured.segments - 1
    if measured.surplus > 1:
        assert measure(text[: -(measured.surplus - 1)]).segments == measured.segments


def test_advice_says_what_to_shorten_or_which_signs_cost():
    assert advice("я" * 73) == "Сократите на 3 знака: будет 1 СМС вместо 2."
    assert advice("я" * 70) == ""
    assert advice("Water is off — " + "a" * 100).startswith("Из-за знаков «—» в одну СМС входит 70 знаков")
