"""«Компания — Моя компания»: one page to read, an editor for each section."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from crm.company import profile_page, rights
from crm.company.domain import card
from crm.company.forms import profile as forms
from crm.company.models import Profile
from crm.company.profile_page import Section
from crm.rights.views import require_action
from crm.shell.viewsets import DomainEditView
from identity.proof import FreshProof
from tenants.context import base_url, current_tenant


@require_action(rights.SEE_PROFILE)
def company_profile(request: HttpRequest) -> HttpResponse:
    """What is filled, what is doubtful, and who changed what."""
    profile = Profile.load(request)
    context: dict[str, Any] = {
        "profile": profile,
        "kind": current_tenant().get_kind_display(),
        "sections": profile_page.sections_for(request.user, profile),  # type: ignore[arg-type]  # staff only
        "acts": profile_page.history_for(request.user, profile),  # type: ignore[arg-type]  # staff only
    }
    return render(request, "company/profile.html", context)


@require_action(rights.SEE_PROFILE)
def company_card(request: HttpRequest) -> HttpResponse:
    """«Карточка предприятия»: names, requisites and payment QR on one page, to be sent to counterparties."""
    response = HttpResponse(card.as_pdf(Profile.load(request)), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="kartochka-predpriyatiya.pdf"'
    return response


class ProfileEdit(DomainEditView):
    """The editor of one section. Two people on the same fields see each other, as in every editor.

    Who may come in is asked where the address is declared (`crm.rights.views.require_action`).
    """

    model = Profile
    permission_policy = None
    section: Section
    index_url_name = "company_profile"
    template_name = "company/edit.html"
    page_title = "Моя компания"
    error_message = "Не сохранено: исправьте отмеченное ниже."
    success_message = "Сохранено. На сайте и в документах это уже так."

    def get_object(self, queryset: Any = None) -> Profile:
        return Profile.load()

    def get_edit_url(self) -> str:
        return reverse(self.section.url_name)

    def get_page_subtitle(self) -> str:
        return self.section.title

    def get_success_buttons(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"section": self.section, "platform_url": base_url()}


class NamesEdit(ProfileEdit):
    section = profile_page.NAMES
    form_class = forms.NamesForm


class LogoEdit(ProfileEdit):
    section = profile_page.LOGO
    form_class = forms.LogoForm


class ContactsEdit(ProfileEdit):
    section = profile_page.CONTACTS
    form_class = forms.ContactsForm


class RequisitesEdit(FreshProof, ProfileEdit):
    section = profile_page.REQUISITES
    form_class = forms.RequisitesForm


class RequestsEdit(ProfileEdit):
    section = profile_page.REQUESTS
    form_class = forms.RequestsForm
    success_message = "Сохранено."


class SmsEdit(ProfileEdit):
    section = profile_page.SMS
    form_class = forms.SmsForm
    success_message = "Сохранено."


class KeysEdit(FreshProof, ProfileEdit):
    section = profile_page.KEYS
    form_class = forms.KeysForm
    success_message = "Сохранено."


EDITORS = (NamesEdit, LogoEdit, ContactsEdit, RequisitesEdit, RequestsEdit, SmsEdit, KeysEdit)
