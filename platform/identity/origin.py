"""From where the running code was asked: the journal and letters about sign-in tell it to people."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.http import HttpRequest

from identity.channels import VISIT_BY

_request: ContextVar[HttpRequest | None] = ContextVar("origin", default=None)
_operator: ContextVar[str] = ContextVar("operator", default="")
_LONGEST_DEVICE = 300


@dataclass(frozen=True)
class Origin:
    """`channel` is empty for visitors and for the system itself; `device` is the browser's own word (User-Agent)."""

    channel: str = ""
    address: str | None = None
    device: str = ""
    operator: str = ""  # the name of Бурмистр's operator who is here in the name of the person


def origin_of(request: HttpRequest) -> Origin:
    """Where this request comes from; the address is the visitor's, put right by `config.proxy`."""
    user = getattr(request, "user", None)
    who = user if user is not None and user.is_authenticated else None
    return Origin(
        channel=str(who.channel) if who else "",
        address=request.META.get("REMOTE_ADDR") or None,
        device=request.headers.get("User-Agent", "")[:_LONGEST_DEVICE],
        operator=request.session.get(VISIT_BY, "") if who else "",
    )


def current_origin() -> Origin:
    """Where the click that the running code works for comes from; empty in commands, and in workers but for the
    operator during whose visit the task was sent."""
    request = _request.get()
    return origin_of(request) if request is not None else Origin(operator=_operator.get())


def current_operator() -> str:
    """The name of Бурмистр's operator whose visit the running code belongs to, or an empty text; costs nothing."""
    return _operator.get()


@contextmanager
def on_behalf_of(operator: str) -> Iterator[None]:
    """The code in the block, and the tasks that it sends, are this operator's in somebody's name; "" for nobody."""
    token = _operator.set(operator)
    try:
        yield
    finally:
        _operator.reset(token)


@contextmanager
def asked_by(request: HttpRequest) -> Iterator[None]:
    """The code in the block works for this request; Wagtail's preview nests them."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)
