"""Putting a company back from its archive: into this installation or another."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tenants import storage
from tenants.archive import registry, rows
from tenants.archive.format import FILES, Checked, Manifest, Reader, part_member
from tenants.connection import connection
from tenants.context import in_schema, speaking_for
from tenants.domain import freezing, lifecycle, schema_script, template
from tenants.domain.provisioning import schema_name_for
from tenants.domain.schema_script import Definitions, quoted
from tenants.enums import State
from tenants.errors import DomainError
from tenants.models import Domain, Tenant

Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """How to restore. `slug` and `inn` make a copy beside the original; `replace` puts the data of a company that is
    there back to the archive's moment; `without` names parts to leave out.
    """

    slug: str = ""
    inn: str = ""
    replace: bool = False
    without: Collection[str] = ()


def restore(path: Path, wishes: Wishes, *, say: Say = lambda _: None) -> Tenant:
    """Make a company from an archive and let it work.

    Rows, books and the company itself are one transaction, so a restore that breaks leaves nothing; files come after
    it, and a restore that broke there goes on when it is asked again. Raises DomainError if the archive is damaged, was
    made by a newer version of the product, or names a company that is here already.
    """
    with Reader(path) as archive, in_schema("public"):
        _refuse_newer(archive.manifest)
        tenant = _begun(archive.manifest, wishes)
        if tenant is None:
            say("Данные")
            tenant = _put_rows(archive, wishes)
        say("Файлы")
        _put_files(tenant, archive)
        return _open(tenant)


def differences(path: Path, tenant: Tenant) -> list[str]:
    """What of a company is not as in the archive: tables, parts, files. Empty when all is equal.

    Reads everything, so it is for the minutes in which nobody writes: right after a restore, before a departure.
    """
    with Reader(path) as archive, in_schema("public"):
        manifest = archive.manifest
        own = registry.own_tables() | freezing.still_written()
        compared = [table for table in manifest.tables if table.name not in own]
        found = [f"таблица {name}" for name in rows.differences(tenant.schema_name, compared)]
        found += _other_facts(tenant, manifest, without=())
        found += [f"файл {name}" for name in _other_files(tenant, archive)]
    return found


def _refuse_newer(manifest: Manifest) -> None:
    ours = set(MigrationLoader(None).disk_migrations)
    unknown = [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in ours]
    if unknown:
        raise DomainError(f"Архив сделан более новой версией «Бурмистра»: она знает {unknown[0]}. Обновите программу.")


def _begun(manifest: Manifest, wishes: Wishes) -> Tenant | None:
    """The company of an earlier restore of this archive that stopped among the files."""
    return Tenant.objects.filter(
        slug=wishes.slug or manifest.tenant["slug"], state=State.PROVISIONING, steps_done__contains=[_mark(manifest)]
    ).first()


@transaction.atomic
def _put_rows(archive: Reader, wishes: Wishes) -> Tenant:
    manifest = archive.manifest
    there = Tenant.objects.select_for_update().filter(slug=wishes.slug or manifest.tenant["slug"]).first()
    tenant = _replaced(there, manifest, wishes) if there else _new(manifest, wishes)
    rows.load(tenant.schema_name, archive, _definitions(archive))
    if there is None:
        _put_domains(tenant, manifest)
    if tenant.state == State.PROVISIONING:  # new here, or back; of one that is replaced the books stay as they are
        _put_parts(tenant, archive, wishes)
    return tenant


def _definitions(archive: Reader) -> Definitions:
    """Ours where the archive is of the same state of the schema: then no SQL from outside is run."""
    if archive.manifest.fingerprint != template.migrations_fingerprint():
        return rows.definitions_of(archive)
    return schema_script.define(template.TEMPLATE_SCHEMA)


def _new(manifest: Manifest, wishes: Wishes) -> Tenant:
    told = {name: value for name, value in manifest.tenant.items() if name not in {"id", "state", "created_at"}}
    tenant = Tenant(
        **told | {"slug": wishes.slug or told["slug"], "inn": wishes.inn or told["inn"]},
        state=State.PROVISIONING,
        schema_fingerprint=manifest.fingerprint,
    )
    tenant.schema_name = schema_name_for(tenant.slug)
    tenant.steps_done = [*told["steps_done"], _mark(manifest)]
    try:
        tenant.clean_fields(exclude=["inn"])
    except ValidationError as error:
        raise DomainError("; ".join(error.messages)) from error
    if Tenant.objects.filter(inn=tenant.inn).exists():
        raise DomainError(f"Компания с ИНН {tenant.inn} здесь уже есть. Копии рядом с ней нужен другой: --inn.")
    tenant.save()
    Tenant.objects.filter(pk=tenant.pk).update(created_at=parse_datetime(manifest.tenant["created_at"]))
    return tenant


def _replaced(there: Tenant, manifest: Manifest, wishes: Wishes) -> Tenant:
    """The company that is here, its schema put aside under another name until somebody drops it."""
    if not wishes.replace:
        raise DomainError(
            f"Компания «{there.slug}» здесь уже есть. Вернуть её данные к архиву: --replace. Завести копию рядом: --as."
        )
    if there.inn != manifest.tenant["inn"] or there.state == State.PROVISIONING:
        raise DomainError(f"«{there.slug}» здесь — другая компания или ещё создаётся: заменять её нельзя.")
    aside = f"{there.schema_name}_before_{timezone.now():%y%m%d%H%M%S}"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER SCHEMA {quoted(there.schema_name)} RENAME TO {quoted(aside)}")
    there.schema_fingerprint = manifest.fingerprint
    there.read_only_since = None  # its triggers went aside with the tables
    there.moved_to = ""
    there.steps_done = [*manifest.tenant["steps_done"], _mark(manifest)]
    there.save(update_fields=["schema_fingerprint", "read_only_since", "moved_to", "steps_done"])
    return lifecycle.move(there, to=State.PROVISIONING) if there.state == State.ARCHIVED else there


def _put_domains(tenant: Tenant, manifest: Manifest) -> None:
    """The address here is ours to give; a company's own domain comes along if nobody has it."""
    Domain.objects.create(tenant=tenant, domain=f"{tenant.slug}.{settings.TENANT_BASE_HOST}", is_primary=True)
    for told in manifest.domains:
        given_by_us = told["domain"].split(".")[0] == manifest.tenant["slug"]
        if not given_by_us and not Domain.objects.filter(domain=told["domain"]).exists():
            Domain.objects.create(tenant=tenant, domain=told["domain"], is_primary=False)


