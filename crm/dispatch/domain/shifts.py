"""«Сдал» and «принял» on one sheet: what is open, who was promised a call, which keys are out; signed by both."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from crm.dispatch.domain.outage_queries import current_outages
from crm.dispatch.domain.words import left_of
from crm.dispatch.enums import OPEN, NoteKind, Priority
from crm.dispatch.models import Handover, Request, ShiftNote
from crm.journal.domain.entries import record
from identity.models import User
from tenants.errors import DomainError

MOST_NOTES = 200
MOST_EMERGENCIES = 100


def notes_to_remember() -> list[ShiftNote]:
    """What nobody has done yet, oldest first."""
    return list(ShiftNote.objects.filter(done_at=None).select_related("by", "request")[:MOST_NOTES])


def open_emergencies() -> list[Request]:
    """Emergencies that are not done, by deadline; a shift answers for all of the company's."""
    found = Request.objects.filter(status__in=OPEN, priority=Priority.EMERGENCY)
    return list(found.select_related("house", "account", "type").order_by("due_at", "number")[:MOST_EMERGENCIES])


def waiting() -> Handover | None:
    """A shift that was handed over and not yet taken."""
    return Handover.objects.filter(taken_at=None).select_related("handed_by").first()


def on_shift() -> Handover | None:
    """The last shift that was taken: whoever took it is on duty."""
    return Handover.objects.filter(taken_at__isnull=False).select_related("handed_by", "taken_by").first()


@transaction.atomic
def add_note(*, kind: NoteKind, text: str, by: User, request: Request | None = None) -> ShiftNote:
    """Write down a promised call, keys that were given out, or another thing for the next shift."""
    text = " ".join(text.split())
    if not text:
        raise DomainError("Напишите, о чём помнить.", field="text")
    if len(text) > 500:
        raise DomainError("Слишком длинно: не больше 500 знаков.", field="text")
    note = ShiftNote.objects.create(kind=kind, text=text, request=request, by=by)
    record(action="dispatch.note_added", obj=note, by=by, changes={"text": [None, text]})
    return note


@transaction.atomic
def finish_note(note: ShiftNote, *, by: User) -> ShiftNote:
    """Called back, keys returned. Raises DomainError if somebody has done it already."""
    note = ShiftNote.objects.select_for_update().get(pk=note.pk)
    if note.done_at is not None:
        raise DomainError("Это уже отмечено сделанным.")
    note.done_at, note.done_by = timezone.now(), by
    note.save(update_fields=["done_at", "done_by"])
    record(action="dispatch.note_done", obj=note, by=by, changes={"text": [note.text, None]})
    return note


@transaction.atomic
def hand_over(*, remark: str, by: User) -> Handover:
    """«Смену сдал»: what is open at this moment stays on the sheet. Raises DomainError while another one waits."""
    remark = remark.strip()
    if len(remark) > 1000:
        raise DomainError("Слишком длинно: не больше 1000 знаков.", field="remark")
    try:
        with transaction.atomic():
            handover = Handover.objects.create(handed_by=by, sheet=_sheet(), remark=remark)
    except IntegrityError:
        raise DomainError("Смену уже сдали, её ещё не приняли.") from None
    record(action="dispatch.shift_handed", obj=handover, by=by)
    return handover


@transaction.atomic
def take_over(handover: Handover, *, by: User) -> Handover:
    """«Смену принял». Raises DomainError for one's own, and for one that somebody has taken."""
    handover = Handover.objects.select_for_update().get(pk=handover.pk)
    if handover.taken_at is not None:
        raise DomainError("Эту смену уже приняли.")
    if handover.handed_by_id == by.pk:
        raise DomainError("Свою смену принимает другой: сменщик входит под своим именем.")
    handover.taken_by, handover.taken_at = by, timezone.now()
    handover.save(update_fields=["taken_by", "taken_at"])
    record(action="dispatch.shift_taken", obj=handover, by=by)
    return handover


def _sheet() -> dict[str, Any]:
    """In words, so that the sheet says years later what it said that morning."""
    now = timezone.now()
    return {
        "open": Request.objects.filter(status__in=OPEN).count(),
        "emergencies": [
            {"number": one.number, "where": _where(one), "text": one.text[:200], "left": left_of(one, now).words}
            for one in open_emergencies()
        ],
        "outages": [str(outage) for outage in current_outages()],
        "notes": [{"kind": note.get_kind_display(), "text": note.text} for note in notes_to_remember()],
    }


def _where(request: Request) -> str:
    return ", ".join(filter(None, (request.house.address, request.account.premises if request.account else "")))
