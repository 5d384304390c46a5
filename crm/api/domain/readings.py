"""What programs take of people's data: counted at each call, told by the journal twice a day."""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from crm.api.models import Reading, Token
from crm.journal.domain.entries import record
from identity.models import User


@transaction.atomic
def note(token: Token, *, operation: str, rows: int, by: User) -> None:
    """Count a call. The first one of a day stands in the journal at once, so that a stolen key is seen the same day;
    one entry for each of a program's thousand pages would bury all others.
    """
    today = timezone.localdate()
    _, is_first = Reading.objects.get_or_create(token=token, operation=operation, day=today)
    Reading.objects.filter(token=token, operation=operation, day=today).update(
        calls=F("calls") + 1, rows=F("rows") + rows
    )
    if is_first:
        record(action="api.read_personal_data", obj=token, by=by, changes={"operation": [None, operation]})


def close_days(*, before: date) -> int:
    """Write the totals of days that are over into the journal; returns how many. Safe to repeat."""
    waiting = Reading.objects.filter(closed=False, day__lt=before).order_by("pk").values_list("pk", flat=True)
    return sum(_close(pk) for pk in list(waiting))


@transaction.atomic
def _close(pk: int) -> bool:
    open_ones = Reading.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk, closed=False)
    reading = open_ones.select_related("token__user").first()
    if reading is None:
        return False
    told = {
        "operation": reading.operation,
        "day": reading.day.isoformat(),
        "calls": reading.calls,
        "rows": reading.rows,
    }
    record(
        action="api.total_personal_data",
        obj=reading.token,
        by=reading.token.user,
        changes={name: [None, value] for name, value in told.items()},
    )
    reading.closed = True
    reading.save(update_fields=["closed"])
    return True
