"""What people read of the offices in the company's archive."""

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat, LPad

from crm.company.models import Office, SpecialDay, WorkingInterval
from tenants.archive.registry import Sheet
from tenants.models import Tenant


def _clock(minutes: str) -> Combinable:
    """540 → «9:00», in the database; nothing of nothing."""
    hours = Cast(F(minutes) / Value(60), CharField())
    rest = LPad(Cast(F(minutes) % Value(60), CharField()), 2, Value("0"))
    return Case(When(**{f"{minutes}__isnull": False}, then=Concat(hours, Value(":"), rest)))


def _hours(_: Tenant) -> QuerySet[WorkingInterval]:
    rows = WorkingInterval.objects.annotate(from_=_clock("opens"), to=_clock("closes"))
    return rows.order_by("office__order", "office", "weekday", "opens")


def _special_days(_: Tenant) -> QuerySet[SpecialDay]:
    rows = SpecialDay.objects.annotate(
        from_=_clock("opens"), to=_clock("closes"), rest_from=_clock("break_starts"), rest_to=_clock("break_ends")
    )
    return rows.order_by("date", "pk")


HOURS = Sheet(
    title="Часы офисов",
    order=7,
    rows=_hours,
    columns={"office__name": "офис", "weekday": "", "from_": "с", "to": "до"},
)
SPECIAL_DAYS = Sheet(
    title="Особые дни офисов",
    order=8,
    rows=_special_days,
    columns={
        "date": "", "office__name": "офис (пусто — все)", "from_": "с (пусто — закрыто)", "to": "до",
        "rest_from": "перерыв с", "rest_to": "перерыв до", "reason": "",
    },
)  # fmt: skip
OFFICES = Sheet(
    title="Офисы",
    order=6,
    rows=lambda _: Office.objects.order_by("order", "name", "pk"),
    columns=dict.fromkeys(
        (
            "name", "address", "directions", "phones", "closed_on_holidays", "minutes_per_visitor", "is_active",
        ),
        "",
    ),
)  # fmt: skip

SHEETS = (OFFICES, HOURS, SPECIAL_DAYS)
