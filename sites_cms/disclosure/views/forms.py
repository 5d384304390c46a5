"""A form in the CRM: filling it in, and its history."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from crm.rights.views import require_action
from sites_cms.disclosure import screens, showing
from sites_cms.disclosure.domain import filling, overview, reading
from sites_cms.disclosure.domain.lights import gaps_in_words
from sites_cms.disclosure.domain.places import Place
from sites_cms.disclosure.domain.sheets import Key
from sites_cms.disclosure.domain.values import show
from sites_cms.disclosure.models import Value
from sites_cms.disclosure.rights import EDIT_DISCLOSURE, SEE_DISCLOSURE
from sites_cms.disclosure.screens import Screen
from sites_cms.disclosure.site import path_of
from sites_cms.disclosure.views.places import asked_place, crm_path, may_edit
from tenants.errors import DomainError

LINES_ON_PAGE, MISSING_SHOWN = 100, 30


@require_action(SEE_DISCLOSURE, EDIT_DISCLOSURE)
def form(
    request: HttpRequest, part: int, number: int, house: int | None = None, year: int | None = None
) -> HttpResponse:
    """A form to be filled in, or to be read by those who may only see."""
    place = asked_place(request, part, number, house, year)
    if request.method != "POST":
        return _draw(request, place)
    if not may_edit(request, place):
        raise PermissionDenied
    if "confirm" in request.POST:
        return _confirmed(request, place)
    return _saved(request, place)


@require_action(SEE_DISCLOSURE, EDIT_DISCLOSURE)
def history(
    request: HttpRequest, part: int, number: int, house: int | None = None, year: int | None = None
) -> HttpResponse:
    """Who changed which row, when, from where, from what to what; of one row by `?row=9.1&item=2`."""
    place = asked_place(request, part, number, house, year)
    row, item = request.GET.get("row", "")[:12], request.GET.get("item", "")[:40]
    values = reading.history(place, row=row, item=item)
    page = Paginator(values, LINES_ON_PAGE).get_page(request.GET.get("p"))
    context = {
        "place": place,
        "row": place.form.by_code.get(row),
        "page": page,
        "lines": [_line(place, value) for value in page.object_list],
        "url": crm_path(place),
    }
    return render(request, "disclosure/history.html", context)


def _saved(request: HttpRequest, place: Place) -> HttpResponse:
    sheet = reading.sheet_of(place)
    typed = screens.read(request.POST, place.form.by_code)
    for group, item in screens.pairs(request.POST.getlist("drop")):
        typed = {key: text for key, text in typed.items() if not _is_in(key[0], item)} | dict.fromkeys(
            filling.rows_of_item(sheet, item, group), ""
        )
    seen = request.POST.get("seen", "")
    try:
        filling.fill_in(
            place, typed, by=request.user,  # type: ignore[arg-type]  # staff
            seen=int(seen) if seen.isdigit() else None,
            uploads=screens.read_uploads(request.FILES, place.form.by_code),
            without=[int(number) for number in request.POST.getlist("without") if number.isdigit()],
        )  # fmt: skip
    except filling.RefusedError as refused:
        return _draw(request, place, typed=typed, problems=refused.problems)
    except DomainError as error:
        messages.error(request, str(error))
        return _draw(request, place, typed=typed)
    asked = request.POST.get("add", "")
    if asked:
        query = QueryDict(mutable=True)
        query["add"] = asked
        return redirect(f"{crm_path(place)}?{query.urlencode()}#new")
    missing = len(reading.sheet_of(place).missing)
    left = f" Ещё {gaps_in_words(missing)}." if missing else " Форма заполнена целиком."
    messages.success(request, f"Сохранено, на сайте это уже так.{left}")
    return redirect(crm_path(place))


def _is_in(item: str, dropped: str) -> bool:
    return item == dropped or item.startswith(f"{dropped}/")


def _confirmed(request: HttpRequest, place: Place) -> HttpResponse:
    try:
        filling.confirm(place, by=request.user)  # type: ignore[arg-type]  # staff
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Отметили: сегодня форма проверена, всё верно.")
    return redirect(crm_path(place))


def _draw(
    request: HttpRequest,
    place: Place,
    *,
    typed: dict[Key, str] | None = None,
    problems: dict[Key, str] | None = None,
) -> HttpResponse:
    sheet = reading.sheet_of(place)
    files = reading.files_of([sheet])
    is_mine = may_edit(request, place)
    added = screens.pairs([request.GET["add"]]) if "add" in request.GET and is_mine else []
    screen = Screen(place, sheet, files, typed or {}, problems or {}, added)
    context: dict[str, Any] = {
        "place": place,
        "form": place.form,
        "sheet": sheet,
        "state": overview.state_now(sheet),
        "parts": list(screen.parts()) if is_mine else [],
        "shown": None if is_mine else showing.show_form(place, sheet, files),
        "problems": list((problems or {}).values()),
        "may_edit": is_mine,
        "seen": request.POST.get("seen") or sheet.newest,
        "history_url": crm_path(place, "disclosure_history"),
        "site_url": path_of(place) if not place.form.yearly or not sheet.is_empty else "",
        "most_bytes": filling.MAX_BYTES,
        "missing_shown": MISSING_SHOWN,
    }
    return render(request, "disclosure/form.html", context, status=422 if problems else 200)


def _line(place: Place, value: Value) -> dict[str, Any]:
    """A line of the history in words."""
    row = place.form.by_code.get(value.row)
    if row is None:
        return {"value": value, "row": value.row, "old": "", "new": value.value}
    old = value.replaces.value if value.replaces else ""
    if row.type == "files":
        return {"value": value, "row": row.label, "old": _numbers(old), "new": _numbers(value.value), "is_files": True}
    return {"value": value, "row": row.label, "old": show(row, old), "new": show(row, value.value)}


def _numbers(value: str) -> list[str]:
    return [number for number in value.split(",") if number]
