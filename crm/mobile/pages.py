"""How a page of the phone is drawn: what stands around every one of them."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from crm.mobile import outbox, surroundings, tiles
from identity.channels import Channel
from push import keys
from tenants.context import current_tenant


@dataclass(frozen=True)
class Tab:
    """A place of the bar below."""

    label: str
    url: str
    icon: str
    is_current: bool


def show(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Draw a page with the company's name and colours and, for who is signed in here, the bar below."""
    return render(request, template, around(request) | (context or {}), status=status)


def around(request: HttpRequest) -> dict[str, Any]:
    """The context of every page."""
    return {
        "company": current_tenant(),
        "colours": surroundings.colours(),
        "tabs": _tabs(request),
        "owner": outbox.owner(request),
        "push_key": keys.public_key(),
    }


def draw_error(request: HttpRequest, about: dict[str, Any]) -> HttpResponse:
    """A page of errors below `/m/`."""
    return show(request, "mobile/error.html", about | {"emergency": surroundings.emergency_phone()})


def _tabs(request: HttpRequest) -> list[Tab]:
    user = request.user
    if not user.is_authenticated or user.channel != Channel.MOBILE or user.must_change_password:
        return []
    found = [("Сегодня", "mobile_home", "today")]
    found += [(tile.label, tile.url_name, tile.icon) for tile in tiles.open_to(user) if tile.in_bar]
    found.append(("Профиль", "mobile_profile", "person"))
    here, home = request.path, reverse("mobile_home")
    urls = [reverse(name) for _, name, _ in found]
    nearest = next((url for url in urls if url == here or (url != home and here.startswith(url))), "")
    return [Tab(label, url, icon, url == nearest) for (label, _, icon), url in zip(found, urls, strict=True)]
