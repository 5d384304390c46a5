"""Triggers by which a table notes what a load does to its rows, so that the load can be undone.

They do nothing outside a load: the engine names the run in the setting `burmistr.traced_run` of its transaction. One
note is made for each statement and block of rows, whatever wrote them (SQL of a merge, a domain function, another
trigger): no importer can forget it.

A mark is the hash of a row as the load left it. Who undoes compares: another hash is a row that somebody has changed
since. The names of the columns stand beside it, so a column that comes later does not count as a change.
"""

import pgtrigger

BLOCK = 5_000  # rows of one note: its before-images stay some megabytes

_NOTE = """
    IF nullif(current_setting('burmistr.traced_run', true), '') IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO imports_importtrace (run_id, table_name, columns, act, ids, marks, before)
    SELECT current_setting('burmistr.traced_run')::bigint, TG_TABLE_NAME, {columns}, '{act}', array_agg(id), {marks},
        {before}
    FROM (
        SELECT {row}, (row_number() OVER () - 1) / {block} AS block FROM {rows}
    ) noted GROUP BY block ORDER BY block;
    RETURN NULL;
"""
_COLUMNS = """(
        SELECT array_agg(attname::text ORDER BY attnum) FROM pg_catalog.pg_attribute
        WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped
    )"""


def traced() -> list[pgtrigger.Trigger]:
    """For `Meta.triggers` of a table whose rows an undoable kind of import writes; its key is `id`."""
    return [
        pgtrigger.Trigger(
            name="trace_added",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            referencing=pgtrigger.Referencing(new="added"),
            func=_NOTE.format(
                columns=_COLUMNS, act="added", marks="array_agg(mark)", before="NULL", block=BLOCK,
                row="id, hash_record_extended(added, 0) AS mark", rows="added",
            ),
        ),
        pgtrigger.Trigger(
            name="trace_changed",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            referencing=pgtrigger.Referencing(old="gone", new="added"),
            func=_NOTE.format(
                columns=_COLUMNS, act="changed", marks="array_agg(mark)", before="jsonb_agg(old_row)", block=BLOCK,
                row="added.id, hash_record_extended(added, 0) AS mark, to_jsonb(gone) AS old_row",
                rows="added JOIN gone ON gone.id = added.id",
            ),
        ),
        pgtrigger.Trigger(
            name="trace_removed",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Delete,
            referencing=pgtrigger.Referencing(old="gone"),
            func=_NOTE.format(
                columns=_COLUMNS, act="removed", marks="NULL", before="jsonb_agg(old_row)", block=BLOCK,
                row="id, to_jsonb(gone) AS old_row", rows="gone",
            ),
        ),
    ]  # fmt: skip
