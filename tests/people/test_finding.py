"""Residents in «Найти» and their phones on the screen of an account."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.accounting.domain.finding import find
from crm.people.enums import Tie
from crm.people.models import AccountPerson, Person, PersonPhone
from crm.rights.enums import Role
from tests.conftest import make_employee
from tests.factories import AccountFactory, HouseFactory

pytestmark = pytest.mark.integration

TYPED = [
    ("+7 908 437-34-18", ["Петров Олег"]),
    ("8 (908) 437 34 18", ["Петров Олег"]),
    ("89084373418", ["Петров Олег"]),
    ("9084373418", ["Петров Олег"]),
    ("8908437", ["Петров Олег"]),
    ("908437", ["Петров Олег"]),
    ("3418", ["Зимина Ева", "Петров Олег"]),
    ("34-18", ["Зимина Ева", "Петров Олег"]),
    ("373418", ["Петров Олег"]),
    ("418", []),
    ("0000", []),
    ("петров", ["Петров Олег"]),
    ("петров о", ["Петров Олег"]),
    ("gtnhjd", ["Петров Олег"]),
]


@pytest.fixture
def account(tenant):
    account = AccountFactory(house=HouseFactory(street="Мира", number="3"), last_name="Яшина", flat="8")
    for last_name, first_name, number in [("Петров", "Олег", "+79084373418"), ("Зимина", "Ева", "+79991113418")]:
        add_person(account, last_name, first_name, number)
    return account


def add_person(account, last_name, first_name, number):
    key = f"{last_name} {first_name}".lower()
    person = Person.objects.create(last_name=last_name, first_name=first_name, name_key=key)
    PersonPhone.objects.create(person=person, number=number)
    AccountPerson.objects.create(account=account, person=person, kind=Tie.FAMILY)
    return person


def people(text, user):
    groups = {group.code: group.hits for group in find(text, user=user).groups}
    return sorted(hit.title.split(" · ")[0] for hit in groups.get("people", []))


def test_what_is_typed_and_who_is_found(account):
    dispatcher = make_employee(Role.DISPATCHER)

    assert {text: people(text, dispatcher) for text, _ in TYPED} == dict(TYPED)


def test_hit_shows_the_phone_and_the_flat(account):
    (group,) = find("петров", user=make_employee(Role.DISPATCHER)).groups

    assert (group.hits[0].title, group.hits[0].detail) == ("Петров Олег · +7 908 437-34-18", "ул. Мира, д. 3, кв. 8")


def test_whoever_may_not_see_residents_does_not_find_them(account):
    assert people("3418", make_employee(Role.INSPECTOR)) == []


def test_question_costs_the_same_however_many_residents(account):
    dispatcher = make_employee(Role.DISPATCHER)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert people("3418", dispatcher)
        return len(queries)

    cost()
    before = cost()
    for number in range(12):
        add_person(account, "Новый", f"Ян {number}", f"+799900{number:02}3418")

    assert cost() == before


def test_phones_stand_in_the_head_of_the_account_to_be_called(account, staff):
    page = staff(Role.DISPATCHER).get(f"/crm/accounts/inspect/{account.pk}/").content.decode()
    head = page[page.index("account-phones") : page.index("account-cards")]

    assert 'href="tel:+79084373418"' in head
    assert "Петров Олег" in head


def test_list_of_residents_is_exported_with_phones_and_flats(account, staff):
    answer = staff(Role.ACCOUNTANT).get("/crm/people/", {"export": "csv-1251", "q": "петров"})

    lines = b"".join(answer.streaming_content).decode("windows-1251").splitlines()
    assert lines[1].startswith("Петров;Олег;;9084373418;;")
    assert "ул. Мира, д. 3, кв. 8" in lines[1]
    assert len(lines) == 2
