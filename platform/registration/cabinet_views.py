"""«Личный кабинет»: one door for everybody. It tells nobody which companies there are."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from identity.domain import handover
from identity.domain.central import Entrance
from identity.forms import CentralSignInForm, ForgottenPasswordForm
from identity.throttle import refuse_when_too_often
from registration.domain import queries
from tenants.context import office_url
from tenants.errors import DomainError


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Login and password; then the company, or the choice among those where both fit."""
    form = CentralSignInForm(request.POST or None)
    if request.method != "POST":
        return render(request, "platform/cabinet.html", {"form": form})
    match form.entrances(request):
        case []:
            return render(request, "platform/cabinet.html", {"form": form}, status=429 if form.is_locked else 422)
        case [entrance]:
            return _enter(request, entrance)
        case several:
            return render(request, "platform/cabinet_choice.html", {"doors": queries.doors(several)})


@require_POST
@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """The company was chosen among several."""
    try:
        return _enter(request, handover.chosen(request.POST.get("choice", "")))
    except DomainError as error:
        form = CentralSignInForm()
        return render(request, "platform/cabinet.html", {"form": form, "trouble": str(error)}, status=422)


def _enter(request: HttpRequest, entrance: Entrance) -> HttpResponse:
    """The page whose form carries the ticket to the company's host. Only here may a form be sent there, and the
    browser must say from where it comes."""
    host = office_url(entrance.tenant)
    door = host + reverse("hand_over", urlconf=settings.ROOT_URLCONF)
    context = {"company": entrance.tenant.short_name, "door": door, "ticket": handover.ticket(entrance)}
    response = render(request, "platform/cabinet_enter.html", context)
    response._csp_update = {"form-action": [host]}  # type: ignore[attr-defined]  # read by django-csp
    response["Referrer-Policy"] = "strict-origin"
    return response


@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """«Забыли пароль?»: the same answer whether somebody has this login or not."""
    form = ForgottenPasswordForm(request.POST or None)
    if request.method == "POST":
        rates = {"ip": "20/h", "login": "5/h"}
        if refusal := refuse_when_too_often(request, group="forgotten", rates=rates, login_field="username"):
            return refusal
        if form.is_valid():
            form.send()
            return redirect("registration:forgotten_sent")
    return render(request, "platform/cabinet_forgotten.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def forgotten_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "platform/cabinet_forgotten_sent.html")
