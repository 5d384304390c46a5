"""Two installations: a database each, copied from the prepared one and thrown away as a whole; files of their own."""

import shutil
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

FILLED, SOURCE, TARGET = "archive_filled", "archive_source", "archive_target"


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


@dataclass
class Filled:
    """A database and files with rows of every kind, made once: a test takes a copy of both."""

    folder: Path
    alpha: Company


@pytest.fixture(scope="package")
def filled(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    folder = tmp_path_factory.mktemp("filled")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, database.own_copy(FILLED):
        here = Installation(FILLED, folder, patch).here()
        alpha = companies.fill(here.tenant(), "Альфаметка")
        companies.fill(here.tenant("beta"), "Бетаметка")
    return Filled(folder, alpha)


@pytest.fixture
def source(
    django_db_setup: None, django_db_blocker: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Installation]:
    """The installation in which «Альфа» and «Бета» work."""
    name = settings.DATABASES["default"]["NAME"]
    with django_db_blocker.unblock():
        database.copy(SOURCE)
        try:
            yield Installation(SOURCE, tmp_path / SOURCE, monkeypatch).here()
        finally:
            connections.close_all()
            database.point_at(name)


@pytest.fixture
def target(source: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """Another one, in which there is only «Бета». Django goes on speaking to the first."""
    database.copy(TARGET)
    target = Installation(TARGET, tmp_path / TARGET, monkeypatch).here()
    forget_alpha()
    source.here()
    return target


@pytest.fixture
def alpha_filled(source: Installation, filled: Filled) -> Company:
    """«Альфа» with rows of every kind, files and money; «Бета» alike in everything but one word."""
    database.copy(source.name, of=FILLED)
    shutil.copytree(filled.folder, source.folder, dirs_exist_ok=True)
    source.here()
    return filled.alpha


def forget_alpha() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA uk_alpha CASCADE")
        cursor.execute("DELETE FROM tenants_domain WHERE domain LIKE 'alpha.%'")
        cursor.execute("DELETE FROM tenants_tenant WHERE slug = 'alpha'")
