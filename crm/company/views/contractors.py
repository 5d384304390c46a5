from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from crm.company import rights
from crm.company.domain import contractor_documents, contractor_people, contractors
from crm.company.forms.contractors import DocumentForm, PersonForm, ReasonForm
from crm.company.models import Contractor, ContractorDocument, ContractorPerson
from crm.rights.views import require_action
from files.domain.links import signed_link
from tenants.errors import DomainError


@require_action(rights.MANAGE_CONTRACTORS)
def deactivate_contractor(request: HttpRequest, pk: int) -> HttpResponse:
    """«Отключить»: asks why."""
    contractor = get_object_or_404(Contractor, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            contractors.deactivate(contractor, reason=form.cleaned_data["reason"], by=request.user)  # type: ignore[arg-type]  # staff
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, f"Подрядчик {contractor} отключён.")
            return redirect("contractors:index")
    people = contractor.people.filter(user__is_active=True).count()
    return render(request, "company/contractor_off.html", {"contractor": contractor, "form": form, "people": people})


@require_action(rights.MANAGE_CONTRACTORS)
def activate_contractor(request: HttpRequest, pk: int) -> HttpResponse:
    """«Включить»: asks once."""
    contractor = get_object_or_404(Contractor, pk=pk)
    if request.method != "POST":
        return render(request, "company/contractor_on.html", {"contractor": contractor})
    try:
        contractors.activate(contractor, by=request.user)  # type: ignore[arg-type]  # staff
    except DomainError as error:
        messages.error(request, str(error))
        return render(request, "company/contractor_on.html", {"contractor": contractor})
    messages.success(request, f"Подрядчик {contractor} снова работает.")
    return redirect("contractors:index")


@require_action(rights.MANAGE_CONTRACTORS)
def add_document(request: HttpRequest, pk: int) -> HttpResponse:
    """A document beside the contractor; a refused one comes back on a page of its own."""
    contractor = get_object_or_404(Contractor, pk=pk)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            document = form.apply(contractor, by=request.user)  # type: ignore[arg-type]  # staff
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, f"Документ «{document}» добавлен.")
            return redirect("contractors:edit", contractor.pk)
    return render(request, "company/contractor_document.html", {"contractor": contractor, "form": form})


@require_action(rights.SEE_CONTRACTORS, rights.MANAGE_CONTRACTORS)
def download_document(request: HttpRequest, pk: int) -> HttpResponse:
    """To the file by a link that works for minutes and for this person only; what is off the list is not given."""
    document = get_object_or_404(ContractorDocument, pk=pk, removed_at=None)
    return redirect(signed_link(document.file.name, as_name=document.file_name, user=request.user))  # type: ignore[arg-type]  # staff


@require_action(rights.MANAGE_CONTRACTORS)
@require_POST
def remove_document(request: HttpRequest, pk: int) -> HttpResponse:
    """«Убрать из списка»."""
    document = get_object_or_404(ContractorDocument, pk=pk)
    _attempt(request, contractor_documents.remove_document, document, done=f"Документ «{document}» убран из списка.")
    return redirect("contractors:edit", document.contractor_id)


@require_action(rights.MANAGE_CONTRACTORS)
def add_person(request: HttpRequest, pk: int) -> HttpResponse:
    """«Добавить человека»."""
    return _person_form(request, get_object_or_404(Contractor, pk=pk), None)


@require_action(rights.MANAGE_CONTRACTORS)
def change_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, e-mail and phone of a contractor's person."""
    person = get_object_or_404(ContractorPerson.objects.select_related("contractor", "user"), pk=pk)
    return _person_form(request, person.contractor, person)


@require_action(rights.MANAGE_CONTRACTORS)
@require_POST
def act_on_person(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """«Отключить», «Включить», «Отправить новый пароль»."""
    person = get_object_or_404(ContractorPerson.objects.select_related("contractor", "user"), pk=pk)
    acts: dict[str, tuple[Callable[..., Any], str]] = {
        "off": (contractor_people.deactivate_person, f"{person} больше не войдёт."),
        "on": (contractor_people.activate_person, f"{person} снова может входить."),
        "password": (contractor_people.invite_again, f"Новый пароль отправлен на {person.user.email}."),
    }
    act, done = acts[verb]
    _attempt(request, act, person, done=done)
    return redirect("contractors:edit", person.contractor_id)


def _person_form(request: HttpRequest, contractor: Contractor, person: ContractorPerson | None) -> HttpResponse:
    names = ("last_name", "first_name", "patronymic", "email", "phone")
    initial = {name: getattr(person.user, name) for name in names} if person else None
    form = PersonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = form.apply(contractor, person, by=request.user)  # type: ignore[arg-type]  # staff
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            done = "сохранён" if person else f"добавлен, пароль отправлен на {saved.user.email}"
            messages.success(request, f"{saved}: {done}.")
            return redirect("contractors:edit", contractor.pk)
    return render(request, "company/contractor_person.html", {"contractor": contractor, "person": person, "form": form})


def _attempt(request: HttpRequest, act: Callable[..., Any], row: Any, *, done: str) -> None:
    try:
        act(row, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
