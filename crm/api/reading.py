"""The operations. Each asks the module's own query, cut to the rows of the person for whom the program works."""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja import Query

from crm.accounting import rights as accounting
from crm.accounting.models import Account, House
from crm.api import schemas
from crm.api.domain import readings
from crm.api.models import Token
from crm.api.operations import ENTER_API, api, guards, reads
from crm.api.schemas import AccountsAsked, Asked, Page
from crm.company import rights as company_rights
from crm.company.domain import contacts
from crm.company.models import Profile
from crm.rights import registry
from crm.rights.domain import access
from crm.rights.domain.rows import within
from crm.rights.models import Access
from identity.models import User
from tenants.context import current_tenant

__all__ = ["api", "guards"]


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
    found = within(contacts.colleagues(), company_rights.SEE_EMPLOYEES, user=_person(request))
    page = _page(found, asked)
    _note(request, "employees", page)
    return page


@reads("/houses", accounting.SEE_ACCOUNTS, response=Page[schemas.Building], summary="Дома")
def houses(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    found = within(House.objects.all(), accounting.SEE_ACCOUNTS, user=_person(request))
    return _page(found, asked)


@reads("/accounts", accounting.SEE_ACCOUNTS, response=Page[schemas.PersonalAccount], summary="Лицевые счета")
def accounts(request: HttpRequest, asked: Query[AccountsAsked]) -> dict[str, Any]:
    wanted = {"number": asked.number, "house_id": asked.house, "is_active": asked.active}
    found = Account.objects.filter(**{name: value for name, value in wanted.items() if value is not None})
    found = within(found, accounting.SEE_ACCOUNTS, user=_person(request))
    page = _page(found, asked)
    _note(request, "accounts", page)
    return page


def _page(rows: QuerySet[Any], asked: Asked) -> dict[str, Any]:
    """By number: rows that come meanwhile move nothing, and the last page costs as much as the first."""
    found: list[Model] = list(rows.filter(pk__gt=asked.after).order_by("pk")[: asked.limit + 1])
    items = found[: asked.limit]
    return {"items": items, "next": items[-1].pk if len(found) > asked.limit else None}


def _person(request: HttpRequest) -> User:
    """For whom the program works."""
    user: User = request.auth.user  # type: ignore[attr-defined]  # the key that let it in
    return user


def _note(request: HttpRequest, operation: str, page: dict[str, Any]) -> None:
    readings.note(request.auth, operation=operation, rows=len(page["items"]), by=_person(request))  # type: ignore[attr-defined]  # as above
