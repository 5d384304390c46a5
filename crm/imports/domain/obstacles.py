"""What stands in the way of undoing a load: rows that were changed since, rows that others refer to.

Works on `undo_rows`, as `undo.stage` leaves it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.apps import apps
from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from django.utils.timezone import localtime

from crm.imports.domain.references import Reference, references_to
from crm.imports.domain.undo import Touched
from crm.imports.enums import Status
from crm.imports.models import ImportRun, ImportTrace
from crm.imports.registry import derived_tables
from crm.journal.models import Entry

SHOWN = 200


@dataclass(frozen=True)
class Obstacle:
    """One row that cannot be undone, and why."""

    object: str
    why: str


@dataclass
class Obstacles:
    """All that stands in the way: `total` rows, the first of them by name."""

    total: int
    rows: list[Obstacle]


def find_obstacles(cursor: CursorWrapper, touched: Sequence[Touched], run: ImportRun) -> Obstacles:
    """Every row of `undo_rows` that somebody has changed since the load or that something new refers to."""
    total, rows = 0, []
    for table in touched:
        count, ids = _changed_since(cursor, table)
        total += count
        rows += _told_changes(table, ids, run)
        count, uses = _used(cursor, table, {one.table for one in touched})
        total += count
        rows += _told_uses(table, uses)
    return Obstacles(total, rows[:SHOWN])


def _changed_since(cursor: CursorWrapper, table: Touched) -> tuple[int, list[int]]:
    columns = ", ".join(f"row.{_quoted(name)}" for name in table.columns)
    cursor.execute(
        f"SELECT u.id, count(*) OVER () FROM undo_rows u LEFT JOIN {_quoted(table.table)} row ON row.id = u.id"  # noqa: S608  names from the catalog
        " WHERE u.table_name = %s AND NOT u.is_gone"
        f" AND (row.id IS NULL OR hash_record_extended(ROW({columns}), 0) <> u.mark) ORDER BY u.id LIMIT {SHOWN}",
        [table.table],
    )
    found = cursor.fetchall()
    return (found[0][1] if found else 0), [row[0] for row in found]


def _used(cursor: CursorWrapper, table: Touched, own: set[str]) -> tuple[int, dict[int, list[tuple[str, int]]]]:
    """Added rows to which rows of others refer: how many, and for the first of them who and how often."""
    parts: list[str] = []
    values: list[str | int] = []
    for reference in references_to(cursor, table.table):
        if reference.table in derived_tables():
            continue
        parts.append(_uses(reference, own))
        values += [reference.table, table.table, *([reference.table] if reference.table in own else [])]
    if not parts:
        return 0, {}
    cursor.execute(
        f"WITH used AS MATERIALIZED ({' UNION ALL '.join(parts)})"  # noqa: S608  names from the catalog
        " SELECT id, name, sum(uses)::int, (SELECT count(DISTINCT id) FROM used) FROM used"
        f" WHERE id IN (SELECT DISTINCT id FROM used ORDER BY id LIMIT {SHOWN}) GROUP BY id, name ORDER BY id, name",
        values,
    )
    found = cursor.fetchall()
    by_row = {key: [(row[1], row[2]) for row in group] for key, group in groupby(found, key=lambda row: row[0])}
    return (found[0][3] if found else 0), by_row


def _uses(reference: Reference, own: set[str]) -> str:
    """SQL: added rows with the number of rows that refer to them, but for those of this load."""
    conditions = ["u.table_name = %s", "u.is_added"]
    if reference.table in own:
        conditions.append(
            "NOT EXISTS (SELECT FROM undo_rows made WHERE made.table_name = %s AND made.id = user_row.id)"
        )
    return (
        "SELECT u.id, %s::text AS name, count(*) AS uses"  # noqa: S608  names from the catalog
        f" FROM {_quoted(reference.table)} user_row JOIN undo_rows u ON u.id = user_row.{_quoted(reference.column)}"
        f" WHERE {' AND '.join(conditions)} GROUP BY u.id"
    )


def _told_changes(table: Touched, ids: list[int], run: ImportRun) -> list[Obstacle]:
    names, by_hand, by_file = _names(table, ids), _changed_by_hand(table, ids, run), _changed_by_file(table, ids, run)
    return [
        Obstacle(names.get(key, f"№ {key}"), by_file.get(key) or by_hand.get(key) or "изменено после загрузки")
        for key in ids
    ]


def _told_uses(table: Touched, uses: dict[int, list[tuple[str, int]]]) -> list[Obstacle]:
    names = _names(table, list(uses))
    return [
        Obstacle(
            names.get(key, f"№ {key}"),
            "уже есть записи: " + ", ".join(f"{_plural(name)} — {count}" for name, count in found),
        )
        for key, found in uses.items()
    ]


def _names(table: Touched, ids: list[int]) -> dict[int, str]:
    """What rows are called; those of models without a name of their own by their number."""
    model = table.model
    title = str(model._meta.verbose_name)
    if not ids:
        return {}
    if model.__str__ is models.Model.__str__:
        return {key: f"{title} № {key}" for key in ids}
    single = [field.name for field in model._meta.concrete_fields if field.is_relation and not field.null]
    rows = model._default_manager.select_related(*single).filter(pk__in=ids)
    return {row.pk: f"{title} {row}" for row in rows}


def _changed_by_hand(table: Touched, ids: list[int], run: ImportRun) -> dict[int, str]:
    entries = (
        Entry.objects.filter(
            object_type=table.model._meta.label_lower, object_id__in=[str(key) for key in ids], at__gt=run.finished_at
        )
        .order_by("object_id", "-id")
        .distinct("object_id")
        .select_related("actor")
    )
    return {int(entry.object_id): _told(entry) for entry in entries}


def _told(entry: Entry) -> str:
    who = f", {entry.actor}" if entry.actor else ""
    return f"изменено {localtime(entry.at):%d.%m.%Y в %H:%M}{who}"


def _changed_by_file(table: Touched, ids: list[int], run: ImportRun) -> dict[int, str]:
    """Rows that a later file changed: which one and whose."""
    notes = (
        ImportTrace.objects.filter(table_name=table.table, run__gt=run.pk, ids__overlap=ids)
        .exclude(run__status=Status.UNDONE)
        .select_related("run__created_by")
        .only("ids", "run__file_name", "run__created_by")
        .order_by("-run", "pk")[:SHOWN]
    )
    wanted, found = set(ids), dict[int, str]()
    for note in notes:
        for key in wanted.intersection(note.ids):
            found.setdefault(key, f"изменено загрузкой файла «{note.run.file_name}» ({note.run.created_by})")
    return found


def _plural(table: str) -> str:
    models_of = (model for model in apps.get_models() if model._meta.db_table == table)
    model: type[models.Model] | None = next(models_of, None)
    return str(model._meta.verbose_name_plural) if model else table


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
