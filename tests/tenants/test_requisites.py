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


@pytest.mark.parametrize("kpp", ["590401001", "7701AB001"])
def test_kpp_shape(kpp: str):
    requisites.validate_kpp(kpp)
    with pytest.raises(ValidationError, match="9 знаков"):
        requisites.validate_kpp(kpp[:-1])
