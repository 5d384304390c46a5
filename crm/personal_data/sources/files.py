from collections.abc import Sequence

from django.urls import reverse
from django.utils.timezone import localtime

from crm.imports.domain import erasing
from crm.imports.models import ImportRun
from crm.personal_data import grounds
from crm.personal_data.enums import Verdict
from crm.personal_data.registry import Anchor, Held, Line
from identity.models import User


class LoadedFiles:
    """Kept originals of loaded tables: each names many people, this one by the number of the account."""

    code = "files"
    title = "Файлы загрузок"

    def held(self, anchors: Sequence[Anchor]) -> list[Held]:
        """Files that name one of the accounts. One that is needed for an account in force only is kept."""
        going = {number for anchor in anchors if anchor.goes for number in anchor.numbers}
        staying = {number for anchor in anchors if not anchor.goes for number in anchor.numbers}
        found = [_held(run, goes=True) for run in erasing.runs_that_name(going)]
        told = {row.key for row in found}
        needed = [_held(run, goes=False) for run in erasing.runs_that_name(staying)]
        return [*found, *(row for row in needed if row.key not in told)]

    def erase(self, rows: Sequence[Held], *, by: User) -> None:
        """The files go; the run with its counts stays."""
        numbers = [int(row.key.partition(":")[2]) for row in rows]
        for run in ImportRun.objects.filter(pk__in=numbers).order_by("pk"):
            erasing.erase_files(run, by=by)


def _held(run: ImportRun, *, goes: bool) -> Held:
    verdict, why = Verdict.ERASE, "Файл и строки с ошибками удалим: данные из него давно внесены. Счётчики останутся."
    if reason := erasing.why_kept(run):
        verdict, why = Verdict.KEEP, reason
    elif not goes:
        verdict, why = Verdict.KEEP, "В файле данные того, чей счёт действует."
    day = localtime(run.created_at)
    lines = [
        Line("Имя файла", run.file_name),
        Line("Загрузил", str(run.created_by)),
        Line("Содержимое", f"Номер счёта, имя и адрес среди {run.total} строк", goes=True),
    ]
    return Held(
        source=LoadedFiles.code,
        key=f"{LoadedFiles.code}:{run.pk}",
        title=f"{run.file_name} от {day:%d.%m.%Y}",
        neutral=f"Файл загрузки № {run.pk} от {day:%d.%m.%Y}",
        lines=tuple(lines),
        ground=grounds.ORIGINALS,
        verdict=verdict,
        why=why,
        since=day.date(),
        edit_url=reverse("import_run", args=[run.pk]),
    )
