from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from crm.meters import rights
from crm.meters.domain import collection
from crm.meters.domain.windows import month_words, previous_month
from crm.meters.forms.history import MonthForm
from crm.meters.reading_exports import export_missing
from crm.people.rights import SEE_PEOPLE
from crm.rights.views import require_action
from files.spreadsheets import CSV, XLSX
from identity.may import may
from identity.proof import require_fresh_proof

PER_PAGE = 50
_WIDE, _HIGH = 600, 160
_FEW = 12  # days for which there is room at least: the bars of two are no walls


@require_action(rights.SEE_READINGS)
def month_collection(request: HttpRequest) -> HttpResponse:
    """«Сбор за месяц»: handed in of total, by house and by day."""
    form = MonthForm(request.GET, user=request.user)  # type: ignore[arg-type]  # staff
    month, house = form.chosen()
    found = collection.collection(month, user=request.user, house=house)  # type: ignore[arg-type]  # staff
    before = collection.collection(previous_month(month), user=request.user, house=house)  # type: ignore[arg-type]  # staff
    context = {
        "form": form, "month": month_words(month), "house": house, "found": found, "before": before,
        "before_words": month_words(previous_month(month)), "bars": _bars(found),
        "asked": _asked(month, house.pk if house else None), "asked_month": _asked(month, None),
        "wide": _WIDE, "high": _HIGH,
    }  # fmt: skip
    return render(request, "meters/collection.html", context)


@require_action(rights.SEE_READINGS)
def not_handed_in(request: HttpRequest) -> HttpResponse:
    """Who has not handed in: whom to call."""
    form = MonthForm(request.GET, user=request.user)  # type: ignore[arg-type]  # staff
    month, house = form.chosen()
    accounts = collection.not_handed_in(month, user=request.user, house=house)  # type: ignore[arg-type]  # staff
    page = Paginator(accounts, PER_PAGE).get_page(request.GET.get("p"))
    sees_people = may(request.user, SEE_PEOPLE)
    context = {
        "form": form, "month": month_words(month), "house": house, "page": page,
        "rows": [(account, collection.phones_of(account) if sees_people else []) for account in page],
        "sees_people": sees_people, "asked": _asked(month, house.pk if house else None),
        "enters": may(request.user, rights.ENTER_READINGS),
    }  # fmt: skip
    return render(request, "meters/not_handed_in.html", context)


@require_action(rights.SEE_READINGS)
@require_fresh_proof
def export_not_handed_in(request: HttpRequest, form: str) -> HttpResponseBase:
    """The same as a file."""
    if form not in (CSV, XLSX) or not may(request.user, SEE_PEOPLE):
        raise Http404
    month, house = MonthForm(request.GET, user=request.user).chosen()  # type: ignore[arg-type]  # staff
    accounts = collection.not_handed_in(month, user=request.user, house=house)  # type: ignore[arg-type]  # staff
    return export_missing(accounts, month, house, form=form, by=request.user)  # type: ignore[arg-type]  # staff


def _asked(month: object, house: int | None) -> str:
    return f"month={month:%Y-%m}" + (f"&house={house}" if house else "")


def _bars(found: collection.Collection) -> list[dict[str, object]]:
    """Where the bars of the days stand in a picture of _WIDE × _HIGH; the line of all so far goes over them."""
    if not found.days:
        return []
    step = _WIDE / max(len(found.days), _FEW)
    most = max(day.count for day in found.days) or 1
    return [
        {
            "day": day, "x": round(step * place, 1), "width": round(step * 0.7, 1),
            "y": round(_HIGH - _HIGH * day.count / most, 1), "height": round(_HIGH * day.count / most, 1),
            "middle": round(step * place + step * 0.35, 1),
            "line": round(_HIGH - _HIGH * day.so_far / (found.total or 1), 1),
            "labelled": len(found.days) <= 16 or place % 3 == 0,
        }
        for place, day in enumerate(found.days)
    ]  # fmt: skip
