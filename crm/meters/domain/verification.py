"""Verification («поверка»): a meter whose day has passed may not be counted by (102-ФЗ, ст. 13; ПП 354, п. 59)."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from crm.meters.enums import Resource, Verification
from crm.meters.models import Meter

SOON = timedelta(days=92)  # the longest three months

# What makers usually write into passports, in years. The true interval stands in the passport of the meter.
USUAL_YEARS = {
    Resource.COLD_WATER: 6,
    Resource.HOT_WATER: 4,
    Resource.HEAT: 4,
    Resource.ELECTRICITY: 16,
    Resource.GAS: 10,
}


def state_of(meter: Meter, *, today: date) -> Verification:
    """How it stands with the verification of a meter; the day itself is still in time."""
    day = meter.next_verification_on
    if day is None:
        return Verification.UNKNOWN
    if day < today:
        return Verification.OVERDUE
    return Verification.SOON if day <= today + SOON else Verification.VALID


def of_state(meters: QuerySet[Meter], state: Verification, *, today: date) -> QuerySet[Meter]:
    """Those of the meters that are in force and whose verification stands so.

    Meters of accounts that are switched off are nobody's business any more.
    """
    conditions = {
        Verification.UNKNOWN: Q(next_verification_on=None),
        Verification.OVERDUE: Q(next_verification_on__lt=today),
        Verification.SOON: Q(next_verification_on__range=(today, today + SOON)),
        Verification.VALID: Q(next_verification_on__gt=today + SOON),
    }
    return meters.filter(conditions[state], Q(account=None) | Q(account__is_active=True), is_active=True)
