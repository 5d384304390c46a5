"""Making an archive of a company."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from tenants import storage
from tenants.archive import registry, rows, sheets
from tenants.archive.format import FILES, MANIFEST, Manifest, Writer, file_member, part_member
from tenants.archive.readme import README, readme
from tenants.connection import connection
from tenants.context import base_url, in_schema, speaking_for
from tenants.enums import State
from tenants.errors import DomainError
from tenants.models import Tenant

CARRIED = (
    "id", "short_name", "full_name", "kind", "inn", "kpp", "ogrn", "city", "region", "federal_district", "slug",
    "time_zone", "state", "created_at", "steps_done",
)  # fmt: skip

Say = Callable[[str], None]


def write(tenant: Tenant, path: Path, *, say: Say = lambda _: None) -> Manifest:
    """Write everything of a company into one file and return its manifest; people go on working meanwhile.

    Rows, books and sheets are of one moment. A file that is deleted while the archive is made may be missing in it;
    an archive made read-only (`freezing.freeze`) is exact. Raises DomainError if the company is not made yet.
    """
    if tenant.state == State.PROVISIONING:
        raise DomainError("Компания ещё создаётся: архивировать нечего.")
    with Writer(path) as archive:
        with _snapshot(), in_schema("public"):
            say("Данные")
            tenant = Tenant.objects.get(pk=tenant.pk)
            manifest = _manifest(tenant)
            manifest.tables, manifest.sequences = rows.dump(tenant.schema_name, archive)
            for part in registry.parts():
                archive.put_lines(part_member(part.code), part.rows(tenant))
                manifest.facts[part.code] = part.facts(tenant)
            say("Таблицы Excel")
            sheets.write(tenant, archive)
        say("Файлы")
        manifest.files = _put_files(tenant, archive)
        for folder in registry.folders():
            say(folder.code)
            for name, content in folder.make(tenant):
                archive.put(f"{folder.code}/{name}", content)
        archive.put(README, readme(tenant, manifest).encode())
        manifest.members = {name: digest for name, digest in archive.members.items() if not name.startswith("files/")}
        archive.put(MANIFEST, manifest.as_json())
    return manifest


@contextmanager
def _snapshot() -> Iterator[None]:
    """One moment of the database for everything that is read in the block, and no write by mistake."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _manifest(tenant: Tenant) -> Manifest:
    with speaking_for(tenant):
        migrations = sorted(MigrationRecorder(connection).applied_migrations())
    return Manifest(
        id=uuid.uuid4().hex,
        taken_at=timezone.now().isoformat(),
        product=_product(),
        installation=base_url(),
        schema=tenant.schema_name,
        tenant={name: _plain(getattr(tenant, name)) for name in CARRIED},
        domains=list(tenant.domains.order_by("-is_primary", "domain").values("domain", "is_primary")),
        fingerprint=tenant.schema_fingerprint,
        migrations=[list(one) for one in migrations],
        read_only=tenant.read_only_since is not None,
    )


def _put_files(tenant: Tenant, archive: Writer) -> dict[str, int]:
    number = size = 0
    told = []
    for file in storage.every_file(tenant.schema_name):
        try:
            with storage.open_file(tenant.schema_name, file.kind, file.name) as stream:
                copied = archive.copy(file_member(file.kind, file.name), stream, packed=False)
        except FileNotFoundError:  # deleted since it was seen
            continue
        told.append({"kind": file.kind, "name": file.name, "size": copied.size, "sha256": copied.sha256})
        number, size = number + 1, size + copied.size
    archive.put_lines(FILES, told)
    return {"number": number, "bytes": size}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _product() -> str:
    try:
        return version("burmistr")
    except PackageNotFoundError:  # run from a checkout
        return "checkout"
