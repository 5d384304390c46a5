"""Who refers to a table, by the foreign keys of the database: no module has to be asked."""

from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

_REFERENCES = """
    SELECT key.conrelid::regclass::text, field.attname
    FROM pg_constraint key
    JOIN pg_attribute field ON field.attrelid = key.conrelid AND field.attnum = key.conkey[1]
    WHERE key.confrelid = %s::regclass AND key.contype = 'f' AND key.confdeltype <> 'c' AND cardinality(key.conkey) = 1
    ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Reference:
    """A column that refers to `target`."""

    table: str
    column: str
    target: str


def references_to(cursor: CursorWrapper, table: str) -> list[Reference]:
    """Columns whose foreign keys lead to `table`, but those whose rows the database deletes along."""
    cursor.execute(_REFERENCES, [table])
    return [Reference(name.strip('"'), column, table) for name, column in cursor.fetchall()]
