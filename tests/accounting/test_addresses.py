import pytest

from crm.accounting.domain.addresses import match_key, parse_address
from tenants.errors import DomainError

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("typed", "street", "number"),
    [
        ("ул. 8 Марта, д. 44 корп. 1", "ул. 8 Марта", "44 корп. 1"),
        ("8 Марта 44", "ул. 8 Марта", "44"),
        ("ул. Ленина, д. 86", "ул. Ленина", "86"),
        ("Ленина 86", "ул. Ленина", "86"),
        ("Ленина ул., 86", "ул. Ленина", "86"),
        ("ул.Ленина,д.86", "ул. Ленина", "86"),
        ("проспект Мира, дом 14/2", "пр-кт Мира", "14/2"),
        ("б-р Энтузиастов, д. 75А", "б-р Энтузиастов", "75А"),
        ("Садовая, 81, корп. 1", "ул. Садовая", "81 корп. 1"),
        ("мкр. Юбилейный, д. 5", "мкр. Юбилейный", "5"),
        ("Набережная 3", "ул. Набережная", "3"),
        ("ул. 50 лет Октября, д. 7", "ул. 50 лет Октября", "7"),
    ],
)
def test_street_and_number_are_taken_apart(typed, street, number):
    assert parse_address(typed) == (street, number)


@pytest.mark.parametrize(
    "typed", ["ул. Ленина", "86", "", "д. 86", "г. Пермь, ул. Ленина, д. 1", "ул. 8 Марта", "x" * 300]
)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(DomainError):
        parse_address(typed)


def key(typed: str) -> str:
    street, number = parse_address(typed)
    return match_key(region="Пермский край", city="Верхнекамск", street=street, number=number)


@pytest.mark.parametrize(
    "same",
    [
        ["ул. Ленина, д. 86", "ленина 86", "УЛИЦА ЛЕНИНА, 86", "Ленина ул, дом 86"],
        ["ул. Королёва, д. 44 корп. 1", "Королева 44к1", "ул. Королёва, 44 корпус 1", "Королёва, д. 44, к. 1"],
        ["ул. Мира, д. 35А", "Мира 35 а", "мира, 35а"],
    ],
)
def test_the_same_house_however_typed(same):
    assert len({key(typed) for typed in same}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ул. Мира, д. 8", "пр-кт Мира, д. 8"),
        ("ул. Мира, д. 8", "ул. Мира, д. 8А"),
        ("ул. Мира, д. 8/2", "ул. Мира, д. 82"),
        ("ул. Мира, д. 8 корп. 1", "ул. Мира, д. 81"),
        ("ул. Мира, д. 8 корп. 1", "ул. Мира, д. 8 стр. 1"),
    ],
)
def test_other_houses_stay_others(one, other):
    assert key(one) != key(other)
