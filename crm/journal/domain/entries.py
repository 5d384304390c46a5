"""Writing the journal: every domain function that changes something calls `record` in its transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models

from crm.journal.models import Entry
from editing.authors import Save
from identity.models import User
from identity.origin import current_origin
from tenants.context import on_platform
from tenants.secrets import Secret
from watch.ids import current_id

HIDDEN = "скрыто"
# A field of such a name may hold what opens doors: that it changed is written, from what to what never.
_SECRET_NAMES = ("password", "secret", "token", "api_key", "recovery_code")
_PLAIN = (str, int, bool, type(None))

Changes = Mapping[str, list[Any]]


def record(*, action: str, obj: models.Model, by: User | None, changes: Changes | None = None) -> Entry:
    """Write one act into the journal. `by` is None for the system itself; `changes`: field → [before, after]."""
    return write(
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_text=str(obj),
        by=by,
        changes=changes,
    )


def record_export(
    *, action: str, what: type[models.Model], by: User | None, rows: int, filters: Mapping[str, str] | None = None,
    form: str = "", obj: models.Model | None = None,
) -> Entry:  # fmt: skip
    """Write that rows of `what` left the system: how many, cut by what (label → value), in which form («XLSX»).

    Every export that holds data of people calls it (152-ФЗ, ст. 19 ч. 2 п. 8: acts with personal data are kept count
    of). `obj` is the one object whose data left, if it is one.
    """
    told = "; ".join(f"{label}: {value}" for label, value in (filters or {}).items())
    changes: dict[str, list[Any]] = {"export_rows": [None, rows], "export_filters": [None, told or "без отбора"]}
    if form:
        changes["export_form"] = [None, form]
    return write(
        action=action,
        object_type=what._meta.label_lower,
        object_id=str(obj.pk) if obj else "",
        object_text=str(obj) if obj else _capitalised(str(what._meta.verbose_name_plural)),
        by=by,
        changes=changes,
    )


def write(
    *, action: str, object_type: str, object_id: str, object_text: str, by: User | None,
    changes: Changes | None = None, channel: str = "",
) -> Entry:  # fmt: skip
    """Write an act upon what is no row of ours, or no longer. `channel` where the session is only being opened."""
    origin = current_origin()
    return Entry.objects.create(
        actor=by,
        action=action,
        object_type=object_type,
        object_id=object_id,
        object_text=object_text[:300],
        changes=_plain(changes or {}),
        channel=channel or origin.channel,
        address=origin.address,
        device=origin.device,
        operator=origin.operator,
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


def is_secret(name: str) -> bool:
    """True for a field whose value is never written nor shown."""
    return any(word in name.lower() for word in _SECRET_NAMES)


def _plain(changes: Changes) -> dict[str, list[Any]]:
    return {name: [_plain_value(name, value) for value in pair] for name, pair in changes.items()}


def _plain_value(name: str, value: Any) -> Any:
    if isinstance(value, Secret) or (is_secret(name) and not isinstance(value, bool)):
        return HIDDEN if value else ""
    if isinstance(value, list | tuple | set | frozenset):
        one_by_one = [_plain_value(name, one) for one in value]
        return sorted(one_by_one, key=str) if isinstance(value, set | frozenset) else one_by_one
    return value if isinstance(value, _PLAIN) else str(value)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
