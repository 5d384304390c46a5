"""Secrets under a new key: every row of every schema, a few at a time, safe to stop and to repeat."""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import models
from django_tenants.utils import get_public_schema_name, schema_exists

from tenants.connection import connection
from tenants.context import in_schema
from tenants.models import Tenant
from tenants.secrets import SecretField

_AT_ONCE = 500


def renew_all(among: Iterable[type[models.Model]] | None = None) -> dict[str, int]:
    """Put every secret under the first key of the ring; how many were renewed, by schema.

    `among` are the models to look at, all by default. Raises DomainError at a secret that no key opens: nothing is
    lost, and the rows before it are done.
    """
    columns = list(_columns(apps.get_models() if among is None else among))
    schemas = [get_public_schema_name(), *Tenant.objects.order_by("pk").values_list("schema_name", flat=True)]
    return {schema: _renew_schema(columns, schema) for schema in schemas if schema_exists(schema)}


def _columns(among: Iterable[type[models.Model]]) -> Iterator[tuple[type[models.Model], str]]:
    for model in among:
        for field in model._meta.concrete_fields:
            if isinstance(field, SecretField):
                yield model, field.name


def _renew_schema(columns: list[tuple[type[models.Model], str]], schema: str) -> int:
    with in_schema(schema):
        return sum(_renew(model, name) for model, name in columns if _has_table(schema, model))


def _has_table(schema: str, model: type[models.Model]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [f"{schema}.{model._meta.db_table}"])
        return cursor.fetchone()[0] is not None


def _renew(model: type[models.Model], name: str) -> int:
    """Only what nobody has changed meanwhile is written: whoever did has used the new key already."""
    rows = model._default_manager.exclude(**{name: None}).values_list("pk", name).iterator(chunk_size=_AT_ONCE)
    return sum(
        model._default_manager.filter(pk=pk, **{name: secret}).update(**{name: secret.renewed()})
        for pk, secret in rows
        if secret
    )
