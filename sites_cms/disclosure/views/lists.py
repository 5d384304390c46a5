"""«Контент сайта — Раскрытие информации»: what is missing and where, tables to fill in, differences."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from crm.accounting.domain.queries import search_houses
from crm.accounting.models import House
from crm.company.domain.contract_terms import company_today
from crm.rights.domain.rows import within
from crm.rights.views import require_action
from files import spreadsheets
from files.domain.links import signed_link
from identity.may import may
from sites_cms.disclosure import importer
from sites_cms.disclosure.declarations import FORMS, Scope, forms_of
from sites_cms.disclosure.domain import overview, reading
from sites_cms.disclosure.domain.places import Place, place_of, years_to_choose
from sites_cms.disclosure.domain.tables import TABLES, tables_of
from sites_cms.disclosure.models import File
from sites_cms.disclosure.rights import EDIT_DISCLOSURE, SEE_DISCLOSURE, may_edit_company
from sites_cms.disclosure.views.places import crm_path, house_of, houses_of
from tenants.errors import DomainError

HOUSES_ON_PAGE, MISSING_SHOWN = 25, 30


@require_action(SEE_DISCLOSURE, EDIT_DISCLOSURE)
def index(request: HttpRequest) -> HttpResponse:
    """Every form with its light; «Добавить элемент» as the manual has it (section 16)."""
    houses = list(houses_of(request)[: reading.MOST_HOUSES])
    context = {
        "company": [(line, crm_path(line.place)) for line in overview.company_lines()],
        "houses": overview.houses_lines(overview.lights_of(houses)) if houses else [],
        "count": len(houses),
        "addable": [form for form in forms_of(Scope.COMPANY) if form.code in ("1.1", "1.2", "1.3", "1.5")],
        "years": list(years_to_choose(company_today())),
        "may_edit": may_edit_company(request.user),  # type: ignore[arg-type]  # staff
        "on_site": reading.is_anything_filled(),
        "missing_shown": MISSING_SHOWN,
    }
    return render(request, "disclosure/index.html", context)


@require_action(EDIT_DISCLOSURE)
def add(request: HttpRequest) -> HttpResponse:
    """«Добавить элемент»: to the form of the chosen kind and year."""
    form = FORMS.get(request.GET.get("form", ""))
    if form is None or form.scope != Scope.COMPANY:
        raise Http404
    year = request.GET.get("year", "")
    try:
        place = place_of(form, year=int(year) if form.yearly and year.isdigit() else None)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("disclosure")
    return redirect(crm_path(place))


@require_action(SEE_DISCLOSURE, EDIT_DISCLOSURE)
def houses(request: HttpRequest) -> HttpResponse:
    """Houses with a light for each form."""
    search = request.GET.get("q", "").strip()[:100]
    rows = search_houses(houses_of(request), search)
    page = Paginator(rows, HOUSES_ON_PAGE).get_page(request.GET.get("p"))
    lights = [
        (one, [(form, state, crm_path(Place(form, one.house, year))) for form, year, state in one.states])
        for one in overview.lights_of(page.object_list)
    ]
    by_file = [
        (form, [(table, importer.kind_of(table)) for table in tables_of(form)]) for form in forms_of(Scope.HOUSE)
    ]
    context = {
        "page": page, "lights": lights, "q": search, "by_file": by_file if may(request.user, EDIT_DISCLOSURE) else [],
    }  # fmt: skip
    return render(request, "disclosure/houses.html", context)


@require_action(EDIT_DISCLOSURE)
def blank(request: HttpRequest, table: str) -> HttpResponseBase:
    """A table for filling by file: one's houses with what is typed already; ?year= of a yearly form."""
    found = TABLES.get(table)
    if found is None:
        raise Http404
    year = request.GET.get("year", "")
    of_year = int(year) if found.form.yearly and year.isdigit() and len(year) == 4 else None
    rows = within(House.objects.order_by("address_key", "pk"), EDIT_DISCLOSURE, user=request.user)  # type: ignore[arg-type]  # staff
    lines = found.lines(list(rows[: reading.MOST_HOUSES]), year=of_year)
    return spreadsheets.as_file(spreadsheets.XLSX, name=f"raskrytie-{table}", headings=found.headings, rows=lines)


@require_action(SEE_DISCLOSURE, EDIT_DISCLOSURE)
def house(request: HttpRequest, house: int) -> HttpResponse:
    """The forms of one house, with what each lacks."""
    found = house_of(request, house)
    (lights,) = overview.lights_of([found])
    states = [(form, year, state, crm_path(Place(form, found, year))) for form, year, state in lights.states]
    report = FORMS["2.8"]
    context = {
        "house": found,
        "states": states,
        "missing_shown": MISSING_SHOWN,
        "years": [(year, crm_path(Place(report, found, year))) for year in years_to_choose(company_today())],
        "site_url": reverse("site_disclosure_house", args=[found.pk]),
    }
    return render(request, "disclosure/house.html", context)


@require_action(SEE_DISCLOSURE, EDIT_DISCLOSURE)
def differences(request: HttpRequest) -> HttpResponse:
    """«Расхождения»: rows in which ГИС ЖКХ, the company and the CRM say different things."""
    rows = overview.differences(houses_of(request)[: reading.MOST_HOUSES])
    context = {"rows": [(row, crm_path(row.place)) for row in rows], "most": overview.MOST_DIFFERENCES}
    return render(request, "disclosure/differences.html", context)


@require_action(SEE_DISCLOSURE, EDIT_DISCLOSURE)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of a form, current or from its history, by a link of minutes."""
    found = get_object_or_404(File.objects.select_related("house"), pk=pk)
    if found.house_id and not houses_of(request).filter(pk=found.house_id).exists():
        raise Http404
    return redirect(signed_link(str(found.file.name), as_name=found.file_name, user=request.user))  # type: ignore[arg-type]  # staff
