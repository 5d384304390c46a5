"""Reads of the journal. Every one stays quick on a million entries: newest first, a page at a time, by the indexes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from crm.journal.models import Entry

PER_PAGE = 50
_ORDER = ("-at", "-id")

# Walks the index from one type to the next: as many steps as there are types, however many entries.
_TYPES = """
    WITH RECURSIVE met AS (
        (SELECT object_type FROM journal_entry ORDER BY object_type LIMIT 1)
        UNION ALL
        SELECT (SELECT object_type FROM journal_entry
                WHERE object_type > met.object_type ORDER BY object_type LIMIT 1)
        FROM met WHERE met.object_type IS NOT NULL
    )
    SELECT object_type FROM met WHERE object_type IS NOT NULL
"""


@dataclass(frozen=True)
class Sought:
    """What somebody looks for; what is not said is not asked. Days are those of the person's own zone."""

    actor_id: int | None = None
    by_system: bool = False
    actions: Collection[str] = ()
    object_type: str = ""
    object_id: str = ""
    since: date | None = None
    until: date | None = None
    address: str = ""
    text: str = ""


@dataclass(frozen=True)
class Page:
    """Some entries, newest first, and from where the neighbouring pages go on (None: there is none)."""

    entries: list[Entry]
    newer: int | None = None
    older: int | None = None


def find(sought: Sought) -> QuerySet[Entry]:
    """The entries that were sought, newest first, with who did it."""
    found = Entry.objects.select_related("actor").order_by(*_ORDER)
    if sought.by_system:
        found = found.filter(actor=None)
    exact = {
        "actor_id": sought.actor_id,
        "action__in": list(sought.actions),
        "object_type": sought.object_type,
        "object_id": sought.object_id,
        "address": sought.address,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if sought.since:
        found = found.filter(at__gte=_midnight(sought.since))
    if sought.until:
        found = found.filter(at__lt=_midnight(sought.until + timedelta(days=1)))
    for word in sought.text.split():
        found = found.alias(said=Cast("changes", TextField())).filter(
            Q(object_text__icontains=word) | Q(said__icontains=word)
        )
    return found


def page_of(found: QuerySet[Entry], *, before: int | None = None, after: int | None = None) -> Page:
    """The page that follows the entry `before` or stands in front of the entry `after`; the first one without both.

    No page is counted from the beginning, so the last costs as much as the first.
    """
    if after and (start := _moment(after)):
        newer = found.filter(at__gte=start).exclude(at=start, id__lte=after).order_by("at", "id")
        entries = list(newer[: PER_PAGE + 1])
        if len(entries) > PER_PAGE:
            entries = entries[PER_PAGE - 1 :: -1]
            return Page(entries, newer=entries[0].pk, older=entries[-1].pk)
    newest: int | None = None
    if before and (start := _moment(before)):
        found = found.filter(at__lte=start).exclude(at=start, id__gte=before)
        newest = before
    entries = list(found[: PER_PAGE + 1])
    older = entries[PER_PAGE - 1].pk if len(entries) > PER_PAGE else None
    entries = entries[:PER_PAGE]
    return Page(entries, newer=entries[0].pk if newest and entries else None, older=older)


def types_met() -> list[str]:
    """The kinds of objects about which there are entries ("company.employee")."""
    with connection.cursor() as cursor:
        cursor.execute(_TYPES)
        return [label for (label,) in cursor.fetchall()]


def of_objects(keys: Collection[tuple[str, str]]) -> QuerySet[Entry]:
    """What was done to these objects (type, number), newest first."""
    wanted = Q(pk__in=[])
    for object_type, object_id in keys:
        wanted |= Q(object_type=object_type, object_id=object_id)
    return Entry.objects.filter(wanted).select_related("actor").order_by(*_ORDER)


def _moment(entry: int) -> datetime | None:
    return Entry.objects.filter(pk=entry).values_list("at", flat=True).first()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
