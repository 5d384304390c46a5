from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from crm.company import rights
from crm.company.domain import sign_in_rules
from crm.company.forms.sign_in_rules import SignInRulesForm
from crm.rights.views import require_action
from identity.proof import require_fresh_proof
from tenants.errors import DomainError


@require_action(rights.MANAGE_SIGN_IN)
@require_fresh_proof
def rules_of_sign_in(request: HttpRequest) -> HttpResponse:
    """«Компания — Правила входа»."""
    initial = {
        "second_factor_roles": sign_in_rules.second_factor_roles(),
        "operators_may_enter": sign_in_rules.operators_may_enter(),
    }
    form = SignInRulesForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            form.apply(by=request.user)  # type: ignore[arg-type]  # the guard lets only users in
        except DomainError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, "Правила входа сохранены.")
            return redirect("sign_in_rules")
    return render(request, "company/sign_in_rules.html", {"form": form}, status=422 if form.errors else 200)
