"""Names of officials that the forms ask for (1.1 the head, 1.3 whoever was fined), in what the company holds of one."""

from collections.abc import Sequence

from django.db.models import Q

from crm.personal_data.enums import Verdict
from crm.personal_data.registry import Anchor, Held, Line, register
from identity.models import User
from sites_cms.disclosure.models import Value

GROUND = "Обязанность раскрывать информацию: ст. 6 ч. 1 п. 2 152-ФЗ, ч. 10 ст. 161 ЖК РФ"
_NAMES = Q(form="1.1", row="5") | Q(form="1.3", row="4")
_MOST = 200


class Officials:
    """Rows of disclosure with a person's name; the history of what was published stays."""

    code = "disclosure"
    title = "Раскрытие информации"

    def held(self, anchors: Sequence[Anchor]) -> list[Held]:
        """Every value that has the last and the first name."""
        found: dict[str, Held] = {}
        for anchor in anchors:
            words = anchor.name.split()[:2]
            if len(words) < 2:
                continue
            named = Value.objects.filter(_NAMES, *(Q(value__icontains=word) for word in words))
            found |= {one.key: one for one in map(_held, named.order_by("pk")[:_MOST])}
        return list(found.values())

    def erase(self, rows: Sequence[Held], *, by: User) -> None:
        """Nothing: what the law makes public is kept."""


def _held(value: Value) -> Held:
    year = f" за {value.year} год" if value.year else ""
    return Held(
        source=Officials.code,
        key=f"{Officials.code}:{value.pk}",
        title=f"Форма {value.form}{year}, строка {value.row}",
        neutral=f"Значение раскрытия № {value.pk}",
        lines=(Line("Значение", value.value),),
        ground=GROUND,
        verdict=Verdict.KEEP,
        why="Форма требует ФИО, а история раскрытого хранится целиком. Текущее значение можно заменить в форме.",
        since=value.at.date(),
    )


def register_source() -> None:
    """Add the place."""
    register(Officials())
