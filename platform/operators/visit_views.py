"""«Войти как сотрудник»: why, as whom, and the page that carries the ticket to the company's host."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from crm.company.domain import sign_in_rules
from crm.company.domain.visits import host
from identity.guards import operators_only
from identity.models import User
from identity.proof import require_fresh_proof
from support.domain import visits
from tenants.context import office_url, speaking_for
from tenants.enums import OPEN
from tenants.errors import DomainError
from tenants.models import Tenant


class VisitForm(forms.Form):
    """As whom, and why."""

    person = forms.CharField(
        label="Почта или телефон сотрудника", max_length=120,
        help_text="Того, кто просит помочь. Списка сотрудников здесь нет.",
    )  # fmt: skip
    reason = forms.CharField(
        label="Зачем", max_length=300, min_length=visits.SHORTEST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Это прочитает руководитель компании: в письме и в журнале. Например: «Просили проверить, почему не "
        "видны дома, обращение 152».",
    )  # fmt: skip

    def ask(self, tenant: Tenant, *, by: User) -> str:
        """Write it down; the ticket."""
        with speaking_for(tenant):
            user, role = host(self.cleaned_data["person"])
        name = f"{user}, {role.label.lower()}"
        _, ticket = visits.ask(tenant, person=user.pk, person_name=name, reason=self.cleaned_data["reason"], by=by)
        return ticket


@operators_only
@require_http_methods(["GET", "HEAD", "POST"])
@require_fresh_proof
def enter_company(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; once it is right, the page whose own form goes to the company."""
    tenant = get_object_or_404(Tenant, pk=pk, state__in=OPEN, moved_to="", maintenance_since=None)
    with speaking_for(tenant):
        is_let_in = sign_in_rules.operators_may_enter()
    form = VisitForm(request.POST or None, label_suffix="")
    if is_let_in and form.is_valid():
        try:
            return _go(request, tenant, form.ask(tenant, by=request.user))  # type: ignore[arg-type]  # operators only
        except DomainError as error:
            form.add_error(error.field or None, str(error))
    context = {"tenant": tenant, "form": form, "is_let_in": is_let_in}
    return render(request, "operators/enter_company.html", context, status=422 if form.errors else 200)


def _go(request: HttpRequest, tenant: Tenant, ticket: str) -> HttpResponse:
    """Only here may a form be sent there, and the browser must say from where it comes."""
    host = office_url(tenant)
    door = host + reverse("operator_enters", urlconf=settings.ROOT_URLCONF)
    response = render(request, "operators/enter_company_go.html", {"tenant": tenant, "door": door, "ticket": ticket})
    response._csp_update = {"form-action": [host]}  # type: ignore[attr-defined]  # read by django-csp
    response["Referrer-Policy"] = "strict-origin"
    return response
