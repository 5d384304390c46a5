"""One SQL text that makes a tenant's schema, read from PostgreSQL's own definitions of the template schema.

Every name in the catalog comes out the same as in a migrated schema, which `CREATE TABLE … (LIKE …)` and
django-tenants' clone do not give. The name of the schema is written as `PLACEHOLDER`: it holds NUL bytes, and
PostgreSQL stores no NUL in any text, so no data can hold it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tenants.connection import connection

PLACEHOLDER = "\0schema\0"
READ_ONLY_TRIGGER = "burmistr_read_only"  # put on for some minutes by tenants.domain.freezing; no part of a schema
_ROWS_PER_INSERT = 200

# What belongs to a schema is found by its dependency, for which there is an index; `relnamespace` has none, and the
# catalogs hold every table of every company.
# In the queries below it is written OWN(catalog).
_OWN = r"""(
    SELECT objid FROM pg_depend
    WHERE refclassid = 'pg_namespace'::regclass AND refobjid = %s AND classid = '\1'::regclass
)"""
_TABLES = """
SELECT c.oid, c.relname FROM pg_class c WHERE c.oid IN OWN(pg_class) AND c.relkind = 'r' ORDER BY c.relname
"""
_COLUMNS = """
SELECT a.attrelid, quote_ident(a.attname), format_type(a.atttypid, a.atttypmod), a.attnotnull,
       a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid),
       CASE WHEN a.attcollation <> t.typcollation THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END,
       a.attnum, pg_get_serial_sequence(quote_ident(n.nspname) || '.' || quote_ident(c.relname), a.attname)
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation co ON co.oid = a.attcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
WHERE c.oid IN OWN(pg_class) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
"""
_CONSTRAINTS = """
SELECT conrelid, quote_ident(conname), contype, pg_get_constraintdef(oid), conkey, conindid
FROM pg_constraint WHERE conrelid IN OWN(pg_class) AND contype <> 't'
ORDER BY conrelid, contype, conname
"""
_INDEXES = """
SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid IN OWN(pg_class) AND NOT EXISTS
    (SELECT 1 FROM pg_constraint k
     WHERE k.conrelid = i.indrelid AND k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
ORDER BY c.relname
"""
_FUNCTIONS = """
SELECT pg_get_functiondef(oid) FROM pg_proc WHERE oid IN OWN(pg_proc) AND prokind = 'f' ORDER BY proname
"""
_TRIGGERS = """
SELECT pg_get_triggerdef(t.oid), t.tgenabled, quote_ident(t.tgname), quote_ident(c.relname)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgrelid IN OWN(pg_class) AND NOT t.tgisinternal AND t.tgname <> %s ORDER BY c.relname, t.tgname
"""
_COMMENTS = """
SELECT c.relname, a.attname, d.description FROM pg_description d
JOIN pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
WHERE c.oid IN OWN(pg_class) AND c.relkind = 'r' ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Definitions:
    """What a schema is made of, with `PLACEHOLDER` for its name: `before`, then the rows, then `after`.

    Names of `tables` are plain, those of their columns and of `sequences` quoted where they need it; a sequence comes
    with the last number that it gave.
    """

    tables: dict[str, list[str]]
    sequences: dict[str, int]
    before: list[str]
    after: list[str]


def tables_of(schema: str) -> list[str]:
    """Plain names of the tables of a schema; a cheap question, however many companies there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_namespace WHERE nspname = %s", [schema])
        [namespace] = cursor.fetchone()
        return [name for _, name in _rows(cursor, _TABLES, namespace)]


def define(schema: str) -> Definitions:
    """The definitions of `schema` as it stands now.

    Must run in a transaction. Only kinds of objects that Django's migrations make are known: tables, sequences of
    identity columns, constraints, indexes, functions, triggers, comments. Anything else raises LookupError.
    """
    with connection.cursor() as cursor:
        # Nothing but pg_catalog in the path: every definition then names its schema in full.
        cursor.execute("SET LOCAL search_path = pg_catalog")
        cursor.execute("SELECT oid FROM pg_namespace WHERE nspname = %s", [schema])
        [namespace] = cursor.fetchone()
        _refuse_unknown_kinds(cursor, namespace)
        tables: dict[int, str] = dict(_rows(cursor, _TABLES, namespace))
        columns = _rows(cursor, _COLUMNS, namespace)
        constraints = _rows(cursor, _CONSTRAINTS, namespace)
        unnamed = [
            *_create_tables(cursor, tables, columns, constraints),
            *_add_constraints(tables, constraints, kinds="pux"),
            *(row[0] for row in _rows(cursor, _INDEXES, namespace)),
            *_add_constraints(tables, constraints, kinds="fc"),
        ]
        definitions = [_unnamed(definition, schema) for definition in unnamed]
        found = Definitions(
            tables=_written_columns(tables, columns),
            sequences=dict(_last_numbers(cursor, schema, columns)),
            before=[
                f"CREATE SCHEMA {PLACEHOLDER}",
                *definitions[: len(tables)],
                *_functions(cursor, schema, namespace),
            ],
            after=[
                *definitions[len(tables) :],
                *_triggers(cursor, schema, namespace),
                *_comments(cursor, namespace),
            ],
        )
    connection.search_path_set_schemas = None  # the next cursor sets the path anew
    return found


def read(schema: str) -> str:
    """The script of `schema` as it stands now: definitions and rows, with `PLACEHOLDER` for its name.

    Must run in a transaction; for a schema with few rows, as all of them are held in memory.
    """
    found = define(schema)
    with connection.cursor() as cursor:
        parts = [
            *found.before,
            *(text for table, columns in found.tables.items() for text in _insert_rows(cursor, schema, table, columns)),
            *(set_sequence(name, last) for name, last in found.sequences.items()),
            *found.after,
        ]
    return ";\n".join(parts) + ";\n"


def set_sequence(name: str, last: int) -> str:
    """The statement after which a sequence goes on behind `last`."""
    quoted = name.replace("'", "''")
    return f"SELECT pg_catalog.setval('{PLACEHOLDER}.{quoted}', {last}, true)"


def for_schema(script: str, schema: str) -> str:
    """The script with the name of a new schema in place of the placeholder."""
    return script.replace(PLACEHOLDER, quoted(schema))


def _rows(cursor: Any, sql: str, *params: object) -> list[tuple[Any, ...]]:
    cursor.execute(re.sub(r"OWN\((\w+)\)", _OWN, sql), params)
    return list(cursor.fetchall())


def _unnamed(definition: str, schema: str) -> str:
    """A definition (never data) with the placeholder for each mention of the schema."""
    return definition.replace(f'"{schema}".', f"{PLACEHOLDER}.").replace(f"{schema}.", f"{PLACEHOLDER}.")


def _refuse_unknown_kinds(cursor: Any, namespace: int) -> None:
    unknown = _rows(
        cursor,
        """SELECT relname FROM pg_class WHERE oid IN OWN(pg_class) AND relkind NOT IN ('r', 'i', 'S', 't')
           UNION ALL
           SELECT typname FROM pg_type WHERE oid IN OWN(pg_type) AND typtype IN ('e', 'd', 'r')
           UNION ALL
           SELECT c.relname FROM pg_class c WHERE c.oid IN OWN(pg_class) AND c.relkind = 'S' AND NOT EXISTS
             (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
              AND d.deptype = 'i')""",
        namespace,
        namespace,
        namespace,
    )
    if unknown:
        raise LookupError(f"The kept script knows no such object: {', '.join(name for (name,) in unknown)}")


def _create_tables(
    cursor: Any, tables: dict[int, str], columns: list[tuple[Any, ...]], constraints: list[tuple[Any, ...]]
) -> Iterator[str]:
    not_null_names = {
        (table, key[0]): name for table, name, kind, _definition, key, _index in constraints if kind == "n"
    }
    by_table: dict[int, list[str]] = {table: [] for table in tables}
    for table, name, type_, not_null, identity, generated, default, collation, number, sequence in columns:
        text = f"{name} {type_}"
        if collation:
            text += f" COLLATE {collation}"
        if generated:
            text += f" GENERATED ALWAYS AS ({default}) STORED"
        elif default is not None:
            text += f" DEFAULT {default}"
        if not_null:
            constraint = not_null_names.get((table, number))
            text += f" CONSTRAINT {constraint} NOT NULL" if constraint else " NOT NULL"
        if identity:
            how = "ALWAYS" if identity == "a" else "BY DEFAULT"
            text += f" GENERATED {how} AS IDENTITY (SEQUENCE NAME {sequence})"
        by_table[table].append(text)
    for table, texts in by_table.items():
        yield f"CREATE TABLE {PLACEHOLDER}.{quoted(tables[table])} (\n  " + ",\n  ".join(texts) + "\n)"


def _functions(cursor: Any, schema: str, namespace: int) -> Iterator[str]:
    for (definition,) in _rows(cursor, _FUNCTIONS, namespace):
        head, mark, body = definition.partition(" AS $")
        yield _unnamed(head, schema) + mark + body


def _written_columns(tables: dict[int, str], columns: list[tuple[Any, ...]]) -> dict[str, list[str]]:
    """The columns of each table that are stored as they are given; generated ones make themselves."""
    written: dict[str, list[str]] = {name: [] for name in tables.values()}
    for table, name, _type, _not_null, _identity, generated, *_ in columns:
        if not generated:
            written[tables[table]].append(name)
    return written


def _insert_rows(cursor: Any, schema: str, table: str, columns: list[str]) -> Iterator[str]:
    """INSERT statements for the rows of a table, each value as text that PostgreSQL itself has quoted."""
    table = quoted(table)
    values = " || ',' || ".join(f"quote_nullable({column}::text)" for column in columns)
    rows = [row for (row,) in _rows(cursor, f"SELECT {values} FROM {quoted(schema)}.{table} ORDER BY 1")]  # noqa: S608  names from the catalog
    for start in range(0, len(rows), _ROWS_PER_INSERT):
        tuples = ",\n".join(f"({row})" for row in rows[start : start + _ROWS_PER_INSERT])
        yield f"INSERT INTO {PLACEHOLDER}.{table} ({', '.join(columns)}) OVERRIDING SYSTEM VALUE VALUES\n{tuples}"


def _last_numbers(cursor: Any, schema: str, columns: Iterable[tuple[Any, ...]]) -> Iterator[tuple[str, int]]:
    """Sequences that have given a number, and the last one."""
    for column in columns:
        sequence = column[-1]
        if not sequence:
            continue
        [(last, called)] = _rows(cursor, f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608  a name from the catalog
        if called:
            yield _unnamed(sequence, schema).removeprefix(f"{PLACEHOLDER}."), last


def _add_constraints(tables: dict[int, str], constraints: Iterable[tuple[Any, ...]], *, kinds: str) -> Iterator[str]:
    """One ALTER TABLE for all constraints of a table: a third of the time of one for each."""
    by_table: dict[int, list[str]] = {}
    for table, name, kind, definition, _key, _index in constraints:
        if kind in kinds:
            by_table.setdefault(table, []).append(f"ADD CONSTRAINT {name} {definition}")
    for table, additions in by_table.items():
        yield f"ALTER TABLE {PLACEHOLDER}.{quoted(tables[table])} " + ", ".join(additions)


def _triggers(cursor: Any, schema: str, namespace: int) -> Iterator[str]:
    for definition, enabled, name, table in _rows(cursor, _TRIGGERS, namespace, READ_ONLY_TRIGGER):
        yield _unnamed(definition, schema)
        if enabled == "D":
            yield f"ALTER TABLE {PLACEHOLDER}.{table} DISABLE TRIGGER {name}"


def _comments(cursor: Any, namespace: int) -> Iterator[str]:
    for table, column, text in _rows(cursor, _COMMENTS, namespace):
        what = (
            f"COLUMN {PLACEHOLDER}.{quoted(table)}.{quoted(column)}"
            if column
            else f"TABLE {PLACEHOLDER}.{quoted(table)}"
        )
        escaped = text.replace("'", "''")
        yield f"COMMENT ON {what} IS '{escaped}'"


def quoted(name: str) -> str:
    """A name as it stands in SQL."""
    return str(connection.ops.quote_name(name))


def full_name(schema: str, table: str) -> str:
    """A table of a schema as it stands in SQL, whatever the search path is."""
    return f"{quoted(schema)}.{quoted(table)}"
