"""What makes the shell an app on a phone: the manifest, the worker, the page without network, icons and colours."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from crm.mobile import icons, installing, surroundings
from tenants.context import current_tenant


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """By which a phone installs the shell: the company's name, colour and icons."""
    company, home = current_tenant(), reverse("mobile_home")
    return installing.manifest(
        home=home,
        start=home,
        icon=_icon,
        name=f"{company.short_name}: сотрудники",
        short_name=company.short_name[:24],
        description="Работа с телефона: заявки, коллеги, телефоны.",
        orientation="portrait",
        background_color=surroundings.colours().accent,
    )


@require_safe
def look(request: HttpRequest) -> HttpResponse:
    """The company's colours as custom properties; the address changes with them."""
    colours = surroundings.colours()
    text = f":root{{--company:{colours.accent};--on-company:{colours.on_accent}}}"
    return installing.kept(HttpResponse(text, content_type="text/css"), request, colours.version)


@require_safe
def icon(request: HttpRequest, size: int) -> HttpResponse:
    """The icon in one of the sizes that phones ask for."""
    if size not in icons.SIZES:
        raise Http404
    colours = surroundings.colours()
    drawn = HttpResponse(icons.draw(size, colours), content_type="image/png")
    return installing.kept(drawn, request, colours.version)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: keeps the look and the pages without network; what holds data a page puts away itself."""
    company, phone = current_tenant(), surroundings.emergency_phone()
    kept = [
        reverse("mobile_offline"), reverse("mobile_unsent"),
        f"{reverse('mobile_look')}?v={surroundings.colours().version}", _icon(192),
        *map(static, ("mobile/mobile.css", "mobile/mobile.js", "mobile/outbox.js", "mobile/icons.svg")),
    ]  # fmt: skip
    return installing.worker(
        request, "mobile/worker.js", kept, told=[company.short_name, phone.text if phone else ""],
        company=company, home=reverse("mobile_home"), icon=_icon(192),
    )  # fmt: skip


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
    return installing.anew(render(request, template, context))


def _icon(size: int) -> str:
    return f"{reverse('mobile_icon', args=[size])}?v={surroundings.colours().version}"
