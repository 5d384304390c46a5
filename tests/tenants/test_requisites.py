import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from tenants import requisites

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("inn", ["7707083893", "5904123453", "7415038692", "500100732259"])
def test_inn_with_right_control_digits_is_taken(inn: str):
    requisites.validate_inn(inn)


@pytest.mark.parametrize(
    ("inn", "message"),
    [
        ("7707083894", "Контрольная цифра ИНН не сходится"),
        ("500100732258", "Контрольная цифра ИНН не сходится"),
        ("770708389", "В ИНН 9 цифр, а должно быть"),
        ("77070838931", "В ИНН 11 цифр"),
        ("77O7083893", "только цифры"),
        ("٧٧٠٧٠٨٣٨٩٣", "только цифры"),
    ],
)
def test_a_wrong_inn_says_what_is_wrong(inn: str, message: str):
    with pytest.raises(ValidationError, match=message):
        requisites.validate_inn(inn)


def test_a_company_is_never_a_person():
    with pytest.raises(ValidationError, match="это ИНН человека"):
        requisites.validate_organisation_inn("500100732259")


@given(st.integers(0, 10**9 - 1), st.integers(0, 9), st.integers(1, 9))
def test_any_single_wrong_digit_in_an_inn_is_noticed_or_is_another_valid_inn(body: int, place: int, shift: int):
    """The control digit is a weighted sum modulo 11, then 10: what it lets pass has the right control digit itself."""
    digits = [int(sign) for sign in f"{body:09d}"]
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    control = sum(d * w for d, w in zip(digits, weights, strict=True)) % 11 % 10
    good = [*digits, control]
    requisites.validate_inn("".join(map(str, good)))

    wrong = list(good)
    wrong[place] = (wrong[place] + shift) % 10
    still_right = sum(d * w for d, w in zip(wrong[:9], weights, strict=True)) % 11 % 10 == wrong[9]
    if still_right:
        requisites.validate_inn("".join(map(str, wrong)))
    else:
        with pytest.raises(ValidationError):
            requisites.validate_inn("".join(map(str, wrong)))


@pytest.mark.parametrize("ogrn", ["1027700132195", "304500116000157"])
def test_ogrn(ogrn: str):
    requisites.validate_ogrn(ogrn)
    with pytest.raises(ValidationError, match="Контрольная цифра ОГРН"):
        requisites.validate_ogrn(ogrn[:-1] + str((int(ogrn[-1]) + 1) % 10))


@pytest.mark.parametrize(
    ("account", "bik"),
    [
        ("40702810702910000312", "044525593"),
        ("40703810300730004855", "044525266"),
        ("30101810400000000225", "044525225"),
        ("40102810145370000026", "012520101"),
        ("40102810545370000003", "004525988"),
        ("40702810200000000001", "044525225"),
    ],
)
def test_an_account_fits_its_bank_and_no_other(account: str, bik: str):
    requisites.validate_account_key(account, bik=bik)
    wrong = account[:-1] + str((int(account[-1]) + 1) % 10)
    with pytest.raises(ValidationError, match="не подходит к этому БИК"):
        requisites.validate_account_key(wrong, bik=bik)


DIGITS = st.text("0123456789", min_size=1, max_size=20)
PASTED_ALONG = st.sampled_from(
    [" ", "\u00a0", "\u2009", "-", "–", "—", "\u2011", "\t", "\n", "\u200b", "\ufeff", "\u2212"]
)


@given(DIGITS, st.lists(st.tuples(st.integers(0, 20), PASTED_ALONG)))
def test_whatever_is_pasted_along_is_cleaned_and_no_digit_is_lost(digits: str, along: list[tuple[int, str]]):
    pasted = digits
    for place, sign in along:
        pasted = pasted[:place] + sign + pasted[place:]

    assert requisites.digits_only(pasted) == digits


