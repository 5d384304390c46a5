"""Keys of outside services: unreadable in the database, never shown whole, rotated without loss."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from tenants.context import in_schema
from tenants.domain.rotation import renew_all
from tenants.errors import DomainError
from tenants.models import Tenant
from tenants.secrets import Secret, SecretField

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

TOKEN = "telphin-7d1f0c9a3f7a"


@pytest.fixture
def line(alpha: Tenant) -> Iterator[type[models.Model]]:
    """A table with a secret in the schema of «УК Альфа»."""
    with isolate_apps("tenants"):

        class Line(models.Model):
            key = SecretField(blank=True, default=Secret, null=True)

            class Meta:
                app_label = "tenants"

        with in_schema(alpha.schema_name), connection.schema_editor() as editor:
            editor.create_model(Line)
        yield Line


def raw(model: type[models.Model]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key FROM {model._meta.db_table} ORDER BY id")
        return [value for (value,) in cursor.fetchall()]


def test_the_database_holds_no_readable_secret(line: type[models.Model], alpha: Tenant) -> None:
    with in_schema(alpha.schema_name):
        line.objects.create(key=Secret.of(TOKEN))
        line.objects.create()

        assert TOKEN not in raw(line)[0]
        assert [row.key.open() for row in line.objects.order_by("pk")] == [TOKEN, ""]


def test_plain_text_is_never_saved(line: type[models.Model], alpha: Tenant) -> None:
    with in_schema(alpha.schema_name), pytest.raises(TypeError):
        line(key=TOKEN).save()


def test_nothing_shows_a_secret_by_accident() -> None:
    secret = Secret.of(TOKEN)

    assert f"{secret} {secret!r} {[secret]}" == "•••• •••• [••••]"
    assert secret.hint == "••••3f7a"
    assert Secret.of("12345678").hint == "••••"
    assert not Secret.of("")


def test_rotation_renews_and_the_old_key_may_go(line: type[models.Model], alpha: Tenant, settings: Any) -> None:
    settings.SECRETS_KEYS = ["old words"]
    with in_schema(alpha.schema_name):
        line.objects.create(key=Secret.of(TOKEN))
        line.objects.create()
    settings.SECRETS_KEYS = ["new words", "old words"]

    assert renew_all([line])[alpha.schema_name] == 1

    settings.SECRETS_KEYS = ["new words"]
    with in_schema(alpha.schema_name):
        assert line.objects.earliest("pk").key.open() == TOKEN


def test_a_secret_that_no_key_opens_says_what_to_do(settings: Any) -> None:
    settings.SECRETS_KEYS = ["old words"]
    secret = Secret.of(TOKEN)
    settings.SECRETS_KEYS = ["new words"]

    with pytest.raises(DomainError, match="введите его ещё раз"):
        secret.open()
