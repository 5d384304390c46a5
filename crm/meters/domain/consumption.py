"""The arithmetic of consumption. No database here: the same rules stand in SQL in `staged_readings.py`.

Values are in the unit of the resource, one for each tariff; `limit` is the value at which the dial begins anew.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from crm.meters.enums import Resource

MONTHS = 6  # over which the usual consumption is taken (ПП 354, п. 59: not less than six months)
OVER_ZERO = 4  # a dial may have gone over zero only if less than this part of it was used meanwhile
# What a flat uses in a month: stands for the usual where a meter has no history, and keeps "five times almost
# nothing" from being asked about.
TYPICAL = {
    Resource.COLD_WATER: Decimal(6),
    Resource.HOT_WATER: Decimal(4),
    Resource.HEAT: Decimal("1.5"),
    Resource.ELECTRICITY: Decimal(250),
    Resource.GAS: Decimal(30),
}
LEAST_USUAL = 4  # the usual is taken as at least this part of the typical


def consumption(values: Sequence[Decimal], before: Sequence[Decimal], *, limit: Decimal) -> list[Decimal]:
    """What was used between two readings, by tariff; a value below the one before went over zero."""
    return [value - past if value >= past else value + limit - past for value, past in zip(values, before, strict=True)]


def went_over_zero(values: Sequence[Decimal], before: Sequence[Decimal]) -> bool:
    """True if some tariff shows less than before."""
    return any(value < past for value, past in zip(values, before, strict=True))


def may_be_over_zero(values: Sequence[Decimal], before: Sequence[Decimal], *, limit: Decimal) -> bool:
    """True if every tariff that shows less than before can have gone over zero: then little of the dial was used."""
    used = consumption(values, before, limit=limit)
    return all(value >= past or one < limit / OVER_ZERO for value, past, one in zip(values, before, used, strict=True))


def months_between(earlier: date, later: date) -> int:
    """Whole months from the month of one day to that of the other."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def usual(
    first: tuple[date, Sequence[Decimal]] | None,
    last: tuple[date, Sequence[Decimal]] | None,
    *,
    limit: Decimal,
    typical: Decimal | None,
) -> Decimal | None:
    """What is used in a month, all tariffs together: by the first and the last of the known readings.

    A dial goes over zero at most once in half a year, so the two readings are enough. Without history it is the
    `typical`; None if that is not known either (meters of a whole house).
    """
    if first is None or last is None or (months := months_between(first[0], last[0])) < 1:
        return typical
    own = sum(consumption(last[1], first[1], limit=limit), Decimal(0)) / months
    return max(own, typical / LEAST_USUAL) if typical else own


def is_jump(used: Decimal, *, months: int, usual_a_month: Decimal | None, times: int) -> bool:
    """True if this much in this many months is more than `times` the usual."""
    return usual_a_month is not None and used > usual_a_month * times * max(months, 1)
