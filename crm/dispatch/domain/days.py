"""Days and moments by the clock of the company: papers, journals and figures are the same whoever looks."""

from datetime import date, datetime, time, timedelta

from crm.company.domain.contract_terms import company_today as today
from tenants.context import current_tenant
from tenants.local_time import LocalMoment, zone

__all__ = ["day_of", "day_span", "moment", "today", "wall"]


def moment(at: datetime | None) -> str:
    """«27.11.2026 14:05» by the clock of the company."""
    return f"{LocalMoment.of(at, current_tenant().time_zone).clock:%d.%m.%Y %H:%M}" if at else ""


def day_span(day: date) -> tuple[datetime, datetime]:
    """The moments at which a day of the company begins and ends."""
    place = current_tenant().time_zone
    first, last = datetime.combine(day, time.min), datetime.combine(day + timedelta(days=1), time.min)
    return LocalMoment(first, place).moment, LocalMoment(last, place).moment


def wall(at: datetime | None) -> datetime | None:
    """The same moment as the clock of the company shows it: for the cells of a spreadsheet."""
    return at.astimezone(zone(current_tenant().time_zone)) if at else None


def day_of(at: datetime) -> date:
    """The day of a moment by the clock of the company."""
    return LocalMoment.of(at, current_tenant().time_zone).clock.date()
