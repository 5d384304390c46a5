"""Houses, the doors of a house, one door; and the kit: a whole house in one page, to be opened without network."""

from typing import Any
from uuid import uuid4

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from crm.accounting.models import House
from crm.meters import rights
from crm.meters.domain import flats, rounds, windows
from crm.meters.domain.rounds import Stop
from crm.meters.mobile.answering import kept_page, refused_page, taken
from crm.meters.mobile.forms import RoundForm
from crm.mobile import pages
from crm.mobile.guards import require_mobile
from identity.models import User

PER_PAGE = 30


@require_mobile(rights.ENTER_READINGS)
@require_safe
def choose_house(request: HttpRequest) -> HttpResponse:
    """«Снять показания»: which house, and how far each is."""
    sought = " ".join(request.GET.get("q", "")[:100].split())
    page = Paginator(rounds.houses_to_walk(_person(request), sought), PER_PAGE).get_page(request.GET.get("p"))
    shares = rounds.shares_of(page, on=windows.today())
    houses = [(house, shares[house.pk]) for house in page]
    return pages.show(request, "mobile/meters/houses.html", {"page": page, "houses": houses, "sought": sought})


@require_mobile(rights.ENTER_READINGS)
@require_safe
def walk(request: HttpRequest, house_pk: int) -> HttpResponse:
    """The doors of a house: which are done."""
    house, today = _house(request, house_pk), windows.today()
    month = windows.window_of(house.pk).month_of(today)
    stops = rounds.stops_of(house, user=_person(request), month=month)
    return pages.show(request, "mobile/meters/house.html", _about(house, stops))


@require_mobile(rights.ENTER_READINGS)
@require_safe
def kit(request: HttpRequest, house_pk: int) -> HttpResponse:
    """The whole house in one page, which the phone puts away: no names, only doors and meters."""
    house = _house(request, house_pk)
    stops = rounds.full_stops_of(house, user=_person(request), on=windows.today())
    context = _about(house, stops) | {
        "doors": [(stop, door_url(house, stop), RoundForm(lines=stop.lines, auto_id=False)) for stop in stops],
        "zone": windows.zone(),
    }
    return pages.show(request, "mobile/meters/kit.html", context)


@require_mobile(rights.ENTER_READINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, house_pk: int, account_pk: int | None = None) -> HttpResponse:
    """One door: every meter with what it showed last and a field for what it shows now."""
    house = _house(request, house_pk)
    account = get_object_or_404(_accounts(request, house), pk=account_pk) if account_pk is not None else None
    stop = rounds.stop_of(house, account, user=_person(request), on=windows.today())
    if stop is None:
        raise Http404
    if request.method == "POST":
        outcome = taken(request, stop, by=_person(request))
        if outcome.is_kept:
            return kept_page(request, outcome, next_url=_next_url(request, house, account_pk))
        return refused_page(request, outcome, context=_door_context(request, house, stop, outcome.form))
    form = RoundForm(lines=stop.lines)
    return pages.show(request, "mobile/meters/door.html", _door_context(request, house, stop, form))


def door_url(house: House, stop: Stop) -> str:
    """Where a door is opened."""
    if stop.account is None:
        return reverse("mobile_house_meters", args=[house.pk])
    return reverse("mobile_flat", args=[house.pk, stop.account.pk])


def _about(house: House, stops: list[Stop]) -> dict[str, Any]:
    return {
        "house": house,
        "stops": [(stop, door_url(house, stop)) for stop in stops],
        "done": sum(stop.is_done for stop in stops),
        "next": next(((stop, door_url(house, stop)) for stop in stops if not stop.is_done), None),
    }


def _door_context(request: HttpRequest, house: House, stop: Stop, form: RoundForm) -> dict[str, Any]:
    return {
        "house": house,
        "stop": stop,
        "form": form,
        "url": door_url(house, stop),
        "key": form.data.get("key") or uuid4(),
        "next_url": _next_url(request, house, stop.account.pk if stop.account else None),
        "zone": windows.zone(),
    }


def _next_url(request: HttpRequest, house: House, account_pk: int | None) -> str:
    month = windows.window_of(house.pk).month_of(windows.today())
    stops = rounds.stops_of(house, user=_person(request), month=month)
    ahead = rounds.next_stop(stops, account_pk)
    return door_url(house, ahead) if ahead else reverse("mobile_walk", args=[house.pk])


def _house(request: HttpRequest, pk: int) -> House:
    return get_object_or_404(flats.enterable_houses(_person(request)), pk=pk)


def _accounts(request: HttpRequest, house: House) -> Any:
    return flats.enterable_accounts(_person(request)).filter(house=house)


def _person(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]  # the guard lets only users in
