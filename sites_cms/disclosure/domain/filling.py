"""Writing what people and files say: all of a form at once, or nothing of it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from crm.company.models import Profile
from crm.journal.domain.entries import record
from files.domain.kinds import check_kind
from files.forms import DOCUMENTS, refuse_larger
from identity.models import User
from sites_cms.disclosure.declarations import Row, Type
from sites_cms.disclosure.domain import reading
from sites_cms.disclosure.domain.places import Place
from sites_cms.disclosure.domain.sheets import Given, Key, Sheet
from sites_cms.disclosure.domain.values import clean, show
from sites_cms.disclosure.enums import OWN, Source
from sites_cms.disclosure.models import File, Value
from tenants import changes
from tenants.connection import connection
from tenants.errors import DomainError

MAX_BYTES = 15 * 2**20
MOST_FILES, MOST_ITEMS = 20, 500
_TOLD = 60  # rows of one save that the journal names
_ITEM = re.compile(r"[a-z]?\d{1,9}(/\d{1,4})?", re.ASCII)
_STALE = "Пока вы заполняли, эту строку изменил кто-то ещё. Посмотрите, что там теперь, и сохраните снова."


class RefusedError(DomainError):
    """Values that cannot be, all of them: (item, row) → what is wrong. The sentence is that of the first."""

    def __init__(self, problems: Mapping[Key, str]) -> None:
        self.problems = dict(problems)
        super().__init__(next(iter(problems.values())))


@transaction.atomic
def fill_in(
    place: Place,
    typed: Mapping[Key, str],
    *,
    by: User | None,
    source: Source = Source.HAND,
    seen: int | None = None,
    uploads: Mapping[Key, Sequence[UploadedFile]] | None = None,
    without: Iterable[int] = (),
) -> int:
    """Write rows of a form; rows that are not named stay, an empty text empties. Returns how many rows changed.

    Saving says that all of the form is true today, also when nothing changed. `uploads` are added to rows of files,
    `without` are numbers of files that leave them. `seen` is the newest value that the person was shown
    (`Sheet.newest`). Raises RefusedError that names every wrong row, or if somebody changed a row meanwhile.
    """
    before = reading.sheet_of(place)
    cleaned, problems = _clean(before, typed)
    cleaned |= _files(place, before, uploads or {}, set(without), by=by, problems=problems)
    changed = {key: value for key, value in cleaned.items() if value != _own(before, key)}
    if seen is not None:
        problems |= {key: _STALE for key in changed if key in before.own and before.own[key].pk > seen}
    problems |= _contradictions(before, changed)
    if problems:
        raise RefusedError(problems)
    write(place, changed, before.own, source=source, by=by)
    look_through(place, by=by, source=source)
    if changed:
        told = dict(list(_words(before, changed).items())[:_TOLD])
        record(action="disclosure.fill_in", obj=place.house or Profile.load(), by=by, changes=_about(place) | told)
    changes.announce(connection.schema_name, of_pages=True)
    return len(changed)


def write(
    place: Place, values: Mapping[Key, str], before: Mapping[Key, Given], *, source: Source, by: User | None
) -> None:
    """Add values to the history, each in the place of the one before it. For this package's own verbs."""
    now = timezone.now()
    added = [
        Value(
            **place.keys, item=item, row=row, value=value, source=source, as_of=now, by=by,
            replaces_id=before[item, row].pk if (item, row) in before else None,
        )
        for (item, row), value in values.items()
    ]  # fmt: skip
    try:
        with transaction.atomic():
            Value.objects.bulk_create(added)
    except IntegrityError:  # the chain of a row has been continued by somebody in this very moment
        raise DomainError("Эту форму только что изменил кто-то ещё. Откройте её заново и повторите.") from None


def look_through(place: Place, *, by: User | None, source: Source = Source.HAND) -> None:
    """Say that the form is true today."""
    now = timezone.now()
    marks = Value.objects.filter(**place.keys, item="", row="", source__in=OWN)
    if not marks.update(as_of=now):
        Value.objects.create(**place.keys, item="", row="", source=source, as_of=now, by=by)


@transaction.atomic
def confirm(place: Place, *, by: User) -> None:
    """«Всё верно»: nothing has changed, and somebody has looked. Raises DomainError if nothing is filled."""
    if reading.sheet_of(place).is_empty:
        raise DomainError("Подтверждать нечего: форма ещё не заполнена.")
    look_through(place, by=by)
    record(action="disclosure.confirm", obj=place.house or Profile.load(), by=by, changes=_about(place))
    changes.announce(connection.schema_name, of_pages=True)


def rows_of_item(sheet: Sheet, item: str, group: str) -> list[Key]:
    """Every own value of an item and of what is inside it: emptied, the item is gone."""
    return [
        (key, code)
        for key, code in sheet.own
        if (key == item or key.startswith(f"{item}/")) and sheet.form.by_code[code].group.startswith(group)
    ]


