"""What makes the shell an app on a phone: the manifest, the worker, the page without network, icons and colours.

Nothing here knows who asks: it is the same for everybody at the company's host, so a phone may keep it.
"""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from crm.mobile import icons, surroundings
from tenants.context import current_tenant

_YEAR = 31_536_000
_ASK_EACH_TIME = "no-cache"


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """By which a phone installs the shell: the company's name, colour and icons."""
    company, colours = current_tenant(), surroundings.colours()
    home = reverse("mobile_home")
    answer = JsonResponse(
        {
            "id": home,
            "name": f"{company.short_name}: сотрудники",
            "short_name": company.short_name[:24],
            "description": "Работа с телефона: заявки, коллеги, телефоны.",
            "lang": "ru",
            "start_url": home,
            "scope": home,
            "display": "standalone",
            "orientation": "portrait",
            "theme_color": colours.accent,
            "background_color": colours.accent,
            "icons": [
                {"src": _icon(size, colours), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
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
def look(request: HttpRequest) -> HttpResponse:
    """The company's colours as custom properties; the address changes with them."""
    colours = surroundings.colours()
    text = f":root{{--company:{colours.accent};--on-company:{colours.on_accent}}}"
    return _kept(HttpResponse(text, content_type="text/css"), request, colours)


@require_safe
def icon(request: HttpRequest, size: int) -> HttpResponse:
    """The icon in one of the sizes that phones ask for."""
    if size not in icons.SIZES:
        raise Http404
    colours = surroundings.colours()
    return _kept(HttpResponse(icons.draw(size, colours), content_type="image/png"), request, colours)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: keeps the look and the pages without network; what holds data a page puts away itself."""
    colours = surroundings.colours()
    phone = surroundings.emergency_phone()
    kept = [
        reverse("mobile_offline"), reverse("mobile_unsent"), f"{reverse('mobile_look')}?v={colours.version}",
        _icon(192, colours),
        *map(static, ("mobile/mobile.css", "mobile/mobile.js", "mobile/outbox.js", "mobile/icons.svg")),
    ]  # fmt: skip
    told = [*kept, current_tenant().short_name, phone.text if phone else ""]  # what stands on the page without network
    version = hashlib.sha256("\n".join(told).encode()).hexdigest()[:12]
    context = {
        "kept": kept, "offline": kept[0], "version": version,
        "company": current_tenant(), "home": reverse("mobile_home"), "icon": _icon(192, colours),
    }  # fmt: skip
    answer = render(request, "mobile/worker.js", context, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = _ASK_EACH_TIME
    return answer


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page without network: the same for everybody, with the phone that works without the internet."""
    return _same_for_all(request, "mobile/offline.html")


@require_safe
def unsent(request: HttpRequest) -> HttpResponse:
    """«Ждут отправки»: an empty page, which the phone fills with what it keeps itself."""
    return _same_for_all(request, "mobile/unsent.html")


def _same_for_all(request: HttpRequest, template: str) -> HttpResponse:
    context = {
        "company": current_tenant(),
        "colours": surroundings.colours(),
        "emergency": surroundings.emergency_phone(),
    }
    answer = render(request, template, context)
    answer["Cache-Control"] = _ASK_EACH_TIME
    return answer


def _icon(size: int, colours: surroundings.Colours) -> str:
    return f"{reverse('mobile_icon', args=[size])}?v={colours.version}"


def _kept(answer: HttpResponse, request: HttpRequest, colours: surroundings.Colours) -> HttpResponse:
    current = request.GET.get("v") == colours.version
    answer["Cache-Control"] = f"public, max-age={_YEAR}, immutable" if current else _ASK_EACH_TIME
    return answer
