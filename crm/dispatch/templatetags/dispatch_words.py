from django import template
from django.utils import timezone

from crm.dispatch.domain import words
from crm.dispatch.domain.words import Left
from crm.dispatch.enums import Priority, Status
from crm.dispatch.models import Request
from identity.phones import show_phone

register = template.Library()

_PRIORITY_ICONS = {
    Priority.EMERGENCY: "warning", Priority.URGENT: "time", Priority.NORMAL: "minus",
    Priority.PLANNED: "calendar-alt",
}  # fmt: skip
_PHONE_ICONS = {
    Priority.EMERGENCY: "alarm", Priority.URGENT: "clock", Priority.NORMAL: "usual", Priority.PLANNED: "planned",
}  # fmt: skip
_STATUS_ICONS = {Status.NEW: "plus", Status.WORKING: "cogs", Status.DONE: "check", Status.CANCELLED: "cross"}


@register.filter
def left(request: Request) -> Left:
    """How much time is left, in words and with a tone."""
    return words.left_of(request, timezone.now())


@register.filter
def span(time: object) -> str:
    """«1 ч 20 мин»."""
    return words.span(time)  # type: ignore[arg-type]  # a timedelta by the template


@register.filter
def priority_icon(priority: int) -> str:
    """The pictogram of a priority (manual, section 6, 9)."""
    return _PRIORITY_ICONS[Priority(int(priority))]


@register.filter
def phone_icon(priority: int) -> str:
    """The same among the icons of `/m/`."""
    return _PHONE_ICONS[Priority(int(priority))]


@register.filter
def status_icon(status: str) -> str:
    """The pictogram of a status."""
    return _STATUS_ICONS[Status(status)]


@register.filter
def phone(e164: str) -> str:
    """+7 908 437-34-18."""
    return show_phone(e164) if e164 else ""


@register.filter
def where(request: Request) -> str:
    """«кв. 12», «подъезд 2», «двор»: what of the house it is about."""
    return words.place_of(request)