def _clean(sheet: Sheet, typed: Mapping[Key, str]) -> tuple[dict[Key, str], dict[Key, str]]:
    """The values as they are kept, and what is wrong with the others."""
    cleaned: dict[Key, str] = {}
    problems: dict[Key, str] = {}
    for key, text in typed.items():
        row = _row(sheet, key)
        if row.type is Type.FILES and text:
            raise DomainError("Файлы прикладывают на экране формы.")
        if row.type is Type.FILES:
            cleaned[key] = ""
            continue
        try:
            cleaned[key] = clean(row, text)
        except DomainError as error:
            problems[key] = str(error)
    if len({item for item, _ in cleaned if item}) > MOST_ITEMS:
        raise DomainError(f"В одной форме помещается до {MOST_ITEMS} записей.")
    return cleaned, problems


def _row(sheet: Sheet, key: Key) -> Row:
    """The row of a key. Raises DomainError if there is none that a person may fill in."""
    item, code = key
    row = sheet.form.by_code.get(code)
    if row is None or not sheet.form.may_type(row):
        raise DomainError(f"Строку {code} формы {sheet.form.code} не заполняют вручную.")
    depth = row.group.count(".") + 1 if row.group else 0
    parts = item.count("/") + 1 if item else 0
    if depth != parts or (item and not _ITEM.fullmatch(item)):
        raise DomainError(f"Для строки {code} формы {sheet.form.code} нет такой записи.")
    return row


def _own(sheet: Sheet, key: Key) -> str:
    return sheet.own[key].value if key in sheet.own else ""


def _contradictions(before: Sheet, changed: Mapping[Key, str]) -> dict[Key, str]:
    """What the rows say against each other once the changes are in."""
    own = {**before.own, **{key: Given(value, Source.HAND) for key, value in changed.items()}}
    after = Sheet(before.form, before.kind, own, before.gis, before.computed)
    found: dict[Key, str] = {}
    for small, large, words in before.form.not_above:
        if not {("", small), ("", large)} & changed.keys():
            continue
        less, more = after.value(small), after.value(large)
        if less and more and _number(after.form.by_code[small], less) > _number(after.form.by_code[large], more):
            row = before.form.by_code[small]
            key = ("", small) if ("", small) in changed else ("", large)
            found[key] = f"Строка {row.code} «{row.title}»: {words[0].lower()}{words[1:]}"
    return found


def _number(row: Row, value: str) -> Decimal:
    return Decimal(value.replace("-", "")) if row.type is Type.DATE else Decimal(value)


def _files(
    place: Place,
    sheet: Sheet,
    uploads: Mapping[Key, Sequence[UploadedFile]],
    without: set[int],
    *,
    by: User | None,
    problems: dict[Key, str],
) -> dict[Key, str]:
    """Rows of files as they become: what is kept of the old ones, then the new."""
    rows: dict[Key, str] = {}
    for key, given in sheet.own.items():
        if sheet.form.by_code[key[1]].type is Type.FILES and given.value:
            kept = [number for number in given.value.split(",") if int(number) not in without]
            rows[key] = ",".join(kept)
    for key, files in uploads.items():
        row = _row(sheet, key)
        try:
            added = [str(_keep(place, key, file, by=by).pk) for file in files]
        except DomainError as error:
            problems[key] = f"Строка {row.code} «{row.title}»: {error}"
            continue
        numbers = [*filter(None, rows.get(key, "").split(",")), *added]
        if len(numbers) > MOST_FILES:
            problems[key] = f"Строка {row.code} «{row.title}»: не больше {MOST_FILES} файлов."
        rows[key] = ",".join(numbers)
    return rows


def _keep(place: Place, key: Key, upload: UploadedFile, *, by: User | None) -> File:
    refuse_larger(upload, MAX_BYTES)
    check_kind(upload, name=upload.name or "", allowed=DOCUMENTS)
    kept = File(
        **place.keys, item=key[0], row=key[1], file_name=(upload.name or "документ")[-200:], size=upload.size or 0,
        added_by=by,
    )  # fmt: skip
    kept.file.save(f"disclosure/{upload.name}", upload, save=False)
    kept.save()
    return kept


def _words(before: Sheet, changed: Mapping[Key, str]) -> dict[str, list[str]]:
    """Row → [before, after], as the journal tells it."""
    told = {}
    for (item, code), value in changed.items():
        row = before.form.by_code[code]
        name = f"{row.label} ({item})" if item else row.label
        told[name] = [_told(row, _own(before, (item, code))), _told(row, value)]
    return told


def _told(row: Row, value: str) -> str:
    if row.type is Type.FILES:
        return f"файлов: {len(value.split(','))}" if value else ""
    return show(row, value)[:200]


def _about(place: Place) -> dict[str, list[str | None]]:
    return {"disclosure_form": [None, ", ".join(filter(None, (f"Форма {place.form.code}", place.year_words)))]}
