"""Beside the list of houses: suggestions for the form, the photo, asking for a town, flats spread over the plan."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from crm.accounting import rights
from crm.accounting.domain import plan, queries, spreading, towns
from crm.accounting.forms.plan import LayoutForm
from crm.accounting.forms.towns import AskTownForm
from crm.accounting.models import House
from crm.rights.domain.rows import within
from crm.rights.views import require_action
from files.sending import send_private
from places.domain import asks, settlements
from tenants.errors import DomainError


@require_action(rights.SEE_ACCOUNTS, rights.EDIT_HOUSES, rights.IMPORT_ACCOUNTS)
def suggest_towns(request: HttpRequest) -> HttpResponse:
    """Options of a datalist: towns of the platform's directory that begin with what is typed."""
    found = settlements.suggest(request.GET.get("city", "")[:100], limit=10)
    options = [f"{town.name}, {town.region.name}" for town in found]
    return render(request, "accounting/suggestions.html", {"options": options})


@require_action(rights.EDIT_HOUSES)
def suggest_streets(request: HttpRequest) -> HttpResponse:
    """Options of a datalist: streets of the town on which the company has houses already."""
    text, city = request.GET.get("street", "")[:120], request.GET.get("city", "")[:150]
    options = queries.suggest_streets(text, city=city, user=request.user)  # type: ignore[arg-type]  # staff
    return render(request, "accounting/suggestions.html", {"options": options})


@require_action(rights.SEE_ACCOUNTS)
def suggest_houses(request: HttpRequest) -> HttpResponse:
    """Options of a datalist: the company's houses."""
    text = request.GET.get("house", "")[:200]
    options = [str(house) for house in queries.suggest_houses(text, user=request.user)]  # type: ignore[arg-type]  # staff
    return render(request, "accounting/suggestions.html", {"options": options})


@require_action(rights.SEE_ACCOUNTS, rights.EDIT_HOUSES)
def house_photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The photo of a house that the person may see."""
    rows = House.objects.exclude(photo="")
    seen = within(rows, rights.SEE_ACCOUNTS, user=request.user) | within(rows, rights.EDIT_HOUSES, user=request.user)  # type: ignore[arg-type]  # staff
    house = get_object_or_404(seen, pk=pk)
    return send_private(request, str(house.photo.name), as_name=f"{house.address}.jpg")


@require_action(rights.EDIT_HOUSES, rights.IMPORT_ACCOUNTS)
def ask_town(request: HttpRequest) -> HttpResponse:
    """«Нет вашего города?»: asks the operators, and shows what became of earlier asks."""
    form = AskTownForm(request.POST or None, initial={"name": request.GET.get("name", "")[:100]})
    if request.method == "POST" and form.is_valid():
        try:
            asked = towns.ask_town(**form.cleaned_data, by=request.user)  # type: ignore[arg-type]  # staff
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"Попросили добавить: {asked}. Ответ придёт письмом.")
            return redirect("ask_town")
    return render(request, "accounting/ask_town.html", {"form": form, "asks": asks.asks_of_company()})


@require_action(rights.EDIT_ACCOUNTS)
def spread_flats(request: HttpRequest, pk: int) -> HttpResponse:
    """«Разложить квартиры»: shows the plan as it would become, and keeps it when asked to."""
    rows = within(House.objects.all(), rights.EDIT_ACCOUNTS, user=request.user)  # type: ignore[arg-type]  # staff
    house = get_object_or_404(rows, pk=pk)
    flats = plan.rows_of(house)[: plan.MOST]
    asked = request.POST if request.method == "POST" else request.GET if "per_floor" in request.GET else None
    form = LayoutForm(asked, house=house, offered=spreading.offered(house, flats))
    layout = form.layout()
    if request.method == "POST" and layout:
        try:
            count = spreading.spread_flats(house, layout=layout, by=request.user)  # type: ignore[arg-type]  # staff
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"Подъезд и этаж проставлены квартирам: {count}.")
            return redirect("houses:inspect", house.pk)
    placed = spreading.spread_rows(flats, layout) if layout else flats
    context = {
        "house": house,
        "form": form,
        "plan": plan.draw(placed, floors=house.floors) if layout else None,
        "count": sum(new != old for old, new in zip(flats, placed, strict=True)),
    }
    return render(request, "accounting/spread_flats.html", context)
