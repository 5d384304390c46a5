"""What is known of meters when a reading comes: two queries for any number of meters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from crm.meters.domain.consumption import MONTHS, TYPICAL, usual
from crm.meters.enums import Resource
from crm.meters.models import Meter, Reading

# Four steps down the index (meter, month) of current readings for each meter.
_NEIGHBOURS = f"""
    SELECT asked.meter, before.id, first.id, now.id, after.id
    FROM unnest(%s::bigint[], %s::date[]) AS asked (meter, month)
    LEFT JOIN LATERAL (
        SELECT id, month FROM meters_reading
        WHERE meter_id = asked.meter AND is_current AND month < asked.month ORDER BY month DESC LIMIT 1
    ) before ON true
    LEFT JOIN LATERAL (
        SELECT id FROM meters_reading
        WHERE meter_id = asked.meter AND is_current AND month < asked.month
            AND month >= before.month - interval '{MONTHS} months'
        ORDER BY month LIMIT 1
    ) first ON true
    LEFT JOIN meters_reading now ON now.meter_id = asked.meter AND now.is_current AND now.month = asked.month
    LEFT JOIN LATERAL (
        SELECT id FROM meters_reading
        WHERE meter_id = asked.meter AND is_current AND month > asked.month ORDER BY month LIMIT 1
    ) after ON true
"""  # noqa: S608  constants


@dataclass(frozen=True)
class Past:
    """The current readings around a month: the last of an earlier one, the first within half a year before that, the
    one of the month itself, the first of a later one. Only what is there."""

    before: Reading | None = None
    first: Reading | None = None
    now: Reading | None = None
    after: Reading | None = None

    def usual(self, meter: Meter) -> Decimal | None:
        """What the meter counts in a month, all tariffs together; None if nobody can tell."""
        typical = TYPICAL[Resource(meter.resource)] if meter.account_id else None
        return usual(_point(self.first), _point(self.before), limit=meter.limit, typical=typical)


def pasts_of(months: Mapping[int, date]) -> dict[int, Past]:
    """What stands around a month (its first day) of each meter; `months` is by the meters' numbers."""
    if not months:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_NEIGHBOURS, [list(months), list(months.values())])
        found = cursor.fetchall()
    readings = Reading.objects.select_related("by").in_bulk({pk for _, *pks in found for pk in pks if pk})
    return {meter: Past(*(readings.get(pk) for pk in pks)) for meter, *pks in found}


def _point(reading: Reading | None) -> tuple[date, list[Decimal]] | None:
    return (reading.month, reading.values) if reading else None
