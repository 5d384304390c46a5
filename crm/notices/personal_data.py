"""Addresses to which notices went, as personal data: they go, that something was told and when stays."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import CharField, Count, F, Max, Min, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.timezone import localtime

from crm.notices.enums import DeliveryState
from crm.notices.models import Delivery
from crm.people.models import PersonPhone
from crm.personal_data import grounds
from crm.personal_data.enums import Verdict
from crm.personal_data.registry import Anchor, Held, Line
from crm.personal_data.registry import register as register_source
from identity.models import User
from notifications.channels import Way

_GONE = "стёрто:"
_NUMBER = "number:"


class Notices:
    """A row for each person to whom something went, and for each number of theirs that called without a name."""

    code = "notices"
    title = "Уведомления"

    def held(self, anchors: Sequence[Anchor]) -> list[Held]:
        """How many notices went to the person, and to numbers that nobody knew then; three queries."""
        going = _people([anchor for anchor in anchors if anchor.goes])
        found = (
            Delivery.objects.filter(person__in=_people(anchors)).order_by().values("person", "person__last_name")
            .annotate(count=Count("pk"), since=Min("state_at"), last=Max("state_at"), gone=Max("address"),
                      address=Max("address", filter=~Q(channel=Way.PUSH)))
            .order_by("person")
        )  # fmt: skip
        strangers = (
            _strangers(anchors)
            .values("address")
            .annotate(count=Count("pk"), first=Min("pk"), since=Min("state_at"), last=Max("state_at"))
        )
        goes = bool(anchors) and all(anchor.goes for anchor in anchors)
        return [
            *(_held(row, key=str(row["person"]), goes=row["person"] in going) for row in found),
            *(_held(row, key=f"{_NUMBER}{row['first']}", goes=goes) for row in strangers.order_by("first")),
        ]

    @transaction.atomic
    def erase(self, rows: Sequence[Held], *, by: User) -> None:
        """Addresses go; what still waits is not sent any more."""
        keys = [row.key.partition(":")[2] for row in rows]
        firsts = [int(key.removeprefix(_NUMBER)) for key in keys if key.startswith(_NUMBER)]
        numbers = Delivery.objects.filter(pk__in=firsts, person=None).values_list("address", flat=True)
        people = [int(key) for key in keys if not key.startswith(_NUMBER)]
        found = Delivery.objects.filter(Q(person__in=people) | Q(person=None, address__in=list(numbers)))
        found.filter(state=DeliveryState.WAITING).update(state=DeliveryState.CANCELLED, reason="Данные стёрты.")
        found.update(address=Concat(Value(_GONE), Cast(F("pk"), CharField())))


def register() -> None:
    """Add the place."""
    register_source(Notices())


def _people(anchors: Sequence[Anchor]) -> set[int]:
    return {int(key) for anchor in anchors for kind, key in anchor.objects if kind == "people.person"}


def _strangers(anchors: Sequence[Anchor]) -> QuerySet[Delivery]:
    """SMS to numbers that stood in nobody's card: called from about these accounts, or this person's by now."""
    accounts = [int(key) for anchor in anchors for kind, key in anchor.objects if kind == "accounting.account"]
    phones = PersonPhone.objects.filter(person__in=_people(anchors)).values_list("number", flat=True)
    return Delivery.objects.filter(Q(account__in=accounts) | Q(address__in=list(phones)), person=None).order_by()


def _held(row: Mapping[str, Any], *, key: str, goes: bool) -> Held:
    since, last = localtime(row["since"]), localtime(row["last"])
    is_gone = str(row["gone"]).startswith(_GONE)
    verdict, why = Verdict.KEEP, "Извещения по договору: пока он действует, они нужны."
    if is_gone:
        verdict, why = Verdict.DONE, "Стёрто раньше."
    elif goes:
        verdict, why = Verdict.ERASE, "Адреса сотрём, что и когда отправлено, останется без них."
    return Held(
        source=Notices.code,
        key=f"{Notices.code}:{key}",
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
