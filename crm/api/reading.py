"""The operations. Each asks the module's own query, cut to the rows of the person for whom the program works."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from ninja import Query
from ninja.errors import HttpError

from crm.accounting import rights as accounting
from crm.accounting.models import Account, House
from crm.api import schemas
from crm.api.domain.readings import note
from crm.api.models import Token
from crm.api.operations import ENTER_API, person_of, reads
from crm.api.schemas import AccountsAsked, Asked, MetersAsked, Page, PeopleAsked, ReadingsAsked
from crm.company import rights as company_rights
from crm.company.domain import contacts
from crm.company.models import Profile
from crm.dispatch import rights as dispatch
from crm.dispatch.domain.queries import requests_for
from crm.dispatch.models import Request
from crm.meters import rights as meters_rights
from crm.meters.domain.queries import meters_with_places
from crm.meters.models import Reading
from crm.people import rights as people_rights
from crm.people.domain.queries import in_force
from crm.people.models import AccountPerson, Person
from crm.rights import registry
from crm.rights.domain import access
from crm.rights.domain.rows import within
from crm.rights.models import Access
from tenants.context import current_tenant


@reads("/me", ENTER_API, response=schemas.Me, summary="Чей ключ и что ему можно")
def me(request: HttpRequest) -> dict[str, Any]:
    token: Token = request.auth  # type: ignore[attr-defined]  # the key that let it in
    user = token.user
    granted = access.granted(user)
    return {
        "name": str(user),
        "email": user.email,
        "role": Access.objects.get(user_id=user.pk).get_role_display(),
        "company": current_tenant().short_name,
        "key": {"name": token.name, "expires_at": token.expires_at},
        "actions": [
            {"code": action.code, "label": action.label, "rows": str(granted[action.code])}
            for action in registry.actions()
            if action.code in granted
        ],
    }


@reads("/company", company_rights.SEE_PROFILE, response=schemas.Company, summary="Компания, как её видят жители")
def company(request: HttpRequest) -> Profile:
    return Profile.load(request)


@reads("/employees", company_rights.SEE_EMPLOYEES, response=Page[schemas.Person], summary="Кто работает")
def employees(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    found = within(contacts.colleagues(), company_rights.SEE_EMPLOYEES, user=person_of(request))
    page = _page(found, asked)
    _note(request, "employees", page)
    return page


@reads("/houses", accounting.SEE_ACCOUNTS, response=Page[schemas.Building], summary="Дома")
def houses(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    found = within(House.objects.all(), accounting.SEE_ACCOUNTS, user=person_of(request))
    return _page(found, asked)


@reads("/accounts", accounting.SEE_ACCOUNTS, response=Page[schemas.PersonalAccount], summary="Лицевые счета")
def accounts(request: HttpRequest, asked: Query[AccountsAsked]) -> dict[str, Any]:
    wanted = {"number": asked.number, "house_id": asked.house, "is_active": asked.active}
    found = Account.objects.filter(**{name: value for name, value in wanted.items() if value is not None})
    found = within(found, accounting.SEE_ACCOUNTS, user=person_of(request))
    page = _page(found, asked)
    _note(request, "accounts", page)
    return page


@reads("/people", people_rights.SEE_PEOPLE, response=Page[schemas.Resident], summary="Жители, их телефоны и счета")
def people(request: HttpRequest, asked: Query[PeopleAsked]) -> dict[str, Any]:
    """Whoever has flats of several sections is seen with those of one's own alone."""
    user = person_of(request)
    own = within(Account.objects.all(), people_rights.SEE_PEOPLE, user=user)
    ties = AccountPerson.objects.filter(in_force(), account__in=own.values("pk")).select_related("account")
    found = within(Person.objects.all(), people_rights.SEE_PEOPLE, user=user)
    if asked.account is not None:
        found = found.filter(pk__in=ties.filter(account=asked.account).values("person"))
    found = found.prefetch_related("phones", Prefetch("ties", ties.order_by("pk"), to_attr="ties_in_force"))
    page = _page(found, asked)
    _note(request, "people", page)
    return page


@reads("/meters", meters_rights.SEE_METERS, response=Page[schemas.MeterInPlace], summary="Приборы учёта")
def meters(request: HttpRequest, asked: Query[MetersAsked]) -> dict[str, Any]:
    wanted = {"account_id": asked.account, "is_active": asked.active}
    found = meters_with_places().filter(**{name: value for name, value in wanted.items() if value is not None})
    page = _page(within(found, meters_rights.SEE_METERS, user=person_of(request)), asked)
    _note(request, "meters", page)
    return page


@reads("/requests/{number}", dispatch.SEE_REQUESTS, response=schemas.RequestState, summary="Что с заявкой")
def request_state(request: HttpRequest, number: int) -> Request:
    found = requests_for(person_of(request)).filter(number=number).first()
    if found is None:
        raise HttpError(404, "Такой заявки нет.")
    return found


@reads("/readings", meters_rights.SEE_READINGS, response=Page[schemas.MeterReading], summary="Показания за месяц")
def readings(request: HttpRequest, asked: Query[ReadingsAsked]) -> dict[str, Any]:
    """A meter has one current reading a month, so pages go by the meter: `reading_by_month` answers each of them."""
    found = within(Reading.objects.filter(is_current=True), meters_rights.SEE_READINGS, user=person_of(request))
    found = found.filter(month=asked.first_day).select_related("meter__account")
    page = _page(found, asked, key="meter_id")
    _note(request, "readings", page)
    return page


def _page(rows: QuerySet[Any], asked: Asked, *, key: str = "pk") -> dict[str, Any]:
    """By number: rows that come meanwhile move nothing, and the last page costs as much as the first."""
    found = list(rows.filter(**{f"{key}__gt": asked.after}).order_by(key)[: asked.limit + 1])
    items = found[: asked.limit]
    return {"items": items, "next": getattr(items[-1], key) if len(found) > asked.limit else None}


def _note(request: HttpRequest, operation: str, page: dict[str, Any]) -> None:
    note(request.auth, operation=operation, rows=len(page["items"]), by=person_of(request))  # type: ignore[attr-defined]  # as above
