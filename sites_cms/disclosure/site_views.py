"""The disclosure on a company's site: readable pages, a table, open data, files. Nobody is signed in here."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from crm.accounting.models import House
from files import spreadsheets
from files.sending import send_private
from sites_cms.disclosure import showing
from sites_cms.disclosure.declarations import FORMS, Form, Scope, forms_of
from sites_cms.disclosure.domain import reading
from sites_cms.disclosure.domain.places import Place, place_of
from sites_cms.disclosure.domain.sheets import Sheet
from sites_cms.disclosure.models import File
from sites_cms.disclosure.showing import ShownForm
from sites_cms.disclosure.site import path_of
from sites_cms.pages import context as site
from tenants.errors import DomainError

HOUSES_ON_PAGE = 50
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def disclosure(request: HttpRequest) -> HttpResponse:
    """«Раскрытие информации»: forms about the company, then houses."""
    sheets = reading.sheets_of_company()
    forms = []
    for form in forms_of(Scope.COMPANY):
        years = sorted((year for code, year in sheets if code == form.code and year), reverse=True)
        places = [Place(form, None, year) for year in years] if form.yearly else [Place(form)]
        links = [(place, path_of(place)) for place in places if sheets[form.code, place.year].has_anything]
        if links:
            forms.append((form, links))
    houses = House.objects.order_by("address_key", "pk")
    page = Paginator(houses, HOUSES_ON_PAGE).get_page(request.GET.get("page"))
    shown = {
        "title": "Раскрытие информации",
        "description": "Сведения об управляющей организации и о домах по формам Приказа Минстроя России № 882/пр.",
        "forms": forms,
        "houses": page,
        **site.pager(page),
    }
    return _show(request, "disclosure.html", shown)


@require_safe
def house(request: HttpRequest, house: int) -> HttpResponse:
    """A house: its forms, and the years of its reports."""
    found = get_object_or_404(House, pk=house)
    sheets = reading.sheets_of_houses([found])[found.pk]
    links = []
    for form in forms_of(Scope.HOUSE):
        if form.yearly:
            years = reading.years_of(form, found)
            links += [(f"{form.short} {year}", form, path_of(Place(form, found, year))) for year in years]
        elif sheets[form.code].has_anything:
            links.append((form.short, form, path_of(Place(form, found))))
    shown = {
        "title": f"{found.address}: раскрытие информации",
        "description": f"Сведения о доме {found}: паспорт, работы, коммунальные услуги, собрания, отчёты.",
        "house": found,
        "links": links,
    }
    return _show(request, "disclosure_house.html", shown)


@require_safe
def form(
    request: HttpRequest, part: int, number: int, house: int | None = None, year: int | None = None
) -> HttpResponse:
    """One form as a readable table."""
    place = _place(part, number, house, year)
    shown = _shown(place)
    context = {
        "title": f"{place.form.short} {place.year_words}".strip(),
        "description": f"Форма {place.form.code}. {place.form.title}",
        "form": place.form,
        "place": place,
        "house": place.house,
        "shown": shown,
        "years": [
            (one, path_of(Place(place.form, place.house, one)))
            for one in (reading.years_of(place.form, place.house) if place.form.yearly else [])
            if one != place.year
        ],
    }
    return _show(request, "disclosure_form.html", context)


@require_safe
def table(request: HttpRequest, house: int | None = None) -> HttpResponse:
    """Everything about the company, or about a house, as one XLSX."""
    forms = _all_forms(house)
    name = f"raskrytie-dom-{house}" if house else "raskrytie"
    response = HttpResponse(content_type=_XLSX)
    with spreadsheets.xlsx_file(showing.HEADINGS, showing.table(forms)) as file:
        response.write(file.read())
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


@require_safe
def open_data(request: HttpRequest, house: int | None = None) -> HttpResponse:
    """The same for programs."""
    answer = JsonResponse(showing.open_data(_all_forms(house)), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Access-Control-Allow-Origin"] = "*"  # open data: any page may read it
    return answer


@require_safe
def file(request: HttpRequest, pk: int, ending: str) -> HttpResponseBase:
    """A file of a form, as long as a value that stands now names it."""
    found = get_object_or_404(File, pk=pk)
    values = reading.current().filter(form=found.form, house=found.house_id, year=found.year, row=found.row)
    named = values.filter(item=found.item).values_list("value", flat=True)
    if showing.ending_of(found) != ending or not any(str(pk) in value.split(",") for value in named):
        raise Http404("No such file on the site")
    return send_private(request, str(found.file.name), as_name=found.file_name)


def _all_forms(house: int | None) -> list[ShownForm]:
    sheets: list[tuple[Place, Sheet]]
    if house is None:
        kept = reading.sheets_of_company()
        sheets = [(Place(FORMS[code], None, year), kept[code, year]) for code, year in sorted(kept, key=_by_form)]
    else:
        found = get_object_or_404(House, pk=house)
        of_house = reading.sheets_of_houses([found])[found.pk]
        sheets = [(Place(sheet.form, found, sheet.year), sheet) for sheet in of_house.values()]
        years = reading.years_of(FORMS["2.8"], found)
        older = [Place(FORMS["2.8"], found, year) for year in years[1:]]
        sheets += [(place, reading.sheet_of(place)) for place in older]
    shown = [(place, sheet) for place, sheet in sheets if sheet.has_anything]
    files = reading.files_of(sheet for _, sheet in shown)
    return [showing.show_form(place, sheet, files) for place, sheet in shown]


def _by_form(key: tuple[str, int | None]) -> tuple[str, int]:
    return key[0], -(key[1] or 0)


def _shown(place: Place) -> ShownForm:
    sheet = reading.sheet_of(place)
    if place.form.yearly and sheet.is_empty and not any(group.items for group in sheet.groups()):
        raise Http404("Nothing is said of this year")
    return showing.show_form(place, sheet, reading.files_of([sheet]))


def _place(part: int, number: int, house: int | None, year: int | None) -> Place:
    found: Form | None = FORMS.get(f"{part}.{number}")
    if found is None:
        raise Http404("No such form")
    of_house = get_object_or_404(House, pk=house) if house is not None else None
    try:
        return place_of(found, house=of_house, year=year)
    except DomainError as error:
        raise Http404(str(error)) from None


def _show(request: HttpRequest, name: str, shown: dict[str, Any]) -> HttpResponse:
    around = site.around(request)
    return site.vary(render(request, site.template(request, name), around | {"canonical_query": ""} | shown))
