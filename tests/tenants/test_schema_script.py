"""A schema made by the kept script is the same as a migrated one, to the last name in the catalog."""

import re

import pytest
from django.apps import apps as registry
from django.conf import settings
from django.db import connection

from tenants.context import in_schema
from tenants.domain import schema_script, template
from tenants.models import KeptScript, Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

CATALOG = {
    "relations": "SELECT c.relname, c.relkind::text FROM pg_class c WHERE c.relnamespace = %s",
    "columns": """SELECT c.relname, a.attname, row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum),
        format_type(a.atttypid, a.atttypmod), a.attnotnull,
        a.attidentity::text, a.attgenerated::text, pg_get_expr(d.adbin, d.adrelid), a.attcollation::regcollation::text
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = %s AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped""",
    "constraints": """SELECT k.conname, k.contype::text, pg_get_constraintdef(k.oid), k.conrelid::regclass::text
        FROM pg_constraint k WHERE k.connamespace = %s""",
    "indexes": """SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE c.relnamespace = %s""",
    "functions": "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = %s",
    "triggers": """SELECT pg_get_triggerdef(t.oid), t.tgenabled::text FROM pg_trigger t
        JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = %s AND NOT t.tgisinternal""",
    "sequences": """SELECT s.seqrelid::regclass::text, s.seqtypid::regtype::text, s.seqstart, s.seqincrement, s.seqmax
        FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid WHERE c.relnamespace = %s""",
}


def catalog(schema: str) -> dict[str, set[tuple[str, ...]]]:
    """What PostgreSQL knows of a schema, with its name taken out."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_namespace WHERE nspname = %s", [schema])
        [namespace] = cursor.fetchone()
        for kind, query in CATALOG.items():
            cursor.execute(query, [namespace])
            found[kind] = {tuple(_plain(str(value), schema) for value in row) for row in cursor.fetchall()}
    return found


def _plain(definition: str, schema: str) -> str:
    """Without the schema's name, and without the casts and brackets that PostgreSQL writes anew at each parsing."""
    return re.sub(r"::(character varying|text)(\[\])?|[()]", "", definition.replace(schema, "SCHEMA"))


def rows(schema: str) -> dict[str, list[str]]:
    """The rows of every table, as text; the times at which Wagtail wrote its first rows are left out."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])
        for (table,) in cursor.fetchall():
            if table == "django_migrations":
                cursor.execute(f'SELECT app, name FROM "{schema}".{table}')
            else:
                cursor.execute(f'SELECT t::text FROM "{schema}"."{table}" t')
            found[table] = sorted(str(row) for row in cursor.fetchall())
    return found


def test_every_name_and_definition_is_the_same_as_in_a_migrated_schema():
    template.make_schema("uk_made")

    # The template is what migrations made; the script is written from its catalog.
    made, wanted = catalog("uk_made"), catalog(template.TEMPLATE_SCHEMA)

    for kind in CATALOG:
        assert made[kind] == wanted[kind], kind
    assert len(made["relations"]) > 300


def test_the_rows_of_the_template_come_along():
    template.make_schema("uk_made")

    assert rows("uk_made") == rows(template.TEMPLATE_SCHEMA)
    assert any(rows("uk_made").values())


def test_next_numbers_go_on_after_the_rows_of_the_template():
    template.make_schema("uk_made")

    with in_schema("uk_made"), connection.cursor() as cursor:
        cursor.execute("INSERT INTO auth_group (name) VALUES ('новая') RETURNING id")
        [number] = cursor.fetchone()
        cursor.execute("SELECT max(id) FROM auth_group WHERE name <> 'новая'")
        [last] = cursor.fetchone()
    assert number == (last or 0) + 1


def test_data_that_looks_like_the_schemas_name_is_left_alone():
    with in_schema(template.TEMPLATE_SCHEMA), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO auth_group (name) VALUES (%s)", [f"{template.TEMPLATE_SCHEMA}.x 'кавычка' ;\n -- $$"]
        )
    script = schema_script.read(template.TEMPLATE_SCHEMA)
    connection.search_path_set_schemas = None

    with connection.cursor() as cursor:
        cursor.execute(schema_script.for_schema(script, "uk_made"))
        cursor.execute("SELECT count(*) FROM uk_made.auth_group WHERE name LIKE %s", [f"{template.TEMPLATE_SCHEMA}.x%"])
        assert cursor.fetchone() == (1,)


def test_a_kind_of_object_that_the_script_does_not_know_is_refused():
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE VIEW {template.TEMPLATE_SCHEMA}.strange AS SELECT 1")

    with pytest.raises(LookupError, match="strange"):
        schema_script.read(template.TEMPLATE_SCHEMA)


def test_making_a_schema_that_is_there_changes_nothing(alpha: Tenant):
    before = rows(alpha.schema_name)

    assert template.make_schema(alpha.schema_name) == template.migrations_fingerprint()
    assert rows(alpha.schema_name) == before


def test_the_script_is_kept_once_for_each_set_of_migrations():
    assert KeptScript.objects.count() == 1
    assert template.migrate_template() == KeptScript.objects.get()


def tables(schema: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
        return {name for (name,) in cursor.fetchall()}


def model_tables(apps: list[str]) -> set[str]:
    return {
        model._meta.db_table
        for config in registry.get_app_configs()
        if config.name in apps
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed
    } | {"django_migrations"}


def test_each_table_stands_where_the_settings_say(alpha: Tenant):
    assert tables("public") == model_tables(settings.SHARED_APPS)
    assert tables(alpha.schema_name) == model_tables(settings.TENANT_APPS)


def test_a_tenant_has_few_tables(alpha: Tenant):
    """Each table costs every tenant files and catalog rows; 150 is the budget (infra/scale.md)."""
    assert len(tables(alpha.schema_name)) <= 150


def test_no_foreign_key_crosses_schemas():
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT k.conname FROM pg_constraint k JOIN pg_class a ON a.oid = k.conrelid
               JOIN pg_class b ON b.oid = k.confrelid WHERE k.contype = 'f' AND a.relnamespace <> b.relnamespace"""
        )
        assert cursor.fetchall() == []


def test_content_types_have_the_same_number_everywhere(alpha: Tenant, beta: Tenant):
    numbers = []
    for schema in ("public", alpha.schema_name, beta.schema_name):
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT app_label, model, id FROM "{schema}".django_content_type')
            numbers.append({(app, model): number for app, model, number in cursor.fetchall()})
    public, of_alpha, of_beta = numbers
    assert of_alpha == of_beta
    both = public.keys() & of_alpha.keys()
    assert len(both) > 20
    assert {key: public[key] for key in both} == {key: of_alpha[key] for key in both}