def _put_parts(tenant: Tenant, archive: Reader, wishes: Wishes) -> None:
    for part in registry.parts():
        if part.code not in wishes.without:
            part.restore(tenant, archive.lines(part_member(part.code)), archive.manifest)
    if other := _other_facts(tenant, archive.manifest, without=wishes.without):
        raise DomainError(f"После загрузки не сходится: {'; '.join(other)}. Ничего не сохранено.")


def _other_facts(tenant: Tenant, manifest: Manifest, *, without: Collection[str]) -> list[str]:
    other = []
    for part in registry.parts():
        told = manifest.facts.get(part.code)
        if told is None or part.code in without:
            continue
        now = part.facts(tenant)
        names = [name for name in told if now.get(name) != told[name]]  # an older archive tells fewer figures
        if names:
            other.append(f"{part.code}: " + ", ".join(f"{name} {now.get(name)}, было {told[name]}" for name in names))
    return other


def _put_files(tenant: Tenant, archive: Reader) -> None:
    for told in archive.lines(FILES):
        with archive.file(told["kind"], told["name"]) as stream:
            checked: Any = Checked(stream)
            storage.put_file(tenant.schema_name, told["kind"], told["name"], checked)
        if checked.sha256 != told["sha256"]:
            raise DomainError(f"Архив повреждён: файл {told['name']}.")


def _other_files(tenant: Tenant, archive: Reader) -> list[str]:
    sizes = {(file.kind, file.name): file.size for file in storage.every_file(tenant.schema_name)}
    return [told["name"] for told in archive.lines(FILES) if sizes.get((told["kind"], told["name"])) != told["size"]]


def _open(tenant: Tenant) -> Tenant:
    """Bring the schema up to date, do what the installation does for itself, let people in."""
    current = template.migrations_fingerprint()
    if tenant.schema_fingerprint != current:
        template.migrate_whole(tenant.schema_name)
        connection.set_schema_to_public()
        tenant.schema_fingerprint = current
        tenant.save(update_fields=["schema_fingerprint"])
    for domain in tenant.domains.filter(is_primary=True):
        domain.save()  # whoever keeps the address in the company's schema hears of it and writes ours there
    for act in registry.arrivals():
        with speaking_for(tenant), transaction.atomic():
            act(tenant)
    return lifecycle.move(tenant, to=State.ACTIVE) if tenant.state == State.PROVISIONING else tenant


def _mark(manifest: Manifest) -> str:
    return f"archive:{manifest.id}"
