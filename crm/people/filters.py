from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from wagtail.admin.filters import WagtailFilterSet

from crm.accounting.models import House
from crm.people import rights
from crm.people.domain.consents import reachable
from crm.people.domain.queries import in_force
from crm.people.enums import ConsentChannel, Tie, Topic
from crm.people.models import AccountPerson, Person, PersonPhone
from crm.rights.domain.rows import within


def _own_houses(request: HttpRequest) -> QuerySet[House]:
    return within(House.objects.all(), rights.SEE_PEOPLE, user=request.user)  # type: ignore[arg-type]  # staff


def _choice(label: str, method: str, choices: list[tuple[str, str]]) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        label=label, method=method, choices=choices, empty_label="Все", widget=forms.RadioSelect
    )


class PersonFilter(WagtailFilterSet):
    house = django_filters.ModelChoiceFilter(
        queryset=_own_houses, label="Дом", empty_label="Все дома", method="by_house"
    )
    phone = _choice("Телефон", "by_phone", [("yes", "Есть"), ("no", "Нет")])
    registered = _choice(
        "Личный кабинет", "by_registration", [("yes", "Зарегистрированы"), ("no", "Не зарегистрированы")]
    )
    consent = django_filters.ChoiceFilter(
        label="Можно разослать объявление", method="by_consent", choices=ConsentChannel.choices, empty_label="Все",
        widget=forms.RadioSelect,
    )  # fmt: skip
    kind = _choice("Кем приходится", "by_kind", list(Tie.choices))

    class Meta:
        model = Person
        fields: list[str] = []

    def by_house(self, people: QuerySet[Person], name: str, value: House) -> QuerySet[Person]:
        return people.filter(pk__in=AccountPerson.objects.filter(in_force(), account__house=value).values("person"))

    def by_kind(self, people: QuerySet[Person], name: str, value: Any) -> QuerySet[Person]:
        return people.filter(pk__in=AccountPerson.objects.filter(in_force(), kind=value).values("person"))

    def by_phone(self, people: QuerySet[Person], name: str, value: Any) -> QuerySet[Person]:
        has_phone = Exists(PersonPhone.objects.filter(person=OuterRef("pk")))
        return people.filter(has_phone) if value == "yes" else people.filter(~has_phone)

    def by_registration(self, people: QuerySet[Person], name: str, value: Any) -> QuerySet[Person]:
        return people.filter(user__isnull=value == "no")

    def by_consent(self, people: QuerySet[Person], name: str, value: Any) -> QuerySet[Person]:
        return reachable(people, ConsentChannel(value), Topic.NEWS)
