"""What the resident may see and do of a request: no comments of the staff, executors only if the company shows them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from crm.company.models import Profile
from crm.dispatch.domain import moves, steps
from crm.dispatch.domain.hands import named
from crm.dispatch.enums import Audience, Deed, PhotoKind, Status
from crm.dispatch.models import Caller, Message, Photo, Request
from crm.dispatch.resident_events import WORDS
from tenants.errors import DomainError

MOST_SHOWN = 100
_SHOWN = [*WORDS, Deed.LOCALISED, Deed.RETURNED]


@dataclass(frozen=True)
class Step:
    """A step as the resident reads it."""

    at: datetime
    words: str
    reason: str


def steps_for(request: Request) -> list[Step]:
    """What happened, oldest first; a change is told only if it is of the expected date."""
    found = request.events.filter(deed__in=_SHOWN).order_by("pk")[:MOST_SHOWN]
    return [
        Step(step.at, WORDS.get(Deed(step.deed), step.get_deed_display()), _reason(step.deed, step.comment))
        for step in found
        if step.deed != Deed.CHANGED or "expected_at" in step.changes
    ]


def photos_for(request: Request) -> list[Photo]:
    """What the resident sees: what happened and the result, not what it was like before the work."""
    return list(request.photos.filter(removed_at=None).exclude(kind=PhotoKind.BEFORE)[:MOST_SHOWN])


def thread_for(caller: Caller) -> list[Message]:
    """The thread with this caller: his own lines and those of the staff, not those of the neighbours."""
    found = caller.request.messages.filter(audience=Audience.RESIDENT).select_related("caller")
    return [line for line in found.order_by("pk")[:MOST_SHOWN] if line.caller_id in (None, caller.pk)]


def hands_for(request: Request) -> str:
    """Who does it, if the company shows it (manual, section 6, 12)."""
    shows = Profile.objects.values_list("show_executors", flat=True).get()
    return named(request) if shows else ""


def may_cancel(caller: Caller) -> bool:
    """While it is new, and nobody else has called about it."""
    request = caller.request
    return request.status == Status.NEW and caller.number == request.number and request.callers.count() == 1


def cancel(caller: Caller) -> None:
    """By the one who called. Raises DomainError if it is in work, or is others' request too."""
    if caller.request.status == Status.NEW and not may_cancel(caller):
        raise DomainError("Об этом обратились и соседи, поэтому заявку не отменить. Напишите диспетчеру.")
    moves.cancel_by_resident(caller.request, by=None)


def may_return(request: Request) -> bool:
    """Within the days in which a finished one may be returned."""
    ended = request.finished_at
    return ended is not None and timezone.now() - ended <= timedelta(days=moves.RETURN_DAYS)


@transaction.atomic
def rate(request: Request, *, stars: int, comment: str) -> Request:
    """The resident's word about the work, one to five; a later word takes the place of the earlier one.

    Raises DomainError before it is done.
    """
    request = steps.locked(request)
    if request.status != Status.DONE:
        raise DomainError("Оценить можно выполненную заявку.")
    if not 1 <= stars <= 5:
        raise DomainError("Оценка — от 1 до 5.", field="rating")
    before = request.rating
    request.rating, request.rating_comment = stars, comment.strip()[:1000]
    steps.keep(request, Deed.RATED, by=None, comment=request.rating_comment, changes={"rating": [before, stars]})
    return request


def _reason(deed: str, reason: str) -> str:
    """Why it was put off or cancelled is said; what the staff says among itself of giving it back is not."""
    return reason if deed in (Deed.POSTPONED, Deed.CANCELLED, Deed.RETURNED) else ""
