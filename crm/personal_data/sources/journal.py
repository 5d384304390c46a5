from collections.abc import Sequence

from django.utils.timezone import localtime

from crm.journal.domain import queries, showing
from crm.journal.domain.showing import Shown
from crm.journal.links import history_url_of
from crm.journal.models import Entry
from crm.personal_data import grounds
from crm.personal_data.enums import Verdict
from crm.personal_data.registry import Anchor, Held, Line
from identity.models import User

SHOWN = 200


class Journal:
    """What was done to the person's rows, and by whom; and what the person did.

    The journal cannot be changed, by us neither: a hole in it would take away the proof of every erasure. So names in
    entries of before stay for as long as the law wants acts with personal data to be counted, and the screen says so.
    """

    code = "journal"
    title = "Журнал действий"

    def held(self, anchors: Sequence[Anchor]) -> list[Held]:
        """For each of the person's rows its history; for who worked here also that there is a trail."""
        return [row for anchor in anchors for row in self._of(anchor)]

    def erase(self, rows: Sequence[Held], *, by: User) -> None:
        """Nothing is ever erased here; no row asks for it."""

    def _of(self, anchor: Anchor) -> list[Held]:
        about = queries.of_objects(anchor.objects)
        total = about.count()
        lines = [_line(shown) for shown in showing.show(about[:SHOWN])]
        if total > SHOWN:
            lines.append(Line("Ещё записей", f"{total - SHOWN}: все видны в журнале действий"))
        if anchor.user_id and (own := Entry.objects.filter(actor_id=anchor.user_id).count()):
            lines.append(Line("Действия самого человека", f"записей: {own}, с адресом и устройством"))
        if not lines:
            return []
        first = about.last()
        object_type, object_id = min(anchor.objects)
        return [
            Held(
                source=self.code,
                key=f"{self.code}:{anchor.held.key}",
                title=f"Записи о строке «{anchor.held.neutral}»: {total}",
                neutral=f"Журнал действий: {anchor.held.neutral}",
                lines=tuple(lines),
                ground=grounds.JOURNAL,
                verdict=Verdict.KEEP,
                why="Журнал нельзя изменить: закон требует учитывать действия с персональными данными. "
                "Прежние имена останутся только здесь, видит их тот, у кого есть право на журнал.",
                since=localtime(first.at).date() if first else None,
                edit_url=history_url_of(f"{object_type}:{object_id}"),
            )
        ]


def _line(shown: Shown) -> Line:
    changes = "; ".join(f"{change.label}: {change.before} → {change.after}" for change in shown.changes)
    who = f"{shown.who}, {shown.entry.address}" if shown.entry.address else shown.who
    return Line(f"{localtime(shown.entry.at):%d.%m.%Y %H:%M}, {shown.act}", f"{who}. {changes}" if changes else who)
