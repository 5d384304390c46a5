"""The platform's site apart from its home page. Every page works without scripts; htmx only saves a reload."""

from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from identity.throttle import refuse_when_too_often
from places.domain import settlements
from places.models import FederalDistrict
from registration import consent
from registration.domain import applications, progress, queries
from registration.forms import AnswerForm, JoinForm, MessageForm
from registration.home import public_steps, quote_from
from registration.models import Application
from registration.wording import place_of
from tenants.errors import DomainError


@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """«Присоединиться»: the form, with the district from the map."""
    code = request.POST.get("district") or request.GET.get("district", "")
    district = FederalDistrict.objects.filter(code=code).first()
    form = JoinForm(request.POST or None, district=district.code if district else "")
    if request.method == "POST":
        if refusal := _too_often(request, group="join", rate="30/5m"):
            return refusal
        if form.is_valid() and (application := form.apply(request)):
            return redirect(application)
    context = {"form": form, "district": district}
    return render(request, "platform/join.html", context, status=422 if form.errors else 200)


@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """Settlements that begin with what is typed, those of the chosen district first."""
    text, _, region = request.GET.get("city", "")[:100].partition(",")
    district = request.GET.get("district", "")
    found = settlements.suggest(text, district=district) or settlements.suggest(text)
    if region:
        found = [place for place in found if place.region.name == region.strip()]
    exact = [place for place in found if place.name_key == settlements.name_key(text)]
    context = {
        "options": [(place_of(place), place.get_kind_display()) for place in found],
        "place": exact[0] if len(exact) == 1 else None,
    }
    return render(request, "platform/suggest.html", context)


@never_cache
def application(request: HttpRequest, token: UUID) -> HttpResponse:
    """How far the application is; here a question is answered. The address is the applicant's only key."""
    found = get_object_or_404(queries.applications(), token=token)
    form = AnswerForm(request.POST or None)
    if request.method == "POST":
        if refusal := _too_often(request, group="answer", rate="20/5m"):
            return refusal
        if form.is_valid() and _answer(found, form):
            return redirect(found)
    template = "platform/application_state.html" if request.htmx else "platform/application.html"  # type: ignore[attr-defined]  # django-htmx
    return render(request, template, _application_context(found, form))


def _application_context(found: Application, form: AnswerForm) -> dict[str, Any]:
    return {"application": found, "progress": progress.for_applicant(found), "form": form}


def _answer(found: Application, form: AnswerForm) -> bool:
    try:
        applications.answer(found, text=form.cleaned_data["text"])
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    return True


def message(request: HttpRequest) -> HttpResponse:
    """«Напишите нам», also sent from the home page."""
    form = MessageForm(request.POST or None)
    if request.method != "POST":
        return render(request, "platform/message.html", {"form": form})
    if refusal := _too_often(request, group="message", rate="10/5m"):
        return refusal
    try:
        if form.is_valid() and form.send(ip=request.META["REMOTE_ADDR"]):
            return redirect("registration:message_sent")
    except DatabaseError:
        return render(request, "platform/message.html", {"form": form, "not_sent": True}, status=503)
    return render(request, "platform/message.html", {"form": form}, status=422)


@require_safe
def message_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "platform/message_sent.html")


@require_safe
def price(request: HttpRequest) -> HttpResponse:
    """The calculator's answer alone."""
    return render(request, "platform/price.html", {"quote": quote_from(request, public_steps())})


@require_safe
def consent_text(request: HttpRequest, version: str = consent.CURRENT.version) -> HttpResponse:
    """The consent to personal data processing; old versions stay readable."""
    if version not in consent.VERSIONS:
        raise Http404("No such version")
    return render(request, "platform/consent.html", {"text": consent.VERSIONS[version]})


def draw_error(request: HttpRequest, about: dict[str, Any]) -> HttpResponse:
    """A page of errors in the platform's look."""
    return render(request, "platform/error.html", about)


def _too_often(request: HttpRequest, *, group: str, rate: str) -> HttpResponse | None:
    return refuse_when_too_often(request, group=group, rates={"ip": rate})
