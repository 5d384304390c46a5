"""A company's books of any size for the benchmarks: houses, accounts, residents with phones; the same at every run."""

import random
from decimal import Decimal

from django.db import connection

from crm.accounting.domain.addresses import match_key
from crm.accounting.domain.names import name_key
from crm.accounting.domain.premises import flat_key
from crm.accounting.models import Account, House
from crm.people.models import AccountPerson, Person, PersonPhone
from tenants.ordering import sort_key

PER_HOUSE = 200
_BATCH = 5_000
_ROOTS = (
    "Иван", "Петр", "Сидор", "Кузнец", "Смирн", "Попов", "Васил", "Сокол", "Михайл", "Новик", "Федор", "Мороз",
    "Волк", "Алексе", "Лебед", "Семён", "Егор", "Павл",
)  # fmt: skip
_ENDS = ("ов", "ова", "ев", "ева", "ин", "ина", "енко", "ский", "ская", "ых", "ук", "юк")
_FIRST = (
    "Нина", "Олег", "Пётр", "Алла", "Зоя", "Семён", "Юрий", "Инна", "Анна", "Ольга", "Егор", "Фёдор", "Мария", "Илья",
)  # fmt: skip
_PATRONYMICS = ("Петровна", "Ильич", "Юрьевич", "Олеговна", "Львовна", "Фёдорович", "Семёновна", "Андреевич")
_STREETS = (
    "ул. Ленина", "пр-кт Мира", "ул. 8 Марта", "ул. Гагарина", "ул. Карла Маркса", "ул. 50 лет Октября", "пер. Речной",
    "б-р Энтузиастов", "ул. 1-я Садовая", "ул. Пушкина",
)  # fmt: skip


def fill(accounts: int) -> None:
    """Put so many accounts, a resident with a phone for each, into the company that the connection speaks for."""
    dice = random.Random(5)
    houses = House.objects.bulk_create(_house(number) for number in range(accounts // PER_HOUSE))
    for start in range(0, accounts, _BATCH):
        numbers = range(start, min(start + _BATCH, accounts))
        made = Account.objects.bulk_create(_account(number, houses[number // PER_HOUSE], dice) for number in numbers)
        people = Person.objects.bulk_create(
            Person(last_name=a.last_name, first_name=a.first_name, patronymic=a.patronymic, name_key=a.name_key)
            for a in made
        )
        pairs = list(zip(made, people, numbers, strict=True))
        AccountPerson.objects.bulk_create(AccountPerson(account=a, person=p, kind="owner") for a, p, _ in pairs)
        PersonPhone.objects.bulk_create(
            PersonPhone(person=person, number=f"+79{number * 7919 % 10**9:09}") for _, person, number in pairs
        )
    with connection.cursor() as cursor:
        for table in (Account, House, Person, PersonPhone, AccountPerson):
            cursor.execute(f'VACUUM ANALYZE "{table._meta.db_table}"')


def _house(number: int) -> House:
    street, house = _STREETS[number % len(_STREETS)], str(number // len(_STREETS) + 1)
    made = House(region="Пермский край", city="Верхнекамск", street=street, number=house)
    made.match_key = match_key(region=made.region, city=made.city, street=street, number=house)
    made.address_key = sort_key(str(made))
    return made


def _account(number: int, house: House, dice: random.Random) -> Account:
    names = (dice.choice(_ROOTS) + dice.choice(_ENDS), dice.choice(_FIRST), dice.choice(_PATRONYMICS))
    flat = str(number % PER_HOUSE + 1)
    return Account(
        number=f"{number:08}", house=house, flat=flat, flat_key=flat_key(flat), last_name=names[0], first_name=names[1],
        patronymic=names[2], name_key=name_key(*names), balance=Decimal(dice.randint(-50_000, 900_000)) / 100,
    )  # fmt: skip
