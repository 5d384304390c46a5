from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Max, Min
from django.utils.timezone import localtime

from crm.people.models import PersonPhone
from crm.personal_data import grounds
from crm.personal_data.enums import Verdict
from crm.personal_data.registry import Anchor, Held, Line
from identity.models import User
from identity.phones import show_phone
from sms.domain import erasing
from sms.models import Message
from tenants.context import current_tenant


class Sms:
    """What was sent to the person's numbers: number and text go, sums and dates stay in the books."""

    code = "sms"
    title = "СМС"

    def held(self, anchors: Sequence[Anchor]) -> list[Held]:
        """A row for each number to which something went."""
        every = _phones(anchors)
        going = _phones([anchor for anchor in anchors if anchor.goes])
        going -= _of_others(going, anchors)
        found = erasing.messages_to(current_tenant(), every).order_by()
        by_phone = found.values("phone").annotate(
            count=Count("pk"), first=Min("pk"), since=Min("created_at"), last=Max("created_at")
        )
        return [_held(row, goes=row["phone"] in going) for row in by_phone.order_by("first")]

    def erase(self, rows: Sequence[Held], *, by: User) -> None:
        """Numbers and texts go; that an SMS went out and what it cost stays."""
        tenant = current_tenant()
        firsts = [int(row.key.partition(":")[2]) for row in rows]
        phones = list(Message.objects.filter(tenant=tenant, pk__in=firsts).values_list("phone", flat=True))
        erasing.erase(tenant, erasing.messages_to(tenant, phones).values_list("pk", flat=True))


def _phones(anchors: Sequence[Anchor]) -> set[str]:
    people = _people(anchors)
    users = [anchor.user_id for anchor in anchors if anchor.user_id]
    of_people = PersonPhone.objects.filter(person__in=people).values_list("number", flat=True)
    of_users = User.objects.filter(pk__in=users).values_list("phone", flat=True)
    return {*of_people, *of_users} - {""}


def _of_others(phones: set[str], anchors: Sequence[Anchor]) -> set[str]:
    """Numbers that somebody else has too, who was not chosen: the messages may be that person's."""
    others = PersonPhone.objects.filter(number__in=phones).exclude(person__in=_people(anchors))
    return set(others.values_list("number", flat=True))


def _people(anchors: Sequence[Anchor]) -> list[int]:
    return [int(key) for anchor in anchors for kind, key in anchor.objects if kind == "people.person"]


def _held(row: Mapping[str, Any], *, goes: bool) -> Held:
    since, last = localtime(row["since"]), localtime(row["last"])
    return Held(
        source=Sms.code,
        key=f"{Sms.code}:{row['first']}",
        title=f"СМС на {show_phone(row['phone'])}: {row['count']}",
        neutral=f"СМС на один номер: {row['count']}, с {since:%d.%m.%Y} по {last:%d.%m.%Y}",
        lines=(
            Line("Номер", show_phone(row["phone"]), goes=True),
            Line("Сообщений", str(row["count"])),
            Line("Последнее", f"{last:%d.%m.%Y}"),
        ),
        ground=grounds.ACCOUNTING if goes else grounds.LETTERS,
        verdict=Verdict.ERASE if goes else Verdict.KEEP,
        why="Номер и текст сотрём, даты и суммы останутся: за СМС заплачено."
        if goes
        else "Номер нужен для извещений: этого человека или другого, у кого он тоже записан.",
        since=since.date(),
    )
