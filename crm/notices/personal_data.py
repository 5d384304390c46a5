"""Addresses to which notices went, as personal data: they go, that something was told and when stays."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import CharField, Count, F, Max, Min, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.timezone import localtime

from crm.notices.enums import DeliveryState
from crm.notices.models import Delivery
from crm.personal_data import grounds
from crm.personal_data.enums import Verdict
from crm.personal_data.registry import Anchor, Held, Line
from crm.personal_data.registry import register as register_source
from identity.models import User
from notifications.channels import Way

_GONE = "стёрто:"


class Notices:
    """A row for each person to whom something went."""

    code = "notices"
    title = "Уведомления"

    def held(self, anchors: Sequence[Anchor]) -> list[Held]:
        """How many notices went to the person; one query."""
        going = _people([anchor for anchor in anchors if anchor.goes])
        found = (
            Delivery.objects.filter(person__in=_people(anchors)).order_by().values("person", "person__last_name")
            .annotate(count=Count("pk"), since=Min("state_at"), last=Max("state_at"), gone=Max("address"),
                      address=Max("address", filter=~Q(channel=Way.PUSH)))
            .order_by("person")
        )  # fmt: skip
        return [_held(row, goes=row["person"] in going) for row in found]

    @transaction.atomic
    def erase(self, rows: Sequence[Held], *, by: User) -> None:
        """Addresses go; what still waits is not sent any more."""
        people = [int(row.key.partition(":")[2]) for row in rows]
        found = Delivery.objects.filter(person__in=people)
        found.filter(state=DeliveryState.WAITING).update(state=DeliveryState.CANCELLED, reason="Данные стёрты.")
        found.update(address=Concat(Value(_GONE), Cast(F("pk"), CharField())))


def register() -> None:
    """Add the place."""
    register_source(Notices())


def _people(anchors: Sequence[Anchor]) -> set[int]:
    return {int(key) for anchor in anchors for kind, key in anchor.objects if kind == "people.person"}


def _held(row: Mapping[str, Any], *, goes: bool) -> Held:
    since, last = localtime(row["since"]), localtime(row["last"])
    is_gone = str(row["gone"]).startswith(_GONE)
    verdict, why = Verdict.KEEP, "Извещения по договору: пока он действует, они нужны."
    if is_gone:
        verdict, why = Verdict.DONE, "Стёрто раньше."
    elif goes:
        verdict, why = Verdict.ERASE, "Адреса сотрём, что и когда отправлено, останется без них."
    return Held(
        source=Notices.code,
        key=f"{Notices.code}:{row['person']}",
        title=f"Уведомлений: {row['count']}, с {since:%d.%m.%Y} по {last:%d.%m.%Y}",
        neutral=f"Уведомления одному жителю: {row['count']}, с {since:%d.%m.%Y} по {last:%d.%m.%Y}",
        lines=(
            Line("Куда", "стёрто" if is_gone else str(row["address"] or "на свои устройства"), goes=True),
            Line("Сообщений", str(row["count"])),
        ),
        ground=grounds.LETTERS,
        verdict=verdict,
        why=why,
        since=since.date(),
    )
