from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from crm.company.models import Profile


def company_profile(request: HttpRequest) -> HttpResponse:
    """«Моя компания» has an address of its own; Wagtail's editor of settings asks for the right."""
    return redirect("wagtailsettings:edit", "company", "profile", Profile.load(request).pk)
