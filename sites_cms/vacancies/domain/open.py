"""Which vacancies are open, and until when that stays so."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from sites_cms.vacancies.models import Vacancy

MOST = 100


def open_now() -> QuerySet[Vacancy]:
    """Open today, the newest first."""
    today = timezone.localdate()
    return Vacancy.objects.filter(Q(open_until=None) | Q(open_until__gte=today), is_active=True)


def changes_at(shown: Sequence[Vacancy]) -> datetime | None:
    """When the first of these closes by itself."""
    days = [vacancy.open_until for vacancy in shown if vacancy.open_until]
    return after(min(days)) if days else None


def after(day: date) -> datetime:
    """The midnight at which a day ends, by the company's clock."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
