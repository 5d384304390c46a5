"""The screen of «Сводка» and its files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from files import spreadsheets
from identity.guards import operators_only
from operators import pictures
from operators import summary as of_year


@require_safe
@operators_only
def summary(request: HttpRequest) -> HttpResponse:
    """A year at a glance."""
    shown = of_year.summary()
    context = {
        "summary": shown,
        "pictures": of_year.pictures(shown),
        "view_box": pictures.VIEW_BOX,
        "wide": pictures.WIDE,
        "label_y": pictures.LABEL_Y,
    }
    return render(request, "operators/summary.html", context)


@require_safe
@operators_only
def summary_file(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """One of its tables."""
    if name not in of_year.TABLES or form not in spreadsheets.FORMS:
        raise Http404
    headings, rows = of_year.table(of_year.summary(), name)
    file_name = f"svodka-{name}-{timezone.localdate():%Y-%m-%d}"
    return spreadsheets.as_file(form, name=file_name, headings=headings, rows=rows)
