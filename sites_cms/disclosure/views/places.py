"""What the screens share: which houses and forms a person may see and fill in, and their addresses."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from crm.accounting.models import House
from crm.rights.domain.rows import covers, within
from sites_cms.disclosure.declarations import FORMS
from sites_cms.disclosure.domain.places import Place, place_of
from sites_cms.disclosure.rights import EDIT_DISCLOSURE, SEE_DISCLOSURE, may_edit_company
from tenants.errors import DomainError


def houses_of(request: HttpRequest) -> QuerySet[House]:
    """The houses whose forms the person may see."""
    user: Any = request.user
    rows = House.objects.order_by("address_key", "pk")
    return within(rows, SEE_DISCLOSURE, user=user) | within(rows, EDIT_DISCLOSURE, user=user)


def house_of(request: HttpRequest, pk: int) -> House:
    """One of them. Raises Http404 as for one that does not exist."""
    return get_object_or_404(houses_of(request), pk=pk)


def asked_place(request: HttpRequest, part: int, number: int, house: int | None, year: int | None) -> Place:
    """The form that the address names. Raises Http404 if there is none, or its house is not the person's."""
    found = FORMS.get(f"{part}.{number}")
    of_house = house_of(request, house) if house is not None else None
    if found is None:
        raise Http404
    try:
        return place_of(found, house=of_house, year=year)
    except DomainError as error:
        raise Http404(str(error)) from None


def may_edit(request: HttpRequest, place: Place) -> bool:
    """True if the person may fill this form in."""
    user: Any = request.user
    if not place.form.is_typed:
        return False
    if place.house is None:
        return may_edit_company(user)
    return covers(place.house, EDIT_DISCLOSURE, user=user)


def crm_path(place: Place, name: str = "disclosure") -> str:
    """The address of a form in the CRM; of its history with another name."""
    part, number = place.form.code.split(".")
    arguments: dict[str, Any] = {"part": part, "number": number}
    arguments |= {"house": place.house.pk} if place.house else {}
    arguments |= {"year": place.year} if place.year else {}
    return reverse(f"{name}{'_house' if place.house else ''}_form{'_year' if place.year else ''}", kwargs=arguments)
