"""Writing the journal: every domain function that changes something calls `record` in its transaction."""

from datetime import datetime
from typing import Any

from django.db import models

from crm.journal.models import Entry
from editing.authors import Save
from identity.models import User
from identity.origin import current_origin
from tenants.context import on_platform
from watch.ids import current_id


def record(*, action: str, obj: models.Model, by: User | None, changes: dict[str, list[Any]] | None = None) -> Entry:
    """Write one act into the journal. `by` is None for the system itself; `changes`: field → [before, after]."""
    origin = current_origin()
    return Entry.objects.create(
        actor=by,
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_text=str(obj)[:300],
        changes=_plain(changes or {}),
        channel=origin.channel,
        address=origin.address,
        device=origin.device,
        request_id=current_id(),
    )


def differences(before: models.Model | None, after: models.Model, fields: list[str]) -> dict[str, list[Any]]:
    """Fields whose values differ, as [before, after]; `before` is None for a new object."""
    old = {name: getattr(before, name) if before else None for name in fields}
    new = {name: getattr(after, name) for name in fields}
    return {name: [old[name], new[name]] for name in fields if old[name] != new[name]}


def last_save(row: models.Model, since: datetime) -> Save | None:
    """Who changed a row last since that time; nobody on the platform's side, which has no journal."""
    if on_platform():
        return None
    entries = Entry.objects.filter(object_type=row._meta.label_lower, object_id=str(row.pk), at__gte=since)
    entry = entries.select_related("actor").order_by("-id").first()
    return Save(str(entry.actor or ""), entry.at) if entry else None


def _plain(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    keep = (str, int, bool, type(None))
    return {
        name: [value if isinstance(value, keep) else str(value) for value in pair] for name, pair in changes.items()
    }
