from collections.abc import Sequence

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.timezone import localtime

from crm.meters.domain.queries import meters_with_places, with_last_readings
from crm.meters.domain.values import in_words
from crm.meters.models import Meter
from crm.personal_data import grounds
from crm.personal_data.enums import Verdict
from crm.personal_data.registry import Anchor, Held, Line
from identity.models import User


class Meters:
    """Meters of a person's flats and what they showed: they belong to the premises and name nobody."""

    code = "meters"
    title = "Приборы учёта и показания"

    def held(self, anchors: Sequence[Anchor]) -> list[Held]:
        """A row for each meter of the person's accounts."""
        accounts = [int(key) for anchor in anchors for kind, key in anchor.objects if kind == "accounting.account"]
        meters = with_last_readings(meters_with_places().filter(account__in=accounts))
        counted = meters.annotate(readings_kept=Count("readings", filter=Q(readings__is_current=True)))
        return [_held(meter) for meter in counted.order_by("account", "pk")]

    def erase(self, rows: Sequence[Held], *, by: User) -> None:
        """Nothing goes."""


def _held(meter: Meter) -> Held:
    last = next(iter(meter.last_readings), None)  # type: ignore[attr-defined]  # with_last_readings
    lines = [
        Line("Прибор", str(meter)),
        Line("Где стоит", meter.place),
        Line("Показаний", str(meter.readings_kept)),  # type: ignore[attr-defined]  # the annotation above
        Line("Последнее", f"{in_words(last.values)} {meter.unit}, {last.taken_on:%d.%m.%Y}" if last else ""),
    ]
    is_active = meter.account is not None and meter.account.is_active
    return Held(
        source=Meters.code,
        key=f"{Meters.code}:{meter.pk}",
        title=str(meter),
        neutral=f"Прибор учёта № {meter.number}",
        lines=tuple(line for line in lines if line.value),
        ground=grounds.CONTRACT if is_active else grounds.ACCOUNTING,
        verdict=Verdict.KEEP,
        why="Прибор и его показания относятся к помещению и никого не называют; по ним считали плату.",
        since=localtime(meter.created_at).date(),
        edit_url=reverse("meters:inspect", args=[meter.pk]),
    )
