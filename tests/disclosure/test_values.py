"""What people type → what is kept → words."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites_cms.disclosure.declarations import FORMS, LISTS, Row, Type
from sites_cms.disclosure.domain.values import clean, plain, show
from tenants.errors import DomainError

pytestmark = pytest.mark.unit

MONEY = FORMS["1.2"].by_code["4"]
AREA = FORMS["2.1"].by_code["13"]


def row(type_: Type, **more) -> Row:
    return Row(code="7", title="Строка", type=type_, **more)


@pytest.mark.parametrize(
    ("type_", "typed", "kept"),
    [
        (Type.MONEY, " 18 450 300,5 ", "18450300.50"),
        (Type.MONEY, "0", "0.00"),
        (Type.NUMBER, "3 512,40", "3512.4"),
        (Type.NUMBER, "100", "100"),
        (Type.INT, "12", "12"),
        (Type.INT, "12,0", "12"),
        (Type.DATE, "1.4.2019", "2019-04-01"),
        (Type.DATE, "2019-04-01", "2019-04-01"),
        (Type.YEAR, "1984", "1984"),
        (Type.YES_NO, "Имеется", "true"),
        (Type.YES_NO, "нет", "false"),
        (Type.STRING, " Протокол   собрания ", "Протокол собрания"),
        (Type.TEXT, "строка\r\nещё строка", "строка\nещё строка"),
        (Type.INN, "77 0708-3893", "7707083893"),
        (Type.OGRN, "1027700132195", "1027700132195"),
        (Type.EMAIL, "UK@Example.ru", "uk@example.ru"),
        (Type.URL, "uk.example.ru", "https://uk.example.ru"),
        (Type.CADASTRAL, "59:01: 4410001:123", "59:01:4410001:123"),
        (Type.FILES, "3,15", "3,15"),
        (Type.MONEY, "   ", ""),
    ],
)
def test_what_is_kept(type_: Type, typed: str, kept: str):
    assert clean(row(type_), typed) == kept


@pytest.mark.parametrize(
    ("type_", "typed", "words"),
    [
        (Type.MONEY, "сто", "«сто» — не число"),
        (Type.MONEY, "1,234", "не больше двух знаков"),
        (Type.MONEY, "-5", "не бывает меньше нуля"),
        (Type.NUMBER, "1,234", "не больше 2 знаков"),
        (Type.NUMBER, "1e5", "не число"),
        (Type.INT, "2,5", "не целое"),
        (Type.INT, "٣", "не число"),
        (Type.DATE, "31.02.2020", "не дата"),
        (Type.DATE, "01.01.0001", "год даты"),
        (Type.DATE, "01.01.1812", "год даты"),
        (Type.YEAR, "84", "четырьмя цифрами"),
        (Type.YES_NO, "может быть", "«да» или «нет»"),
        (Type.INN, "7707083894", "Контрольная цифра ИНН"),
        (Type.OGRN, "1027700132196", "Контрольная цифра ОГРН"),
        (Type.EMAIL, "uk@", "не почта"),
        (Type.URL, "javascript:alert(1)", "не адрес сайта"),
        (Type.CADASTRAL, "59:01", "четыре числа"),
        (Type.FILES, "паспорт.pdf", "на экране формы"),
        (Type.STRING, "я" * 501, "длиннее 500"),
    ],
)
def test_what_is_refused_names_the_row(type_: Type, typed: str, words: str):
    with pytest.raises(DomainError) as refused:
        clean(row(type_), typed)
    assert str(refused.value).startswith("Строка 7 «Строка»: ")
    assert words in str(refused.value)
    assert refused.value.field == "7"


def test_a_word_of_a_list_becomes_its_code_in_whatever_case():
    heating = FORMS["2.2"].by_code["22"]
    assert clean(heating, "ЦЕНТРАЛЬНОЕ") == "2"
    assert clean(heating, "квартирное отопление (квартирный котел)") == "4"
    assert clean(heating, "5") == "5"
    with pytest.raises(DomainError, match="нет в списке"):
        clean(heating, "Костром")


def test_a_share_is_at_most_a_hundred_percent():
    share = FORMS["1.1"].by_code["16"]
    assert clean(share, "100") == "100"
    with pytest.raises(DomainError, match="от 0 до 100"):
        clean(share, "100,5")


def test_balances_may_be_below_zero_and_debts_may_not():
    report = FORMS["2.8"].by_code
    assert clean(report["5"], "−1 200,10") == "-1200.10"
    with pytest.raises(DomainError):
        clean(report["6"], "−1 200,10")


@given(st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False))
def test_every_sum_comes_back_as_it_went(amount: Decimal):
    kept = clean(MONEY, f"{amount:.2f}".replace(".", ","))
    assert Decimal(kept) == amount
    assert clean(MONEY, show(MONEY, kept)) == kept, "what is shown may be pasted back"


@given(st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False))
def test_every_area_comes_back_as_it_went(area: Decimal):
    kept = clean(AREA, str(area))
    assert Decimal(kept) == area
    assert clean(AREA, show(AREA, kept)) == kept
    assert "E" not in kept.upper()


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_every_date_comes_back_as_it_went(day: date):
    own = row(Type.DATE)
    kept = clean(own, f"{day:%d.%m.%Y}")
    assert date.fromisoformat(kept) == day
    assert clean(own, show(own, kept)) == kept


@given(st.text(max_size=60))
def test_whatever_is_typed_is_kept_or_refused_and_nothing_else(text: str):
    for type_ in Type:
        own = row(type_, choices="heating" if type_ is Type.CHOICE else "")
        try:
            kept = clean(own, text)
        except DomainError:
            continue
        assert clean(own, kept) == kept
        show(own, kept)
        plain(own, kept)


def test_words_of_values():
    assert show(MONEY, "18450300.50").replace("\xa0", " ") == "18 450 300,50"
    assert show(row(Type.DATE), "2019-04-01") == "01.04.2019"
    assert show(row(Type.YES_NO), "false") == "Нет"
    assert show(row(Type.CHOICE, choices="roof"), "2") == LISTS["roof"]["2"]
    assert plain(row(Type.INT), "12") == 12
    assert plain(MONEY, "1.50") == "1.50"
