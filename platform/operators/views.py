from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from wagtail.admin.auth import require_admin_access

from billing.domain import closing
from billing.models import Closing, DunningRules, PlatformRequisites
from identity.guards import operators_only
from operators.figures import desk_figures
from registration.models import PlatformHomePage


@require_admin_access
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for an operator; every figure leads to the rows behind it."""
    return render(request, "operators/desk.html", {"figures": desk_figures()})


@operators_only
def company_paper(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """An act or УПД of any company, as the company sees it."""
    if form not in closing.FORMS:
        raise Http404
    response = HttpResponse(
        closing.as_pdf(get_object_or_404(Closing, number=number), form), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{form}-{number}.pdf"'
    return response


def edit_home(request: HttpRequest) -> HttpResponse:
    """The texts of the platform's home page; Wagtail's editor asks for the right."""
    return redirect("wagtailadmin_pages:edit", get_object_or_404(PlatformHomePage).pk)


def edit_requisites(request: HttpRequest) -> HttpResponse:
    """Бурмистр's own requisites; Wagtail's editor of settings asks for the right."""
    return redirect("wagtailsettings:edit", "billing", "platformrequisites", PlatformRequisites.load(request).pk)


def edit_money_rules(request: HttpRequest) -> HttpResponse:
    """When companies are warned and suspended; Wagtail's editor of settings asks for the right."""
    return redirect("wagtailsettings:edit", "billing", "dunningrules", DunningRules.load(request).pk)
