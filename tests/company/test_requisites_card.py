"""A card of requisites as people send it: in a letter, in a table, with digits apart."""

import re

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from crm.company.domain.requisites_card import read_card
from tenants import requisites

pytestmark = pytest.mark.unit

WHOLE = {
    "inn": "5999000104",
    "kpp": "599901001",
    "ogrn": "1025999001005",
    "bik": "044525225",
    "settlement_account": "40702810100000000101",
    "correspondent_account": "30101810400000000225",
}


@pytest.mark.parametrize(
    "card",
    [
        """Общество с ограниченной ответственностью «Водяной»
        ИНН 5999000104 КПП 599901001
        ОГРН 1025999001005
        р/с 40702810100000000101 в ПАО Сбербанк
        к/с 30101810400000000225, БИК 044525225
        тел. +7 (342) 000-11-01""",
        """ИНН/КПП: 5999000104/599901001; ОГРН: 1025999001005;
        Расчетный счет № 4070 2810 1000 0000 0101; Корр. счет 3010 1810 4000 0000 0225; БИК 044 525 225""",
        "ИНН / КПП\t5999000104 599901001\nОГРН\t1 025 999 001 005\n"
        "Расчётный счёт:\n40702-810-1-0000-0000101\nКорреспондентский счёт:\n30101810400000000225\nБИК:\n044525225",
        "инн:5999000104,кпп:599901001,огрн:1025999001005,бик:044525225,р/сч:40702810100000000101,"
        "кор/сч:30101810400000000225",
        """Банковские реквизиты: р\u00a0/\u00a0с 40702810100000000101,
        БИК\u00a0044525225, к.с. 30101810400000000225
        ИНН\u00a05999000104 | КПП\u00a0599901001 | ОГРН\u00a01025999001005""",
    ],
)
def test_the_same_card_however_it_is_written(card: str):
    assert read_card(card) == WHOLE


def test_an_entrepreneur_has_no_kpp():
    card = "ИП Вольтов А. С., ИНН 599900010143, КПП: нет, ОГРНИП 304599900000013\nБИК 044525225"
    assert read_card(card) == {"inn": "599900010143", "ogrn": "304599900000013", "bik": "044525225"}


def test_an_empty_label_takes_nothing_from_the_next_one():
    assert read_card("КПП: —\nБИК 044525225") == {"bik": "044525225"}


def test_without_labels_control_digits_tell():
    card = "ООО Водяной\n5999000104\n1025999001005\nБИК 044525225\n40702810100000000101\n30101810400000000225"
    assert read_card(card) == {name: number for name, number in WHOLE.items() if name != "kpp"}


def test_a_phone_is_no_inn():
    phone = "9084373404"
    requisites.validate_inn(phone)  # ten digits that could be one
    assert read_card(f"тел. {phone}") == {}
    assert read_card(f"Мобильный: {phone}\nИНН 5999000104") == {"inn": "5999000104"}


def test_a_misprint_is_brought_into_its_field_to_be_told_there():
    assert read_card("ИНН 5999000105") == {"inn": "5999000105"}
    with pytest.raises(ValidationError, match="Контрольная цифра ИНН не сходится"):
        requisites.validate_organisation_inn(read_card("ИНН 5999000105")["inn"])


def with_control(body: str, weights: tuple[int, ...]) -> str:
    return body + str(sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11 % 10)


inns = st.integers(1_000_000, 999_999_999).map(lambda n: with_control(f"{n:09d}", (2, 4, 10, 3, 5, 9, 4, 6, 8)))
kpps = st.integers(1_000_000, 999_999_999).map(lambda n: f"{n:09d}")
ogrns = (
    st.integers(10**11, 10**12 - 1)
    .map(lambda n: f"{n}{n % 11 % 10}")
    .filter(lambda ogrn: ogrn[0] in "15" and _is(requisites.validate_ogrn, ogrn))
)
joins = st.sampled_from(["", ": ", " ", " № ", ":\n", "\t", " — "])
breaks = st.sampled_from(["\n", "; ", ", ", "\n\n", " | ", "\t"])


def _is(check, value: str) -> bool:
    try:
        check(value)
    except ValidationError:
        return False
    return True


@given(
    st.tuples(inns, kpps, ogrns), st.permutations(["ИНН", "КПП", "ОГРН"]), joins, breaks,
    st.sampled_from(["", " ", "-"]),
)  # fmt: skip
def test_labelled_numbers_come_back_in_any_order(numbers, order, join, between, apart):
    inn, kpp, ogrn = numbers
    said = dict(zip(("ИНН", "КПП", "ОГРН"), numbers, strict=True))
    text = between.join(label + join + apart.join(re.findall(r"\d{1,3}", said[label])) for label in order)
    if not join:  # «ИНН5999…» is one word
        text = between.join(f"{label} {said[label]}" for label in order)

    assert read_card(text) == {"inn": inn, "kpp": kpp, "ogrn": ogrn}


@given(st.text(alphabet=st.sampled_from("ИНКПОГРБс/р.: -—\n\t0123456789ABинк№,+тел"), max_size=300))
def test_any_text_is_read_and_gives_numbers_of_the_right_length_that_stand_in_it(text: str):
    lengths = {"inn": (10, 12), "kpp": (9,), "ogrn": (13, 15), "bik": (9,)}
    found = read_card(text)

    plain = re.sub(r"[\s—-]", "", text)
    for field, number in found.items():
        assert number in plain
        assert len(number) in lengths.get(field, (20,))


@given(st.integers(10**9, 10**10 - 1).map(str))
def test_what_has_no_label_is_taken_only_if_its_control_digit_is_right(number: str):
    assert read_card(f"Заявка {number} от вторника") == (
        {"inn": number} if _is(requisites.validate_inn, number) else {}
    )
