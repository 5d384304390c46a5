"""Requests that a company's own programs write down: a bot in a messenger, a «smart» lift, a neighbouring system."""

from typing import Any
from uuid import UUID

from crm.accounting.models import Account, House
from crm.dispatch import rights
from crm.dispatch.domain.calls import Call
from crm.dispatch.domain.requests import open_request
from crm.dispatch.enums import Place, Priority, Source
from crm.mobile.domain.once import once
from crm.request_types.models import RequestType
from crm.rights.domain.rows import within
from identity.models import User
from tenants.errors import DomainError


def open_by_program(
    *, key: UUID, by: User, text: str, account: int | None = None, house: int | None = None,
    place: Place = Place.FLAT, entrance: int | None = None, type: str | None = None,
    priority: Priority = Priority.NORMAL, name: str = "", phone: str = "",
) -> int:  # fmt: skip
    """Write down a request for the person `by`; returns its number. The same `key` again gives the same number.

    Raises DomainError (with the field) for an account, a house or a type that is not there or not this person's,
    and what `open_request` raises.
    """

    def do() -> dict[str, Any]:
        flat = _account(account, by=by) if account is not None else None
        if flat is None and place == Place.FLAT:
            raise DomainError("Назовите счёт или, если дело не в квартире, место: place.", field="account")
        request = open_request(
            house=_house(house, flat, by=by), text=text, source=Source.API, by=by, place=place, entrance=entrance,
            type=_type(type), priority=priority, call=Call(account=flat, name=name, phone=phone),
        )  # fmt: skip
        return {"number": request.number}

    return int(once(key, by=by, do=do)["number"])


def _account(pk: int, *, by: User) -> Account:
    found = within(Account.objects.select_related("house"), rights.CREATE_REQUESTS, user=by).filter(pk=pk).first()
    if found is None:
        raise DomainError("Такого счёта нет.", field="account")
    return found


def _house(pk: int | None, flat: Account | None, *, by: User) -> House:
    if pk is None and flat is not None:
        return flat.house
    if pk is None:
        raise DomainError("Назовите дом или счёт.", field="house")
    found = within(House.objects.all(), rights.CREATE_REQUESTS, user=by).filter(pk=pk).first()
    if found is None:
        raise DomainError("Такого дома нет.", field="house")
    return found


def _type(name: str | None) -> RequestType | None:
    if not name:
        return None
    found = RequestType.objects.filter(name__iexact=name.strip()).first()
    if found is None:
        raise DomainError(f"Типа «{name.strip()}» нет: названия — в CRM, «Диспетчерская — Типы заявок».", field="type")
    return found
