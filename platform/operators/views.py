from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from wagtail.admin.auth import require_admin_access

from billing.domain import closing
from billing.models import Closing, DunningRules, PlatformRequisites, Revision
from crm.billing.domain.closing import revise
from identity.guards import operators_only
from identity.models import User
from operators.figures import desk_figures
from registration.models import PlatformHomePage
from tenants.errors import DomainError


@require_admin_access
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for an operator; every figure leads to the rows behind it."""
    return render(request, "operators/desk.html", {"figures": desk_figures()})


class RevisionForm(forms.Form):
    """The sums that an act should have had, line by line, and why."""

    def __init__(self, *args: Any, act: Closing, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        last = act.revisions.order_by("-number").first()
        now = dict((last or act).lines)
        for place, (words, _) in enumerate(act.lines):
            self.fields[f"line{place}"] = forms.DecimalField(
                label=f"{words}, ₽", initial=Decimal(now.get(words, "0")), min_value=Decimal(0), max_digits=14,
                decimal_places=2, localize=True,
            )  # fmt: skip
        self.fields["reason"] = forms.CharField(
            label="Что было не так", max_length=300, help_text="Это увидит и компания в своём журнале."
        )

    def apply(self, act: Closing, *, by: User) -> Revision:
        """Correct it."""
        amounts = [self.cleaned_data[f"line{place}"] for place in range(len(act.lines))]
        return revise(act, amounts=amounts, reason=self.cleaned_data["reason"], by=by)


@operators_only
def revise_paper(request: HttpRequest, number: int) -> HttpResponse:
    """«Исправить акт»: the old one stays."""
    act = get_object_or_404(Closing.objects.select_related("tenant"), number=number)
    form = RevisionForm(request.POST or None, act=act)
    if form.is_valid():
        try:
            made = form.apply(act, by=request.user)  # type: ignore[arg-type]  # operators only
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"{act}: {str(made).lower()} готово. Деньги от него не двигались.")
            return redirect("tenants:inspect", act.tenant_id)
    context = {"act": act, "form": form}
    return render(request, "operators/revise_paper.html", context, status=422 if form.errors else 200)


@operators_only
def company_paper(request: HttpRequest, number: int, form: str, revision: int = 0) -> HttpResponse:
    """An act or УПД of any company, as the company sees it."""
    if form not in closing.FORMS:
        raise Http404
    act = get_object_or_404(Closing, number=number)
    corrected = get_object_or_404(act.revisions, number=revision) if revision else None
    response = HttpResponse(closing.as_pdf(act, form, revision=corrected), content_type="application/pdf")
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
