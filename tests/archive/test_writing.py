"""What is in the file that a company takes with it."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from crm.accounting.models import Account, House
from notifications.models import MailDomain
from tenants.archive import writing
from tenants.connection import connection
from tenants.context import speaking_for
from tenants.domain.freezing import staying
from tests.archive.conftest import Installation
from tests.factories import AccountFactory
from tests.isolation.companies import Company

pytestmark = pytest.mark.integration


@pytest.fixture
def archive(source: Installation, alpha_filled: Company, tmp_path: Path) -> zipfile.ZipFile:
    path = tmp_path / "alpha.zip"
    writing.write(source.tenant(), path)
    return zipfile.ZipFile(path)


def sheet(archive: zipfile.ZipFile, title: str) -> list[list[object]]:
    book = load_workbook(io.BytesIO(archive.read("data.xlsx")))
    return [list(row) for row in book[title].iter_rows(values_only=True)]


def test_nobody_else_may_read_the_file(archive: zipfile.ZipFile):
    assert Path(str(archive.filename)).stat().st_mode & 0o777 == 0o600


def test_every_row_and_every_file_is_in_it(archive: zipfile.ZipFile, source: Installation, alpha_filled: Company):
    manifest = json.loads(archive.read("manifest.json"))

    counts = {table["name"]: table["rows"] for table in manifest["tables"]}
    with connection.cursor() as cursor:
        for table, rows in counts.items():
            if table == "wagtailimages_rendition":  # made when the copy of the site shows pictures
                continue
            cursor.execute(f"SELECT count(*) FROM uk_alpha.{table}")
            (there,) = cursor.fetchone()
            assert (table, rows) == (table, 0 if table in staying() else there)
            assert len(archive.read(f"database/rows/{table}.tsv").splitlines()) == rows
    names = {name.split("/", 2)[2] for name in archive.namelist() if name.startswith("files/")}
    assert {*alpha_filled.files} <= names
    assert len(names) == manifest["files"]["number"]


def test_rows_are_told_in_the_order_of_a_key(source: Installation):
    """Two installations tell the same text, so that hashes can be compared: the first column is the key."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'uk_alpha'::regnamespace AND c.relkind = 'r'
               AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary
                   AND i.indkey[0] = (SELECT min(attnum) FROM pg_attribute a WHERE a.attrelid = c.oid
                       AND a.attnum > 0 AND NOT a.attisdropped) AND i.indnatts = 1)"""
        )
        assert cursor.fetchall() == []


def test_sessions_stay_where_they_are(source: Installation, alpha_filled: Company, client_of, tmp_path: Path):
    client_of(source.tenant(), alpha_filled.head)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM uk_alpha.identity_session")
        assert cursor.fetchone() == (1,)

    writing.write(source.tenant(), tmp_path / "alpha.zip")

    assert zipfile.ZipFile(tmp_path / "alpha.zip").read("database/rows/identity_session.tsv") == b""


def test_the_keys_of_its_mail_stay(archive: zipfile.ZipFile, source: Installation):
    domain = MailDomain.objects.get(tenant=source.tenant())
    told = b"".join(archive.read(name) for name in archive.namelist())
    assert domain.shown.encode() in told, "the journal names the address"
    for secret in (domain.selector, domain.key.token, domain.key.open().splitlines()[1]):
        assert secret.encode() not in told


def test_nothing_of_another_company_is_in_it(archive: zipfile.ZipFile):
    everything = {name: archive.read(name) for name in archive.namelist()}

    for mark in ("Бетаметка", "бетаметка", "betametka", "uk_beta", "УК «Бета»"):
        told = json.dumps(mark)[1:-1].encode()
        assert [name for name, content in everything.items() if mark.encode() in content or told in content] == []
    workbook = zipfile.ZipFile(io.BytesIO(everything["data.xlsx"]))
    assert not any("етаметка".encode() in workbook.read(name) and "Бета".encode() in workbook.read(name)
                   for name in workbook.namelist())  # fmt: skip
    # What could leak, leaks nowhere else either: the own mark is found in the same way.
    assert "Альфаметка".encode() in everything["database/rows/accounting_house.tsv"]


def test_sheets_have_russian_headings_and_words(archive: zipfile.ZipFile):
    headings, *rows = sheet(archive, "Лицевые счета")

    assert headings[:4] == ["Лицевой счёт", "Населённый пункт", "Улица", "Номер дома"]
    assert len(rows) == rows_of(Account)
    assert "Квартира" in rows[0]
    assert len(sheet(archive, "Дома")) == 1 + rows_of(House)
    assert sheet(archive, "Счета на оплату")[1][2:4] == [10, "Не оплачен"]
    assert sheet(archive, "Операции")[1][1:4] == ["Пополнение", "альфаметка", 10]


def test_text_that_looks_like_a_formula_stays_text(source: Installation, alpha_filled: Company, tmp_path: Path):
    with speaking_for(source.tenant()):
        AccountFactory(last_name='=HYPERLINK("http://evil.example")', by=alpha_filled.head)

    writing.write(source.tenant(), tmp_path / "alpha.zip")

    rows = load_workbook(io.BytesIO(zipfile.ZipFile(tmp_path / "alpha.zip").read("data.xlsx")))["Лицевые счета"]
    [cell] = [cell for row in rows.iter_rows() for cell in row if str(cell.value).startswith("=HYPER")]
    assert cell.data_type != "f" or cell.value is None


def test_an_archive_that_breaks_leaves_nothing(
    source: Installation, alpha_filled: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(writing, "readme", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        writing.write(source.tenant(), tmp_path / "alpha.zip")

    assert [path.name for path in tmp_path.glob("*.zip*")] + [path.name for path in tmp_path.glob(".*")] == []


def rows_of(model: type) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM uk_alpha.{model._meta.db_table}")
        return cursor.fetchone()[0]
