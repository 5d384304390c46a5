"""«Найти»: what is typed → what is found."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.accounting.domain.accounts import add_account, deactivate
from crm.accounting.domain.finding import find
from crm.accounting.domain.houses import add_house
from crm.accounting.enums import Kind
from crm.accounting.models import Account
from crm.rights.enums import Role
from tests.conftest import make_employee

pytestmark = pytest.mark.integration

HOUSES = [("ул. Ленина", "5"), ("ул. Ленина", "5А"), ("ул. 8 Марта", "44"), ("ул. Карла Маркса", "12 корп. 1")]
ACCOUNTS = [
    # house, flat, number, surname, name, patronymic, kind
    (0, "12", "00116501", "Иванова", "Нина", "Петровна", Kind.FLAT),
    (0, "120", "00116502", "Ковалёв", "Семён", "Ильич", Kind.FLAT),
    (1, "12", "00116503", "Иванченко", "Олег", "Юрьевич", Kind.FLAT),
    (2, "1", "00220044", "Ёлкина", "Алла", "Фёдоровна", Kind.FLAT),
    (2, "пом. 7Н", "00220045", "ООО «Лютик»", ".", ".", Kind.COMMERCIAL),
    (3, "7", "А-77", "Салтыкова-Щедрина", "Зоя", "Львовна", Kind.FLAT),
]
IVANOVA, KOVALEV, IVANCHENKO, ELKINA, LYUTIK, SALTYKOVA = (row[2] for row in ACCOUNTS)
TYPED = [
    ("00116501", [IVANOVA]),
    ("116501", [IVANOVA]),
    ("л/с 116501", [IVANOVA]),
    ("00116", [IVANOVA, KOVALEV, IVANCHENKO]),
    ("а-77", [SALTYKOVA]),
    ("иванова", [IVANOVA]),
    ("ИВАН", [IVANOVA, IVANCHENKO]),
    ("ива ни", [IVANOVA]),
    ("нина иванова", [IVANOVA]),
    ("иванова н п", [IVANOVA]),
    ("ковалев", [KOVALEV]),
    ("елкина", [ELKINA]),
    ("алла федоровна", [ELKINA]),
    ("федоровна алла", [ELKINA]),
    ("алла федоровна елкина", [ELKINA]),
    ("салтыкова", [SALTYKOVA]),
    ("лютик", [LYUTIK]),
    ("ооо лютик", [LYUTIK]),
    ("ООО «Лютик»", [LYUTIK]),
    ("ленина 5 12", [IVANOVA]),
    ("ленина 5-12", [IVANOVA]),
    ("ленина, 5, 12", [IVANOVA]),
    ("ул. Ленина, д. 5, кв. 12", [IVANOVA]),
    ("г. Верхнекамск, ул. Ленина, д.5, кв.12", [IVANOVA]),
    ("верхнекамск ул ленина 5 12", [IVANOVA]),
    ("лен 5 12", [IVANOVA]),
    ("ленина 5а 12", [IVANCHENKO]),
    ("ленина 5 а 12", [IVANCHENKO]),
    ("8 марта 44 1", [ELKINA]),
    ("8 марта 44-1", [ELKINA]),
    ("8 Марта 44 пом 7н", [LYUTIK]),
    ("8 марта 44 7н", [LYUTIK]),
    ("карла маркса 12 корп 1 кв 7", [SALTYKOVA]),
    ("карла маркса 12к1 7", [SALTYKOVA]),
    ("маркса 12 к 1 7", [SALTYKOVA]),
    ("иванова 12", [IVANOVA]),
    ("иванова кв 12", [IVANOVA]),
    ("кв 12", [IVANOVA, IVANCHENKO]),
    ("иванова ленина 5", [IVANOVA]),
    ("ленина 5 ковалев", [KOVALEV]),
    ("bdfyjdf", [IVANOVA]),
    ("ktybyf 5 12", [IVANOVA]),
    ("ktybyf 5-12", [IVANOVA]),
    ("`krbyf", [ELKINA]),
    ("ленина 5 13", []),
    ("ленина 51 12", []),
    ("петров", []),
    ("999", []),
    ("%", []),
    ("_", []),
    ("", []),
    (" , . ", []),
]
TYPED_HOUSES = [
    ("ленина 5", ["ул. Ленина, д. 5", "ул. Ленина, д. 5А"]),
    ("ленина 5а", ["ул. Ленина, д. 5А"]),
    ("ленина", ["ул. Ленина, д. 5", "ул. Ленина, д. 5А"]),
    ("8 марта", ["ул. 8 Марта, д. 44"]),
    ("8 марта 44", ["ул. 8 Марта, д. 44"]),
    ("улица карла маркса дом 12 корпус 1", ["ул. Карла Маркса, д. 12 корп. 1"]),
    ("маркса", ["ул. Карла Маркса, д. 12 корп. 1"]),
    ("vfhrcf", ["ул. Карла Маркса, д. 12 корп. 1"]),
    ("ленина 5 12", []),
    ("мира 1", []),
]


@pytest.fixture
def books(tenant):
    houses = [add_house(city="Верхнекамск", street=street, number=number, by=None) for street, number in HOUSES]
    for place, flat, number, last_name, first_name, patronymic, kind in ACCOUNTS:
        add_account(
            house=houses[place], flat=flat, number=number, last_name=last_name, first_name=first_name,
            patronymic=patronymic, kind=kind, by=None,
        )  # fmt: skip
    return houses


@pytest.fixture
def dispatcher(tenant):
    return make_employee(Role.DISPATCHER)


def found(text, user, code="accounts"):
    groups = {group.code: group for group in find(text, user=user).groups}
    return [hit.title.split(" · ")[0] for hit in groups[code].hits] if code in groups else []


def test_what_is_typed_and_who_is_found(books, dispatcher):
    assert {text: sorted(found(text, dispatcher)) for text, _ in TYPED} == {text: sorted(row) for text, row in TYPED}


def test_house_alone_is_found_by_its_address(books, dispatcher):
    assert {text: found(text, dispatcher, "houses") for text, _ in TYPED_HOUSES} == dict(TYPED_HOUSES)


def test_wrong_layout_is_tried_only_when_nothing_is_found_as_typed(books, dispatcher):
    add_account(house=books[0], number="77", last_name="bdfyjdf", first_name="A", patronymic="", flat="3", by=None)

    assert (find("bdfyjdf", user=dispatcher).read_as, found("bdfyjdf", dispatcher)) == ("", ["77"])
    assert find("`krbyf", user=dispatcher).read_as == "ёлкина"


def test_account_that_ended_stands_behind_and_says_so(books, dispatcher):
    old = Account.objects.get(number=IVANOVA)
    deactivate(old, on=date(2026, 2, 1), by=dispatcher)
    add_account(house=books[0], number=IVANOVA, last_name="Ярцева", first_name="Ия", patronymic="", flat="12", by=None)

    hits = find("116501", user=dispatcher).groups[0].hits

    assert [(hit.title, hit.note) for hit in hits] == [
        (f"{IVANOVA} · Ярцева Ия", ""),
        (f"{IVANOVA} · Иванова Нина Петровна", "отключён с 01.02.2026"),
    ]


def test_only_what_the_person_may_see_is_found(books, tenant):
    inspector = make_employee(Role.INSPECTOR, email="inspector@example.ru")
    section_rows = inspector.access
    section_rows.rows = {"accounting.see_accounts": "assigned"}
    section_rows.save()
    executor = make_employee(Role.EXECUTOR, email="executor@example.ru")

    for person in (type(inspector).objects.get(pk=inspector.pk), executor):
        assert find("ленина 5 12", user=person).groups == []
        assert find("иванова", user=person).groups == []


def test_answer_is_cut_and_says_that_there_is_more(books, dispatcher):
    for number in range(21):
        add_account(house=books[0], number=f"9{number}", last_name="Зуев", first_name="Ян", flat="9", by=None)

    (group,) = find("зуев", user=dispatcher).groups

    assert (len(group.hits), group.is_cut) == (20, True)


def test_question_costs_the_same_however_many_accounts(books, dispatcher):
    questions = ["иванова", "116501", "ленина 5 12", "8 марта 44", "иванова 12", "лютик", "петров", "кв 12"]

    def costs() -> dict[str, int]:
        counted = {}
        for text in questions:
            with CaptureQueriesContext(connection) as queries:
                find(text, user=dispatcher)
            counted[text] = len(queries)
        return counted

    costs()  # what is asked once a process
    before = costs()
    for number in range(30):
        add_account(house=books[0], number=f"55{number}", last_name="Иванова", first_name="Ева", flat="12", by=None)

    assert costs() == before
    assert max(before.values()) <= 12
