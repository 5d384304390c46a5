"""Nothing here knows who asks: it is the same for everybody at the company's host, so a phone may keep it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from crm.company.models import Profile
from crm.mobile import installing, surroundings
from sites_cms.app import icons
from sites_cms.appearance.domain.looks import look_of
from tenants.context import current_tenant

_HOME = "/"


def manifest_of(request: HttpRequest, *, start: str) -> HttpResponse:
    """By which a phone installs the site; it opens at `start`."""
    profile = Profile.load(request)
    return installing.manifest(
        home=_HOME,
        start=start,
        icon=lambda size: _icon(size, profile),
        name=profile.short_name,
        short_name=profile.short_name[:24],
        description="Уведомления, заявки и показания вашего дома.",
        background_color="#ffffff",
    )


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The manifest of every page that is not somebody's own."""
    return manifest_of(request, start=_HOME)


@require_safe
def icon(request: HttpRequest, size: int) -> HttpResponse:
    """The icon in one of the sizes that phones ask for."""
    if size not in icons.SIZES:
        raise Http404
    profile = Profile.load(request)
    drawn = HttpResponse(icons.draw(size, profile), content_type="image/png")
    return installing.kept(drawn, request, icons.version(profile))


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: a page for when there is no network, and pushes."""
    profile = Profile.load(request)
    kept = [
        reverse("site_offline"), static("site/site.css"),
        f"{reverse('site_tokens')}?v={look_of(request).version}",
    ]  # fmt: skip
    return installing.worker(
        request, "site/worker.js", kept, told=[profile.short_name, profile.emergency_phone, icons.version(profile)],
        company=profile, home=_HOME, icon=_icon(192, profile),
    )  # fmt: skip


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page without network: in plain words, with the phone that works without the internet."""
    context: dict[str, Any] = {
        "company": current_tenant(), "colours": surroundings.colours(), "emergency": surroundings.emergency_phone(),
        "version": look_of(request).version,
    }  # fmt: skip
    return installing.anew(render(request, "site/offline.html", context))


def _icon(size: int, profile: Profile) -> str:
    return f"{reverse('site_icon', args=[size])}?v={icons.version(profile)}"
