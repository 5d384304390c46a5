"""Nothing here knows who asks: it is the same for everybody at the company's host, so a phone may keep it."""

import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from crm.company.models import Profile
from crm.mobile import surroundings
from sites_cms.app import icons
from sites_cms.appearance.domain.looks import look_of
from tenants.context import current_tenant

_YEAR = 31_536_000
_ASK_EACH_TIME = "no-cache"
_HOME = "/"


def manifest_of(request: HttpRequest, *, start: str) -> JsonResponse:
    """By which a phone installs the site; it opens at `start`."""
    profile, colours = Profile.load(request), surroundings.colours()
    answer = JsonResponse(
        {
            "id": _HOME,
            "name": profile.short_name,
            "short_name": profile.short_name[:24],
            "description": "Уведомления, заявки и показания вашего дома.",
            "lang": "ru",
            "start_url": start,
            "scope": _HOME,
            "display": "standalone",
            "theme_color": colours.accent,
            "background_color": "#ffffff",
            "icons": [
                {"src": _icon(size, profile), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
                for size in icons.SIZES[1:]
                for purpose in ("any", "maskable")
            ],
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )
    answer["Cache-Control"] = _ASK_EACH_TIME
    return answer


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
    answer = HttpResponse(icons.draw(size, profile), content_type="image/png")
    is_current = request.GET.get("v") == icons.version(profile)
    answer["Cache-Control"] = f"public, max-age={_YEAR}, immutable" if is_current else _ASK_EACH_TIME
    return answer


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: a page for when there is no network, and pushes."""
    profile = Profile.load(request)
    kept = [
        reverse("site_offline"), static("site/site.css"),
        f"{reverse('site_tokens')}?v={look_of(request).version}",
    ]  # fmt: skip
    told = [*kept, profile.short_name, profile.emergency_phone, icons.version(profile)]
    context = {
        "company": profile, "kept": kept, "offline": kept[0], "home": _HOME, "icon": _icon(192, profile),
        "version": hashlib.sha256("\n".join(told).encode()).hexdigest()[:12],
    }  # fmt: skip
    answer = render(request, "site/worker.js", context, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = _ASK_EACH_TIME
    return answer


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page without network: in plain words, with the phone that works without the internet."""
    context: dict[str, Any] = {
        "company": current_tenant(), "colours": surroundings.colours(), "emergency": surroundings.emergency_phone(),
        "version": look_of(request).version,
    }  # fmt: skip
    answer = render(request, "site/offline.html", context)
    answer["Cache-Control"] = _ASK_EACH_TIME
    return answer


def _icon(size: int, profile: Profile) -> str:
    return f"{reverse('site_icon', args=[size])}?v={icons.version(profile)}"
