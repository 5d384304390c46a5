"""«Ссылка для жителя»: made at the desk while the resident is on the phone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from crm.accounting.models import Account
from crm.meters import rights
from crm.meters.domain import flats, links
from crm.rights.views import require_action
from tenants.errors import DomainError


@require_action(rights.ENTER_READINGS)
@sensitive_variables("issued")
def issue_reading_link(request: HttpRequest, account_pk: int) -> HttpResponse:
    """Says what the link does; «Сделать ссылку» shows it, once: it is kept nowhere."""
    account = _account(request, account_pk)
    context: dict[str, Any] = {"account": account, "has_link": links.has_live_link(account)}
    if request.method == "POST":
        try:
            context["issued"] = links.issue_link(account, by=request.user)  # type: ignore[arg-type]  # staff
        except DomainError as error:
            context["refused"] = str(error)
    return render(request, "meters/link.html", context, status=422 if "refused" in context else 200)


@require_action(rights.ENTER_READINGS)
@require_POST
def revoke_reading_link(request: HttpRequest, account_pk: int) -> HttpResponse:
    """«Отозвать»: it opens no more."""
    account = _account(request, account_pk)
    links.revoke_links(account, by=request.user)  # type: ignore[arg-type]  # staff
    messages.success(request, "Ссылка отозвана: по ней больше ничего не передать.")
    return redirect("issue_reading_link", account.pk)


def _account(request: HttpRequest, pk: int) -> Account:
    account: Account = get_object_or_404(flats.enterable_accounts(request.user), pk=pk)  # type: ignore[arg-type]  # staff
    return account
