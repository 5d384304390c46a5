"""«Правила приёма»: when readings are taken and what is asked about."""

from django.core.exceptions import ValidationError
from django.db import transaction

from crm.accounting.models import House
from crm.journal.domain.entries import differences, record
from crm.meters.domain import windows
from crm.meters.models import HouseWindow, MeterSettings
from identity.models import User
from tenants.errors import DomainError

_RULES = ["first_day", "last_day", "jump"]
_DAYS = ["first_day", "last_day"]


@transaction.atomic
def set_rules(*, first_day: int, last_day: int, jump: int, by: User | None) -> MeterSettings:
    """Set the days of each month on which readings are taken, and how many times the usual is asked about.

    Raises DomainError for days that no month has, for a first day after the last, for a jump outside 2–100.
    """
    before = windows.settings()
    after = MeterSettings(pk=1, first_day=first_day, last_day=last_day, jump=jump)
    _check(after)
    after.save()
    if changes := differences(before, after, _RULES):
        record(action="meters.change_rules", obj=after, by=by, changes=changes)
    return after


@transaction.atomic
def set_house_window(house: House, *, first_day: int, last_day: int, by: User | None) -> HouseWindow:
    """Give a house days of its own. Raises DomainError as `set_rules` does."""
    before = HouseWindow.objects.select_for_update().filter(house=house).first()
    after = HouseWindow(pk=before.pk if before else None, house=house, first_day=first_day, last_day=last_day)
    _check(after)
    after.save()
    if changes := differences(before, after, _DAYS):
        record(action="meters.change_house_window", obj=house, by=by, changes=_told(changes))
    return after


@transaction.atomic
def drop_house_window(house: House, *, by: User | None) -> None:
    """The house goes by the company's days again; nothing happens if it does already."""
    before = HouseWindow.objects.select_for_update().filter(house=house).first()
    if before is None:
        return
    changes = {name: [getattr(before, name), None] for name in _DAYS}
    before.delete()
    record(action="meters.change_house_window", obj=house, by=by, changes=_told(changes))


def _told(changes: dict[str, list[object]]) -> dict[str, list[object]]:
    return {f"window_{name}": pair for name, pair in changes.items()}


def _check(row: MeterSettings | HouseWindow) -> None:
    try:
        row.validate_constraints()
    except ValidationError as error:
        raise DomainError(" ".join(error.messages)) from None
