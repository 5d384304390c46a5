from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone
from django.utils.timezone import localtime

from crm.dispatch.domain import erasing
from crm.dispatch.models import Caller
from crm.personal_data import grounds
from crm.personal_data.enums import Verdict
from crm.personal_data.registry import Anchor, Held, Line
from identity.models import User
from identity.phones import show_phone

KEPT = timedelta(days=3 * 365)  # as answers to people are kept: ПП РФ 416, п. 38


class Requests:
    """Calls of a person to the dispatcher: the name and the phone as they were said."""

    code = "requests"
    title = "Обращения в диспетчерскую"

    def held(self, anchors: Sequence[Anchor]) -> list[Held]:
        """A row for each call from the person's accounts or written down as the person's."""
        objects = {(kind, int(key)) for anchor in anchors for kind, key in anchor.objects if key.isdigit()}
        accounts = [key for kind, key in objects if kind == "accounting.account"]
        people = [key for kind, key in objects if kind == "people.person"]
        calls = Caller.objects.filter(account__in=accounts) | Caller.objects.filter(person__in=people)
        return [_held(call) for call in calls.select_related("request").order_by("pk")]

    def erase(self, rows: Sequence[Held], *, by: User) -> None:
        """Name and phone go; the number, the text and what was done stay."""
        erasing.erase_calls([int(row.key.partition(":")[2]) for row in rows])


def _held(call: Caller) -> Held:
    verdict, why = Verdict.ERASE, "Прошло больше трёх лет: имя и телефон сотрём, заявка останется."
    if not call.name and not call.phone:
        verdict, why = Verdict.DONE, "Имя и телефон не записаны или стёрты раньше."
    elif _today() - localtime(call.at).date() <= KEPT:
        verdict, why = Verdict.KEEP, "Обращения хранят не меньше трёх лет: ПП РФ 416, п. 38."
    lines = [
        Line("Кто обратился", call.name, goes=True),
        Line("Телефон", show_phone(call.phone) if call.phone else "", goes=True),
        Line("Что сказал", call.text or call.request.text),
        Line("Заявка", str(call.request)),
    ]
    return Held(
        source=Requests.code,
        key=f"{Requests.code}:{call.pk}",
        title=str(call),
        neutral=str(call),
        lines=tuple(line for line in lines if line.value),
        ground=grounds.CONTRACT,
        verdict=verdict,
        why=why,
        since=localtime(call.at).date(),
    )


def _today() -> date:
    return localtime(timezone.now()).date()
