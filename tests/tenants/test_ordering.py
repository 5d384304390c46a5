import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.ordering import search_key, sort_key

pytestmark = pytest.mark.unit


def test_flats_go_as_numbers():
    flats = ["10", "9", "2а", "2", "100", "2б", "пом. 7Н", "пом. 12Н", "1"]
    assert sorted(flats, key=sort_key) == ["1", "2", "2а", "2б", "9", "10", "100", "пом. 7Н", "пом. 12Н"]


def test_yo_stands_beside_ye_and_case_does_not_matter():
    names = ["Жуков", "Ёлкин", "Елкин", "Егоров", "ежов", "Ёжиков"]
    assert sorted(names, key=sort_key) == ["Егоров", "ежов", "Елкин", "Ёжиков", "Ёлкин", "Жуков"]


@given(st.text(alphabet="абвеёжя 0123456789/-", max_size=20), st.text(alphabet="абвеёжя 0123456789/-", max_size=20))
def test_the_keys_order_is_the_same_in_code_points_and_in_bytes(one: str, other: str):
    keys = sorted([sort_key(one), sort_key(other)])
    assert keys == sorted(keys, key=lambda key: key.encode())


@given(st.integers(0, 10**8), st.integers(0, 10**8))
def test_numbers_compare_as_numbers(one: int, other: int):
    assert (sort_key(f"кв. {one}") < sort_key(f"кв. {other}")) == (one < other)


def test_search_finds_whatever_way_it_is_typed():
    assert search_key("  КОРОЛЁВА   Анна ") == search_key("королева анна")
