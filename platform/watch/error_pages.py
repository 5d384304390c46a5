"""The pages that say something went wrong: what, what to do, whom to ring, and the id to name.

Each side of the service registers how it draws such a page in its own look. If that fails too, or nobody knows yet
whose host it is, the plain page stands: it asks neither the database nor Redis, and shows the dispatcher's phone
from the memory of this process.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import ConnectionError as RedisConnectionError

from watch import ids

log = structlog.get_logger(__name__)

Look = Callable[[HttpRequest, dict[str, Any]], HttpResponse]


@dataclass(frozen=True)
class Trouble:
    """What a page of errors says."""

    status: int
    title: str
    text: str
    retry_after: int = 0  # seconds; 0: trying again does not help
    plain: bool = False  # drawn without asking the database or Redis, which may be what is away


@dataclass(frozen=True)
class Contact:
    """Whom to ring, as last shown on a good page of the host."""

    company: str
    phone: str
    dial: str


NOT_FOUND = Trouble(404, "Такой страницы нет", "Она переехала, или в адресе опечатка.")
NOT_UNDERSTOOD = Trouble(
    400, "Запрос не удалось понять", "Так бывает, если адрес скопирован не целиком. Вернитесь и попробуйте ещё раз."
)
NOT_ALLOWED = Trouble(
    403, "Сюда нет доступа", "У вас нет права на эту страницу. Если она нужна по работе, попросите руководителя."
)
TOO_LARGE = Trouble(
    413, "Слишком большой файл", "Столько за один раз не принимается. Уменьшите файл или отправьте его частями."
)
TOO_OFTEN = Trouble(429, "Слишком много попыток", "Подождите пять минут и попробуйте снова.", retry_after=300)
OUT_OF_DATE = Trouble(
    403,
    "Страница устарела",
    "Она открыта давно, и отправленное не принято. Вернитесь, обновите страницу и отправьте ещё раз.",
)
BROKEN = Trouble(500, "Страница сломалась", "Мы уже знаем и чиним. Попробуйте ещё раз через минуту.")
AWAY = Trouble(
    503,
    "Сервис ненадолго прервался",
    "Мы уже знаем и чиним. Сохранённое не пропало. Попробуйте через несколько минут.",
    retry_after=60,
    plain=True,
)

MOST_CONTACTS = 5_000
_looks: dict[str, Look] = {}
_looks_below: dict[str, tuple[str, Look, bool]] = {}
_contacts: dict[str, Contact] = {}


def draw_with(side: str, look: Look) -> None:
    """Register how pages of errors look on a side: "platform" or "tenant"."""
    _looks[side] = look


def draw_below(prefix: str, look: Look, *, side: str = "tenant", needs_nothing: bool = False) -> None:
    """Register another look for addresses that begin so. `needs_nothing`: it stands also while the database is away."""
    _looks_below[prefix] = (side, look, needs_nothing)


def remember(host: str, contact: Contact) -> None:
    """Keep whom to ring at a host, for the hour when the database cannot be asked."""
    if len(_contacts) >= MOST_CONTACTS and host not in _contacts:
        del _contacts[next(iter(_contacts))]
    _contacts[host] = contact


def show(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """The page of a trouble in the look of its side."""
    context = {
        "trouble": trouble,
        # A page that does not exist needs no looking up, and must be the same for what is missing and what is foreign.
        "request_id": "" if trouble.status == 404 else ids.current_id(),
        "way_on": _way_on(request),
        "back": _back(request),
    }
    response = None
    if look := _look_for(request, trouble):
        try:
            response = look(request, context)
        except Exception:  # whatever broke the page may break this one too: the plain page needs nothing
            log.exception("the page of errors broke as well")
    if response is None:
        contact = _contacts.get(request.META.get("HTTP_HOST", ""))
        response = render(None, "base/error.html", context | {"contact": contact})
    response.status_code = trouble.status
    response["Cache-Control"] = "no-store"
    if trouble.retry_after:
        response["Retry-After"] = str(trouble.retry_after)
    return response


def _look_for(request: HttpRequest, trouble: Trouble) -> Look | None:
    side = _side(request)
    for prefix, (its_side, look, needs_nothing) in _looks_below.items():
        if side == its_side and request.path.startswith(prefix):
            return look if needs_nothing or not trouble.plain else None
    return None if trouble.plain else _looks.get(side)


def _side(request: HttpRequest) -> str:
    if not hasattr(request, "tenant"):
        return ""
    return "tenant" if request.tenant else "platform"


def _way_on(request: HttpRequest) -> tuple[str, str]:
    for office in settings.ADMIN_PREFIXES:
        if request.path.startswith(office):
            return office, "На рабочий стол"
    for start in _looks_below:
        if request.path.startswith(start):
            return start, "На главную"
    return "/", "На главную"


def _back(request: HttpRequest) -> str:
    """The page from which one came, if it is ours and another."""
    came_from = urlsplit(request.META.get("HTTP_REFERER", ""))
    if came_from.netloc != request.META.get("HTTP_HOST") or not came_from.path.startswith("/"):
        return ""
    return came_from.path if request.method == "POST" or came_from.path != request.path else ""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show(request, TOO_LARGE if isinstance(exception, RequestDataTooBig) else NOT_UNDERSTOOD)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show(request, NOT_ALLOWED)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show(request, NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 while the database or Redis does not answer, as then nothing is broken and waiting helps."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError | RedisConnectionError)
    return show(request, AWAY if away else BROKEN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open for too long, or was sent from elsewhere."""
    return show(request, OUT_OF_DATE)
