"""One schema out of the database and into it: definitions and rows, one table at a time, as PostgreSQL's own text."""

import hashlib
from collections.abc import Iterable
from typing import Any

from tenants.archive.format import Reader, Table, Writer, rows_member
from tenants.connection import connection
from tenants.domain import schema_script
from tenants.domain.freezing import staying
from tenants.domain.schema_script import PLACEHOLDER, Definitions, full_name, quoted
from tenants.errors import DomainError

# In the archive's SQL the schema is a variable of psql, so it can be loaded under any name.
VARIABLE = ':"schema"'
BEFORE, AFTER, LOAD = "database/before.sql", "database/after.sql", "database/load.sql"
_TOGETHER = 200  # definitions sent in one query

_HOW = """\
-- psql -v ON_ERROR_STOP=1 --single-transaction -v schema={schema} -f load.sql
-- Run in this folder, in a database of PostgreSQL 15 or newer that has no such schema yet.
\\i before.sql
SET search_path = {variable};
{copies}
SET search_path = public;
{sequences}
\\i after.sql
"""


def dump(schema: str, archive: Writer) -> tuple[list[Table], dict[str, int]]:
    """Write a schema into the archive. The transaction's snapshot decides which rows there are."""
    with connection.cursor() as cursor:
        definitions = _locked(cursor, schema)
        tables = [_copy_out(cursor, schema, name, columns, archive) for name, columns in definitions.tables.items()]
    archive.put(BEFORE, _as_sql(definitions.before))
    archive.put(AFTER, _as_sql(definitions.after))
    archive.put(LOAD, _how_to_load(schema, tables, definitions.sequences).encode())
    return tables, definitions.sequences


def load(schema: str, archive: Reader, definitions: Definitions) -> None:
    """Make a schema and fill it from the archive; runs in the caller's transaction.

    Rows come before constraints, indexes and triggers: quicker, and no trigger of ours takes them for new ones. Then
    all is read again and compared, so what is committed is what was archived.
    """
    with connection.cursor() as cursor:
        _run(cursor, definitions.before, schema)
        for table in archive.manifest.tables:
            _copy_in(cursor, schema, table, archive)
        _run(cursor, [schema_script.set_sequence(*last) for last in archive.manifest.sequences.items()], schema)
        _run(cursor, definitions.after, schema)
    if wrong := differences(schema, archive.manifest.tables):
        raise DomainError(f"После загрузки отличаются строки: {', '.join(wrong)}. Ничего не сохранено.")


def definitions_of(archive: Reader) -> Definitions:
    """The definitions as the archive itself tells them, for one made at an older state of the schema."""
    before, after = (_from_sql(archive.text(name)) for name in (BEFORE, AFTER))
    return Definitions(tables={}, sequences={}, before=before, after=after)


def differences(schema: str, tables: Iterable[Table]) -> list[str]:
    """Tables whose rows are not those of the archive, in whatever order they stand."""
    with connection.cursor() as cursor:
        return [table.name for table in tables if _hash(cursor, schema, table) != (table.rows, table.sha256)]


def _locked(cursor: Any, schema: str) -> Definitions:
    """The definitions, read when no migration can change them any more until the transaction ends."""
    names = [full_name(schema, table) for table in schema_script.tables_of(schema)]
    cursor.execute(f"LOCK TABLE {', '.join(names)} IN ACCESS SHARE MODE")
    return schema_script.define(schema)


def _copy_out(cursor: Any, schema: str, table: str, columns: list[str], archive: Writer) -> Table:
    with archive.member(rows_member(table)) as out:
        cursor.copy_expert(_copy(schema, table, columns), out)
        rows = cursor.rowcount
    return Table(name=table, columns=columns, rows=rows, sha256=out.sha256)


def _copy_in(cursor: Any, schema: str, table: Table, archive: Reader) -> None:
    with archive.member(rows_member(table.name)) as stream:
        cursor.copy_expert(f"COPY {full_name(schema, table.name)} ({', '.join(table.columns)}) FROM STDIN", stream)
        if cursor.rowcount != table.rows:
            raise DomainError(f"Архив повреждён: в {table.name} строк {cursor.rowcount}, а в описи {table.rows}.")


def _hash(cursor: Any, schema: str, table: Table) -> tuple[int, str]:
    """The count and hash of a table's rows as they stand now."""
    digest = _Digest()
    cursor.copy_expert(_copy(schema, table.name, table.columns), digest)
    return cursor.rowcount, digest.sha256.hexdigest()


class _Digest:
    def __init__(self) -> None:
        self.sha256 = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.sha256.update(data)
        return len(data)


def _copy(schema: str, table: str, columns: list[str]) -> str:
    """COPY of a table's rows; in the order of the key, so that two installations tell the same text."""
    names = ", ".join(columns)
    if table in staying():
        return f"COPY (SELECT {names} FROM {full_name(schema, table)} WHERE false) TO STDOUT"  # noqa: S608  names from the catalog
    return f"COPY (SELECT {names} FROM {full_name(schema, table)} ORDER BY 1) TO STDOUT"  # noqa: S608  names from the catalog


def _run(cursor: Any, definitions: list[str], schema: str) -> None:
    for start in range(0, len(definitions), _TOGETHER):
        text = ";\n".join(definitions[start : start + _TOGETHER])
        if text:
            cursor.execute(schema_script.for_schema(text, schema))


_NEXT = "\n-- next\n"


def _as_sql(definitions: list[str]) -> bytes:
    return "".join(f"{text};{_NEXT}" for text in definitions).replace(PLACEHOLDER, VARIABLE).encode()


def _from_sql(text: str) -> list[str]:
    return [one.removesuffix(";") for one in text.replace(VARIABLE, PLACEHOLDER).split(_NEXT) if one]


def _how_to_load(schema: str, tables: list[Table], sequences: dict[str, int]) -> str:
    copies = "\n".join(
        f"\\copy {quoted(table.name)} ({', '.join(table.columns)}) from 'rows/{table.name}.tsv'"
        for table in tables
        if table.rows
    )
    numbers = "\n".join(
        f"SELECT setval(format('%I.%s', :'schema', '{name}')::regclass, {last});" for name, last in sequences.items()
    )
    return _HOW.format(schema=schema, variable=VARIABLE, copies=copies, sequences=numbers)
