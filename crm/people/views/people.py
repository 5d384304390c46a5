"""One person: phones, accounts, consents, devices; and whose phone rings."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from crm.accounting.models import Account
from crm.people import rights
from crm.people.domain import devices, people, phones, queries, returned
from crm.people.enums import Tie
from crm.people.forms import ConsentForm, PhoneForm, TieForm
from crm.people.models import Device, Person, PersonPhone
from crm.people.person_page import page_of, ties_of
from crm.rights.domain.rows import within
from crm.rights.views import require_action
from identity.models import User
from identity.phones import normalise_phone, show_phone
from tenants.errors import DomainError


@require_action(rights.SEE_PEOPLE)
def person_by_phone(request: HttpRequest) -> HttpResponse:
    """«Чей телефон»: everybody with the number and all their flats; telephony opens it by ?phone=."""
    asked = request.GET.get("phone", "").strip()[:40]
    context: dict[str, Any] = {"asked": asked, "shown": asked}
    if asked:
        try:
            context["callers"] = queries.accounts_of_phone(asked, user=request.user)  # type: ignore[arg-type]  # staff
            context["number"] = normalise_phone(asked)
            context["shown"] = show_phone(context["number"])
        except DomainError as error:
            context["error"] = str(error)
    return render(request, "people/by_phone.html", context)


@require_action(rights.EDIT_PEOPLE)
@require_POST
def add_person_phone(request: HttpRequest, pk: int) -> HttpResponse:
    """Another phone of a person."""
    person, form = _person(request, pk), PhoneForm(request.POST)
    if form.is_valid():
        try:
            phones.add_phone(person, phone=form.cleaned_data["phone"], by=request.user)  # type: ignore[arg-type]  # staff
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"{person}: телефон добавлен.")
            return redirect("people:inspect", person.pk)
    return _again(request, person, phone_form=form)


@require_action(rights.EDIT_PEOPLE)
def remove_person_phone(request: HttpRequest, pk: int) -> HttpResponse:
    """«Убрать телефон»: tells from which accounts it goes, then does it."""
    mine = _people(request).values("pk")
    phone = get_object_or_404(PersonPhone.objects.select_related("person").filter(person__in=mine), pk=pk)
    ties = ties_of(phone.person, user=request.user)  # type: ignore[arg-type]  # staff
    if request.method == "POST":
        phones.remove_phone(phone, by=request.user)  # type: ignore[arg-type]  # staff
        messages.success(request, f"{phone.person}: телефон {phone} убран.")
        return redirect("people:inspect", phone.person_id)
    return render(request, "people/remove_phone.html", {"phone": phone, "ties": ties})


@require_action(rights.EDIT_PEOPLE)
@require_POST
def trust_email(request: HttpRequest, pk: int) -> HttpResponse:
    """«Адрес исправен»: letters go there again."""
    person = _person(request, pk)
    try:
        returned.trust_email(person, by=request.user)  # type: ignore[arg-type]  # staff
        messages.success(request, f"{person}: письма снова отправляются на {person.email}.")
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("people:inspect", person.pk)


@require_action(rights.EDIT_PEOPLE)
@require_POST
def tie_person(request: HttpRequest, pk: int) -> HttpResponse:
    """«Связать со счётом»: a flat more of a known person."""
    person, form = _person(request, pk), TieForm(request.POST)
    if form.is_valid():
        try:
            account = _account_of(request.user, form.cleaned_data["number"])  # type: ignore[arg-type]  # staff
            kind, since = Tie(form.cleaned_data["kind"]), form.cleaned_data["since"]
            people.tie(account, person, kind=kind, since=since, by=request.user)  # type: ignore[arg-type]  # staff
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"{person}: теперь в счёте {account.number}.")
            return redirect("people:inspect", person.pk)
    return _again(request, person, tie_form=form)


@require_action(rights.EDIT_PEOPLE)
@require_POST
def write_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """A consent or a refusal that came on paper or by phone."""
    person, form = _person(request, pk), ConsentForm(request.POST)
    if form.is_valid():
        try:
            form.apply(person, by=request.user)  # type: ignore[arg-type]  # staff
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"{person}: записано.")
            return redirect("people:inspect", person.pk)
    return _again(request, person, consent_form=form)


@require_action(rights.EDIT_PEOPLE)
@require_POST
def forget_device(request: HttpRequest, pk: int) -> HttpResponse:
    """«Отключить» a lost phone: no notice goes there any more."""
    mine = _people(request).values("pk")
    device = get_object_or_404(Device.objects.filter(person__in=mine), pk=pk)
    devices.forget_device(device.endpoint, by=request.user)  # type: ignore[arg-type]  # staff
    messages.success(request, "Устройство отключено: уведомления туда больше не придут.")
    return redirect("people:inspect", device.person_id)


def _people(request: HttpRequest) -> Any:
    return within(Person.objects.all(), rights.EDIT_PEOPLE, user=request.user)  # type: ignore[arg-type]  # staff


def _person(request: HttpRequest, pk: int) -> Person:
    """A person who may be changed; another one does not exist."""
    person: Person = get_object_or_404(_people(request), pk=pk)
    return person


def _again(request: HttpRequest, person: Person, **forms: Any) -> HttpResponse:
    """The person's page with what was typed and what is wrong with it."""
    context = {**page_of(person, user=request.user), **forms, "object": person}  # type: ignore[arg-type]  # staff
    return render(request, "people/person_again.html", context)


def _account_of(user: User, number: str) -> Account:
    account = within(Account.objects.filter(number=number.strip(), is_active=True), rights.EDIT_PEOPLE, user=user)
    if found := account.first():
        return found
    raise DomainError("Такого действующего счёта нет среди ваших. Нули в начале важны.", field="number")
