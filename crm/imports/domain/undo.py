"""Undoing one load by what its tables noted of it: set-based, whole or not at all.

Runs inside the caller's transaction. What was added is deleted, what was changed or removed is put back as it was, row
for row. Row triggers that guard these tables (never deleted, append-only, values stay) are silent meanwhile: they keep
people and programs from losing what happened, and here it is being made as if it had not happened, with an entry in the
journal. Statement triggers work on, so histories and search keys follow by themselves.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pgtrigger
from django.apps import apps
from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from crm.imports.domain.references import Reference, references_to
from crm.imports.models import ImportTrace
from crm.imports.registry import derived_tables
from tenants.errors import DomainError

_STAGE = """
    CREATE TEMP TABLE undo_rows ON COMMIT DROP AS
    WITH noted AS MATERIALIZED (
        SELECT note.table_name, note.id AS note, note.act, row.id, row.mark, row.before
        FROM imports_importtrace note, LATERAL ROWS FROM (
            unnest(note.ids), unnest(note.marks), jsonb_array_elements(note.before)
        ) AS row (id, mark, before)
        WHERE note.run_id = %s
    ),
    first AS (SELECT DISTINCT ON (table_name, id) * FROM noted ORDER BY table_name, id, note),
    last AS (SELECT DISTINCT ON (table_name, id) * FROM noted ORDER BY table_name, id, note DESC)
    SELECT table_name::text, id, first.act = 'added' AS is_added, last.act = 'removed' AS is_gone, last.mark,
        first.before
    FROM first JOIN last USING (table_name, id)
    WHERE NOT (first.act = 'added' AND last.act = 'removed')
"""


@dataclass(frozen=True)
class Touched:
    """A table that a load wrote, with the columns that it had then."""

    table: str
    columns: tuple[str, ...]

    @property
    def model(self) -> type[models.Model]:
        """The model of the table."""
        return next(model for model in apps.get_models() if model._meta.db_table == self.table)


def stage(cursor: CursorWrapper, run_id: int) -> list[Touched]:
    """Put into `undo_rows` what is to be undone, and let nobody else write there until the transaction ends.

    Raises DomainError if nothing is known of the load, or a column that it wrote is no more.
    """
    touched = [
        Touched(note["table_name"], tuple(note["columns"]))
        for note in ImportTrace.objects.filter(run=run_id)
        .order_by("table_name", "-id")
        .distinct("table_name")
        .values("table_name", "columns")
    ]
    if not touched:
        raise DomainError("Откатить уже нельзя: прежние значения хранятся 30 дней и стёрты.")
    for table in touched:
        names = {field.column for field in table.model._meta.concrete_fields}
        if not names.issuperset(table.columns):
            raise DomainError("Откатить уже нельзя: с тех пор обновилась сама программа.")
    references = [reference for table in touched for reference in references_to(cursor, table.table)]
    locked = sorted({table.table for table in touched} | {reference.table for reference in references})
    cursor.execute(f"LOCK TABLE {', '.join(map(_quoted, locked))} IN SHARE ROW EXCLUSIVE MODE")
    cursor.execute("SET LOCAL enable_nestloop = off")  # as in loads: temporary tables look empty to the planner
    cursor.execute("DROP TABLE IF EXISTS pg_temp.undo_rows")
    cursor.execute(_STAGE, [run_id])
    cursor.execute("CREATE INDEX ON undo_rows (table_name, id)")
    cursor.execute("ANALYZE undo_rows")
    return touched


def undo(cursor: CursorWrapper, touched: list[Touched]) -> tuple[int, int]:
    """Put everything back as it was before the load; how many rows were deleted and how many put back.

    Whoever calls it has made sure that nothing stands in the way.
    """
    deleted = restored = 0
    references = {reference for table in touched for reference in references_to(cursor, table.table)}
    with _unguarded(cursor, {table.table for table in touched} | {reference.table for reference in references}):
        for reference in sorted(references, key=str):
            _delete_what_goes_along(cursor, reference)
        for table in touched:
            cursor.execute(
                f"DELETE FROM {_quoted(table.table)} row USING undo_rows u"  # noqa: S608  names from the catalog
                " WHERE u.table_name = %s AND u.is_added AND row.id = u.id",
                [table.table],
            )
            deleted += cursor.rowcount
        for table in touched:
            restored += _put_back(cursor, table)
    return deleted, restored


def _put_back(cursor: CursorWrapper, table: Touched) -> int:
    computed = {f.column for f in table.model._meta.concrete_fields if isinstance(f, models.GeneratedField)}
    written = [name for name in table.columns if name not in computed]
    columns = ", ".join(_quoted(name) for name in written)
    values = ", ".join(f"old.{_quoted(name)}" for name in written)
    source = f"undo_rows u CROSS JOIN LATERAL jsonb_populate_record(NULL::{_quoted(table.table)}, u.before) old"
    cursor.execute(
        f"UPDATE {_quoted(table.table)} row SET ({columns}) = ROW({values}) FROM {source}"  # noqa: S608  the same
        " WHERE u.table_name = %s AND NOT u.is_added AND NOT u.is_gone AND row.id = u.id",
        [table.table],
    )
    changed = cursor.rowcount
    cursor.execute(
        f"INSERT INTO {_quoted(table.table)} ({columns}) OVERRIDING SYSTEM VALUE SELECT {values} FROM {source}"  # noqa: S608
        " WHERE u.table_name = %s AND u.is_gone",
        [table.table],
    )
    return int(changed + cursor.rowcount)


def _delete_what_goes_along(cursor: CursorWrapper, reference: Reference) -> None:
    """Rows that the database wrote by itself for added rows: their balances, keys by which they are found.

    Nobody else has touched the added row (a change of its balance would stand in the way), so its history tells of
    nothing but this load and of what was undone before.
    """
    if reference.table in derived_tables():
        cursor.execute(
            f"DELETE FROM {_quoted(reference.table)} made USING undo_rows u"  # noqa: S608  names from the catalog
            f" WHERE u.table_name = %s AND u.is_added AND made.{_quoted(reference.column)} = u.id",
            [reference.target],
        )


@contextmanager
def _unguarded(cursor: CursorWrapper, tables: set[str]) -> Iterator[None]:
    """Silence the row triggers that stand before writes of these tables, in this transaction only.

    Not `pgtrigger.ignore`: with it each of 100 000 rows still calls two functions to learn that it is to do nothing.
    """
    guards = [
        f"ALTER TABLE {_quoted(model._meta.db_table)} {{}} TRIGGER {_quoted(trigger.get_pgid(model))}"
        for model, trigger in pgtrigger.registered()
        if model._meta.db_table in tables
        and trigger.when == pgtrigger.Before
        and trigger.level in (None, pgtrigger.Row)
    ]
    # A table whose foreign keys are still to be checked cannot be altered: what waits is checked first.
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    for guard in guards:
        cursor.execute(guard.format("DISABLE"))
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    for guard in guards:
        cursor.execute(guard.format("ENABLE"))  # after an error the transaction takes it back by itself


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
