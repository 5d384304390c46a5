"""Readings that residents handed in themselves, without a call and without a walk."""

from datetime import date

from django.db.models import QuerySet

from crm.meters.enums import Source
from crm.meters.models import Reading


def by_residents(first: date, after: date) -> QuerySet[Reading]:
    """Current readings of the months from `first` up to `after`, handed in by residents themselves."""
    by_themselves = [Source.LINK, Source.CABINET]
    return Reading.objects.filter(month__gte=first, month__lt=after, is_current=True, source__in=by_themselves)


def count_by_residents(first: date, after: date) -> int:
    """How many there are."""
    return by_residents(first, after).count()
