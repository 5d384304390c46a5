"""When readings are taken and in which month they count.

ПП 354: a consumer hands readings in not later than the 25th of the month, or by the day that the contract or the
owners' meeting has set; what comes later is not used for this month but for the next. So the last day is a setting
of the company and of a house, and a reading taken after it counts in the month that follows.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format

from crm.meters.models import HouseWindow, MeterSettings
from tenants.context import current_tenant


@dataclass(frozen=True)
class Window:
    """Days of each month, both included. In a month that has no such day its last one stands for it."""

    first_day: int
    last_day: int

    def days_in(self, month: date) -> tuple[date, date]:
        """The first and the last day on which readings are taken in the month of `month`."""
        length = monthrange(month.year, month.month)[1]
        return month.replace(day=min(self.first_day, length)), month.replace(day=min(self.last_day, length))

    def is_open(self, day: date) -> bool:
        """True if readings are taken on this day."""
        first, last = self.days_in(day)
        return first <= day <= last

    def month_of(self, day: date) -> date:
        """The first day of the month in which a reading of `day` counts."""
        return day.replace(day=1) if day <= self.days_in(day)[1] else next_month(day)

    def next_opening(self, day: date) -> date:
        """The day itself if readings are taken then, else the next on which they are."""
        first, last = self.days_in(day)
        if day > last:
            return self.days_in(next_month(day))[0]
        return max(first, day)

    def __str__(self) -> str:
        return f"с {self.first_day} по {self.last_day} число"


def settings() -> MeterSettings:
    """The company's rules; those that the law suggests until somebody sets them."""
    return MeterSettings.objects.filter(pk=1).first() or MeterSettings(pk=1)


def window_of(house_id: int | None) -> Window:
    """The days of a house: its own, or the company's."""
    rules = settings()
    return windows_of([house_id], rules=rules)[house_id] if house_id else company_window(rules)


def windows_of(house_ids: Iterable[int], *, rules: MeterSettings) -> dict[int, Window]:
    """The days of each of these houses, in one query."""
    own = {
        house: Window(first, last)
        for house, first, last in HouseWindow.objects.filter(house__in=set(house_ids)).values_list(
            "house_id", "first_day", "last_day"
        )
    }
    return {house: own.get(house, company_window(rules)) for house in house_ids}


def company_window(rules: MeterSettings) -> Window:
    """The days of houses that have none of their own."""
    return Window(rules.first_day, rules.last_day)


def zone() -> str:
    """The zone by whose calendar days of readings are counted: the company's."""
    return current_tenant().time_zone


def today() -> date:
    """What the calendar shows where the company is, whoever asks and from where."""
    return timezone.localdate(timezone=ZoneInfo(zone()))


def next_month(day: date) -> date:
    """The first day of the month after that of `day`."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def previous_month(day: date) -> date:
    """The first day of the month before that of `day`."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_words(month: date) -> str:
    """«ноябрь 2026»."""
    return date_format(month, "F Y").lower()
