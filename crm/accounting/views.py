from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from crm.accounting import rights
from crm.accounting.domain import accounts, queries
from crm.accounting.forms import DeactivateForm
from crm.accounting.forms.owners import ChangeOwnerForm
from crm.accounting.models import Account
from crm.rights.domain.rows import within
from crm.rights.views import require_action
from tenants.errors import DomainError


@require_action(rights.EDIT_ACCOUNTS)
def deactivate_account(request: HttpRequest, pk: int) -> HttpResponse:
    """«Отключить»: asks from which day."""
    account = _own(request, pk)
    form = DeactivateForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            accounts.deactivate(account, on=form.cleaned_data["on"], by=request.user)  # type: ignore[arg-type]  # staff
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, f"Лицевой счёт {account} отключён.")
            return redirect("accounts:index")
    return render(request, "accounting/deactivate.html", {"account": account, "form": form})


@require_action(rights.EDIT_ACCOUNTS)
def activate_account(request: HttpRequest, pk: int) -> HttpResponse:
    """«Включить»: asks once."""
    account = _own(request, pk)
    if request.method == "POST":
        try:
            accounts.activate(account, by=request.user)  # type: ignore[arg-type]  # staff
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Лицевой счёт {account} снова действует.")
        return redirect("accounts:index")
    return render(request, "accounting/activate.html", {"account": account})


@require_action(rights.EDIT_ACCOUNTS)
def change_owner(request: HttpRequest, pk: int) -> HttpResponse:
    """«Сменить собственника»: asks who it is and from which day."""
    account = _own(request, pk)
    form = ChangeOwnerForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            new = form.apply(account, by=request.user)  # type: ignore[arg-type]  # staff
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"Собственник счёта {new.number} теперь {new.owner}.")
            return redirect("accounts:inspect", new.pk)
    return render(request, "accounting/change_owner.html", {"account": account, "form": form})


def _own(request: HttpRequest, pk: int) -> Account:
    """An account that the person may edit; another one does not exist."""
    rows = within(queries.accounts_with_houses(), rights.EDIT_ACCOUNTS, user=request.user)  # type: ignore[arg-type]  # staff
    return get_object_or_404(rows, pk=pk)