@given(
    st.integers(0, 19),
    st.sampled_from(
        [("О", " вместо нуля"), ("O", " вместо нуля"), ("З", " вместо тройки"), ("Ж", ""), ("l", " вместо единицы")]
    ),
)
def test_a_letter_among_digits_is_named_with_its_place(place: int, letter: tuple[str, str]):
    sign, instead = letter
    account = "40702810200000000001"
    wrong = account[:place] + sign + account[place + 1 :]

    with pytest.raises(ValidationError) as refused:
        requisites.validate_account_number(wrong)
    assert f"на {place + 1}-м месте буква «{sign}»{instead}." in refused.value.message


@given(st.integers(0, 10**17 - 1), st.integers(0, 19), st.integers(1, 9))
def test_any_single_wrong_digit_of_an_account_is_noticed(body: int, place: int, shift: int):
    """Weights 7, 1 and 3 have no common divisor with 10: no single slip gets through."""
    bik, digits = "044525225", f"407{body:017d}"
    good = next(
        account
        for control in range(10)
        if requisites.fits_bank(account := digits[:8] + str(control) + digits[9:], bik=bik)
    )
    wrong = good[:place] + str((int(good[place]) + shift) % 10) + good[place + 1 :]
    of_bank_of_russia = ("30101", "40102", "03100")

    assert wrong.startswith(of_bank_of_russia) or not requisites.fits_bank(wrong, bik=bik)


@pytest.mark.parametrize("bik", ["044525225", "044525593"])
def test_banks_whose_keys_must_sum_up(bik: str):
    assert requisites.is_ordinary_bank(bik)


@pytest.mark.parametrize("bik", ["012520101", "004525988", "044525000", "044525001", "101002000"])
def test_banks_with_rules_of_their_own(bik: str):
    assert not requisites.is_ordinary_bank(bik)


RIGHT = {
    "inn": "5904123453", "kpp": "590401001", "bik": "044525225", "settlement_account": "40702810200000000001",
    "correspondent_account": "30101810400000000225",
}  # fmt: skip


def test_nothing_is_doubtful_about_the_usual():
    assert requisites.doubts(**RIGHT) == []
    assert requisites.doubts(**dict.fromkeys(RIGHT, "")) == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kpp": "770501001"}, ["ИНН начинается с 5904, а КПП с 7705"]),
        ({"bik": "012520101", "correspondent_account": ""}, ["Расчётный счёт не сходится с БИК 012520101"]),
        (
            {"bik": "999999999", "correspondent_account": ""},
            ["БИК банков России начинается с 04", "Расчётный счёт не сходится с БИК 999999999"],
        ),
        ({"correspondent_account": RIGHT["settlement_account"]}, ["начинается с 301, а у вас с 407"]),
        ({"settlement_account": RIGHT["correspondent_account"]}, ["Не перепутаны ли поля?"]),
        ({"correspondent_account": "30101810400000000593"}, ["теми же цифрами, что и БИК (225), а у вас 593"]),
    ],
)
def test_what_is_unusual_is_told_in_words(changed: dict[str, str], words: list[str]):
    found = requisites.doubts(**RIGHT | changed)
    assert len(found) == len(words)
    assert all(word in doubt for word, doubt in zip(words, found, strict=True))


@pytest.mark.parametrize(
    ("validate", "value", "message"),
    [
        (requisites.validate_bik, "04452522", "В БИК должно быть 9 цифр, например 044525225, а у вас 8."),
        (requisites.validate_account_number, "4070281020", "В номере счёта должно быть 20 цифр, а у вас 10."),
        (requisites.validate_organisation_ogrn, "304500116000157", "а у вас 15: это ОГРНИП предпринимателя"),
        (requisites.validate_kpp, "5904010АА", "на 8-м месте буква «А»"),
    ],
)
def test_length_and_signs_are_said_plainly(validate, value: str, message: str):
    with pytest.raises(ValidationError) as refused:
        validate(value)
    assert message in refused.value.message


@pytest.mark.parametrize("kpp", ["590401001", "7701AB001"])
def test_kpp_shape(kpp: str):
    requisites.validate_kpp(kpp)
    with pytest.raises(ValidationError, match="9 знаков"):
        requisites.validate_kpp(kpp[:-1])
