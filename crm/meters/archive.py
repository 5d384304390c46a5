"""What people read of meters and readings in the company's archive."""

from crm.meters.models import Meter, MeterEvent, Reading
from tenants.archive.registry import Sheet
from tenants.archive.registry import register as register_in_archive

METERS = Sheet(
    title="Приборы учёта",
    order=25,
    rows=lambda _: Meter.objects.order_by("account__number", "pk"),
    columns={
        "account__number": "", "house__city": "", "house__street": "", "house__number": "", "resource": "",
        "number": "", "model": "", "tariffs": "", "digits": "", "place": "", "installed_on": "",
        "next_verification_on": "", "last_check_on": "", "seal": "", "is_automatic": "", "read_by_supplier": "",
        "is_active": "", "removed_on": "", "replaces__number": "стоит вместо прибора №",
    },
)  # fmt: skip

READINGS = Sheet(
    title="Показания",
    order=26,
    rows=lambda _: Reading.objects.order_by("month", "meter_id", "pk"),
    columns={
        "meter__account__number": "", "meter__resource": "", "meter__number": "", "month": "", "taken_on": "",
        "value": "", "value_2": "", "value_3": "", "rolled_over": "", "confirmed": "", "source": "",
        "by__last_name": "кто передал", "comment": "", "is_current": "", "created_at": "",
    },
)  # fmt: skip
HISTORY = Sheet(
    title="История показаний",
    order=27,
    rows=lambda _: MeterEvent.objects.order_by("pk"),
    columns={
        "at": "", "deed": "", "meter__account__number": "", "meter__number": "", "source": "",
        "by__last_name": "кто", "reading__month": "", "changes": "",
    },
)  # fmt: skip


def register() -> None:
    """Add the sheets to archives."""
    register_in_archive(METERS, READINGS, HISTORY)
