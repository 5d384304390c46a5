"""Requests done as they should be: by the deadline, not sent back, and the result shown."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from crm.dispatch.enums import PhotoKind, Status
from crm.dispatch.models import Photo, Request
from tenants.context import current_tenant


def in_time_with_photo(first: date, after: date) -> QuerySet[Request]:
    """Requests finished from `first` up to `after` by the company's calendar, in time and with a photo of the result.

    The photo is a worker's, taken while the request stood there to be seen; one that residents sent back counts no
    more.
    """
    zone = ZoneInfo(current_tenant().time_zone)
    start, end = (timezone.make_aware(datetime.combine(day, time.min), zone) for day in (first, after))
    shown = Photo.objects.filter(
        request=OuterRef("pk"), kind=PhotoKind.RESULT, by__isnull=False, removed_at=None, at__lt=end
    )
    done = Request.objects.filter(status=Status.DONE, finished_at__gte=start, finished_at__lt=end, returns=0)
    return done.filter(Exists(shown), finished_at__lte=F("due_at"))


def count_in_time_with_photo(first: date, after: date) -> int:
    """How many there are."""
    return in_time_with_photo(first, after).count()
