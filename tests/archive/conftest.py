"""Two installations: a database each, copied from the prepared one and thrown away as a whole; files of their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from tenants.connection import connection
from tenants.models import Tenant
from tests import database
from tests.isolation import companies
from tests.isolation.companies import Company


@dataclass
class Installation:
    """`here()` lets everything that follows speak to this installation."""

    name: str
    folder: Path
    monkeypatch: pytest.MonkeyPatch

    def here(self) -> "Installation":
        from tenants import storage

        database.point_at(self.name)
        connection.set_schema_to_public()
        self.monkeypatch.setattr(storage.TenantStorage, "root", self.folder / "media")
        self.monkeypatch.setattr(storage.PrivateTenantStorage, "root", self.folder / "private")
        return self

    def tenant(self, slug: str = "alpha") -> Tenant:
        return Tenant.objects.get(slug=slug)


@pytest.fixture
def two(
    django_db_setup: None, django_db_blocker: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Installation, Installation]]:
    """The installation in which «Альфа» and «Бета» work, and one in which there is only «Бета»."""
    name = settings.DATABASES["default"]["NAME"]
    with django_db_blocker.unblock():
        pair = []
        for place in ("archive_source", "archive_target"):
            database.copy(place)
            pair.append(Installation(place, tmp_path / place, monkeypatch))
        source, target = pair
        target.here()
        forget_alpha()
        source.here()
        try:
            yield source, target
        finally:
            connections.close_all()
            database.point_at(name)


@pytest.fixture
def source(two: tuple[Installation, Installation]) -> Installation:
    return two[0]


@pytest.fixture
def target(two: tuple[Installation, Installation]) -> Installation:
    return two[1]


@pytest.fixture
def alpha_filled(source: Installation) -> Company:
    """«Альфа» with rows of every kind, files and money; «Бета» alike in everything but one word."""
    filled = companies.fill(source.tenant(), "Альфаметка")
    companies.fill(source.tenant("beta"), "Бетаметка")
    connection.set_schema_to_public()
    return filled


def forget_alpha() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA uk_alpha CASCADE")
        cursor.execute("DELETE FROM tenants_domain WHERE domain LIKE 'alpha.%'")
        cursor.execute("DELETE FROM tenants_tenant WHERE slug = 'alpha'")
