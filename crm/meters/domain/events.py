"""«История показаний»: every act with a meter or a reading leaves a row, in the transaction of the act."""

from collections.abc import Mapping
from typing import Any

from crm.meters.enums import Deed, Source
from crm.meters.models import Meter, MeterEvent, Reading
from identity.models import User

_PLAIN = (str, int, bool, type(None))


def note(
    meter: Meter,
    deed: Deed,
    *,
    by: User | None,
    source: Source,
    reading: Reading | None = None,
    changes: Mapping[str, list[Any]] | None = None,
) -> MeterEvent:
    """Write what happened to a meter. `by` is None for a resident by a link and for the system itself.

    `changes`: field → [before, after]; dates and numbers are kept as text.
    """
    event = event_of(meter, deed, by=by, source=source, reading=reading, changes=changes)
    event.save()
    return event


def event_of(
    meter: Meter,
    deed: Deed,
    *,
    by: User | None,
    source: Source,
    reading: Reading | None = None,
    changes: Mapping[str, list[Any]] | None = None,
) -> MeterEvent:
    """The same, not written yet: many go into the table at once."""
    return MeterEvent(
        meter=meter,
        house_id=house_of(meter),
        reading=reading,
        deed=deed,
        source=source,
        by=by,
        changes={name: [_plain(value) for value in pair] for name, pair in (changes or {}).items()},
    )


def house_of(meter: Meter) -> int:
    """The id of the house where the meter stands: its own, or that of its account."""
    if meter.house_id is not None:
        return meter.house_id
    if meter.account is None:
        raise ValueError("A meter of nobody")  # the database refuses such a row
    return meter.account.house_id


def _plain(value: Any) -> Any:
    return value if isinstance(value, _PLAIN) else str(value)
