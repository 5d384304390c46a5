"""People and phones of one account; the card on its screen leads here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from crm.accounting.domain.queries import accounts_with_houses
from crm.accounting.models import Account
from crm.people import rights
from crm.people.domain import people, queries
from crm.people.forms import AccountPersonForm, PhoneForm, UntieForm
from crm.people.models import AccountPerson
from crm.rights.domain.rows import within
from crm.rights.views import require_action
from tenants.errors import DomainError

_MOST_TOLD = 3


@require_action(rights.EDIT_PEOPLE)
def add_account_phone(request: HttpRequest, pk: int) -> HttpResponse:
    """«Добавить телефон»: one field; the number is the owner's."""
    account = _account(request, pk)
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = people.add_account_phone(account, phone=form.cleaned_data["phone"], by=request.user)  # type: ignore[arg-type]  # staff
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            _say_added(request, account, str(person))
            return _to_account(account)
    return render(request, "people/add_phone.html", {"account": account, "form": form})


@require_action(rights.EDIT_PEOPLE)
def add_account_person(request: HttpRequest, pk: int) -> HttpResponse:
    """«Добавить жителя»: who it is and what to this account."""
    account = _account(request, pk)
    form = AccountPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = form.apply(account, by=request.user)  # type: ignore[arg-type]  # staff
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"{person}: теперь в счёте {account.number}.")
            return _to_account(account)
    return render(request, "people/add_person.html", {"account": account, "form": form})


@require_action(rights.EDIT_PEOPLE)
def end_tie(request: HttpRequest, pk: int) -> HttpResponse:
    """«Убрать из счёта»: asks from which day."""
    ties = AccountPerson.objects.select_related("account__house", "person").filter(
        account__in=within(Account.objects.all(), rights.EDIT_PEOPLE, user=request.user).values("pk")  # type: ignore[arg-type]  # staff
    )
    tie = get_object_or_404(ties, pk=pk)
    form = UntieForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            form.apply(tie, by=request.user)  # type: ignore[arg-type]  # staff
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"{tie.person}: убрано из счёта {tie.account.number}.")
            return _to_account(tie.account)
    return render(request, "people/end_tie.html", {"tie": tie, "form": form})


def _account(request: HttpRequest, pk: int) -> Account:
    """An account whose people may be changed; another one does not exist."""
    rows = within(accounts_with_houses(), rights.EDIT_PEOPLE, user=request.user)  # type: ignore[arg-type]  # staff
    return get_object_or_404(rows, pk=pk)


def _say_added(request: HttpRequest, account: Account, owner: str) -> None:
    """«Телефон добавлен», and where else it stands: the same number twice is allowed and not hidden."""
    newest = [phone.number for tie in queries.people_of(account) for phone in tie.person.phones.all()]
    elsewhere = queries.also_at(newest, account=account, user=request.user)  # type: ignore[arg-type]  # staff
    told = "; ".join(
        f"{tie.person}, счёт {tie.account.number}" for ties in elsewhere.values() for tie in ties[:_MOST_TOLD]
    )
    messages.success(request, f"{owner}: телефон добавлен." + (f" Такой номер есть ещё у: {told}." if told else ""))


def _to_account(account: Account) -> HttpResponse:
    return redirect(f"{reverse('accounts:inspect', args=[account.pk])}#people")
