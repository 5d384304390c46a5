"""What Citus will want of our schemas costs nothing now, so it is held from the first day (infra/scale.md)."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from identity.models import User
from tenants.context import in_schema
from tenants.isolation import Address, addresses
from tenants.models import Tenant
from tests.conftest import PASSWORD, forget_messages
from tests.isolation.companies import Company, fill

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

TENANT = "uk_alpha"
# The figures of scale.md were taken with 94 tables (848 rows of pg_class a company). With 150 eight hundred
# companies are one million rows: what they all pay for whenever the catalog is read. Merge, or put it into `public`.
MOST_TABLES, MOST_RELATIONS = 150, 1250
# Keys of these are int by their own migrations; see scale.md for what that costs.
LIBRARIES = ("auth_", "django_", "otp_", "taggit_", "wagtail")


def rows(query: str, *parameters: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


class TestCatalog:
    def test_no_foreign_key_leaves_its_schema(self):
        crossing = """
            SELECT conrelid::regclass, confrelid::regclass
            FROM pg_constraint JOIN pg_class own ON own.oid = conrelid JOIN pg_class other ON other.oid = confrelid
            WHERE contype = 'f' AND own.relnamespace {} other.relnamespace
        """
        assert rows(crossing.format("<>")) == []
        assert len(rows(crossing.format("="))) > 100, "there are keys that could"

    def test_our_keys_are_bigint(self):
        """A column that is a key only by pointing at a library's table has that table's type."""
        small = rows("""
            SELECT own.relname, coalesce(other.relname, own.relname)
            FROM pg_constraint key
            JOIN pg_class own ON own.oid = key.conrelid JOIN pg_namespace schema ON schema.oid = own.relnamespace
            JOIN pg_attribute ON attrelid = own.oid AND attnum = ANY (key.conkey)
            LEFT JOIN pg_constraint pointer ON pointer.contype = 'f' AND pointer.conrelid = own.oid
                                           AND pointer.conkey = key.conkey
            LEFT JOIN pg_class other ON other.oid = pointer.confrelid
            WHERE key.contype = 'p' AND atttypid IN ('int2'::regtype, 'int4'::regtype)
              AND nspname IN ('public', %s)
        """, TENANT)  # fmt: skip
        assert [own for own, pointed_at in small if not pointed_at.startswith(LIBRARIES)] == []
        assert small, "libraries have such keys; when none is left, scale.md has a paragraph less"

    def test_our_sequences_are_bigint(self):
        small = rows("SELECT seqrelid::regclass::text FROM pg_sequence WHERE seqtypid <> 'int8'::regtype")
        assert [name for (name,) in small if not name.rpartition(".")[2].startswith(LIBRARIES)] == []

    def test_numbers_are_made_by_the_column_itself(self):
        """A default that calls a sequence of another schema would take numbers of another company."""
        assert (
            rows("SELECT adrelid::regclass FROM pg_attrdef WHERE pg_get_expr(adbin, adrelid) LIKE '%%nextval%%'") == []
        )

    def test_no_rule_and_no_view(self):
        """Also none that reads several schemas."""
        kinds = rows("""
            SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
            WHERE relkind IN ('v', 'm') AND (nspname = 'public' OR nspname LIKE 'uk\\_%%')
        """)
        rules = rows("SELECT rulename FROM pg_rules WHERE schemaname = 'public' OR schemaname LIKE 'uk\\_%%'")
        assert kinds + rules == []

    def test_triggers_of_a_company_call_functions_of_its_own_schema(self):
        elsewhere = """
            SELECT tgrelid::regclass, tgfoid::regproc
            FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
            WHERE NOT tgisinternal AND relnamespace = %s::regnamespace AND pronamespace {} relnamespace
        """
        assert rows(elsewhere.format("<>"), TENANT) == []
        assert len(rows(elsewhere.format("="), TENANT)) > 3

    def test_a_company_keeps_within_its_budget_of_tables(self):
        kinds = (
            "SELECT count(*) FILTER (WHERE relkind = 'r'), count(*) FROM pg_class WHERE relnamespace = %s::regnamespace"
        )
        ((tables, relations),) = rows(kinds, TENANT)
        assert tables <= MOST_TABLES
        assert relations <= MOST_RELATIONS


@dataclass(frozen=True)
class Statement:
    """What was sent, and the schema that the connection was at."""

    sql: str
    schema: str


class Tables:
    """The tables of `public` and of a company, and which of them a statement means."""

    def __init__(self) -> None:
        found = rows("SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', %s)", TENANT)
        self.of = {schema: {table for owner, table in found if owner == schema} for schema in ("public", TENANT)}

    def schemas_in(self, statement: Statement) -> set[str]:
        """An unqualified name is the company's table if it has one of that name, else the platform's: search_path."""
        path = ["public"] if statement.schema == "public" else [TENANT, "public"]
        found = set()
        for schema, name in re.findall(r'(?:"?(\w+)"?\.)?"?\b(\w+)\b"?', statement.sql):
            where = [schema] if schema in self.of else path
            found |= set(next(([owner] for owner in where if name in self.of[owner]), []))
        return found


@contextmanager
def recorded() -> Iterator[list[Statement]]:
    statements: list[Statement] = []

    def keep(execute: Callable[..., Any], sql: str, params: object, many: bool, context: object) -> Any:
        statements.append(Statement(sql, connection.schema_name))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield statements


def walk(urlconf: str) -> list[Address]:
    return [a for a in addresses(urlconf) if a.name != "wagtailadmin_logout" and "failwhale" not in a.route]


@pytest.fixture
def company(alpha: Tenant) -> Company:
    return fill(alpha, "СЛОВОАЛЬФЫ")


def test_the_reader_of_statements_tells_a_join_of_both_sides():
    tables = Tables()
    join = 'SELECT 1 FROM "accounting_account" JOIN "tenants_tenant" ON true'
    assert tables.schemas_in(Statement(join, TENANT)) == {TENANT, "public"}
    assert tables.schemas_in(Statement('SELECT 1 FROM "identity_user"', TENANT)) == {TENANT}
    assert tables.schemas_in(Statement('SELECT 1 FROM "identity_user"', "public")) == {"public"}
    explicit = 'SELECT 1 FROM "identity_user" JOIN "public"."identity_user" p ON true'
    assert tables.schemas_in(Statement(explicit, TENANT)) == {TENANT, "public"}


def test_no_statement_of_a_request_reads_a_company_and_the_platform_at_once(company: Company, client_of):
    with in_schema("public"):
        operator = User.objects.create_superuser("op@example.ru", PASSWORD, last_name="Оператор")
    sides = {
        settings.ROOT_URLCONF: client_of(company.tenant, company.head),
        settings.PUBLIC_SCHEMA_URLCONF: client_of(None, operator),
    }
    with recorded() as statements:
        for urlconf, client in sides.items():
            client.raise_request_exception = False
            for address in walk(urlconf):
                client.get(address.path(lambda _: 1))
                forget_messages(client)
    tables = Tables()
    met = {statement: tables.schemas_in(statement) for statement in set(statements)}
    assert [statement for statement, schemas in met.items() if len(schemas) > 1] == []
    assert sum(schemas == {TENANT} for schemas in met.values()) > 100, "the walk read the company"
    assert sum(schemas == {"public"} for schemas in met.values()) > 50, "and the platform, from both sides"


def test_what_is_written_calls_no_volatile_function_and_crosses_no_schema(alpha: Tenant):
    """Citus refuses such functions in UPDATE, as each copy of a row would get another value."""
    volatile = {name for (name,) in rows("SELECT DISTINCT proname FROM pg_proc WHERE provolatile = 'v'")}
    assert {"clock_timestamp", "random", "nextval"} <= volatile
    with recorded() as statements:
        fill(alpha, "СЛОВОАЛЬФЫ")  # a row of every kind that has a screen
    tables = Tables()
    updates = [statement.sql for statement in statements if statement.sql.lstrip().upper().startswith("UPDATE")]
    assert len(updates) > 10
    assert [sql for sql in updates if volatile & set(re.findall(r"\b(\w+)\(", sql.lower()))] == []
    assert [statement for statement in statements if len(tables.schemas_in(statement)) > 1] == []
