import io
import time

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from tenants import storage
from tenants.context import speaking_for
from tenants.storage import FilesAwayError, StoredFile
from tests.emulators import s3
from tests.emulators.stands import use_s3

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

KINDS = ["default", "private"]


def keep(alias: str, name: str = "akt.pdf", content: bytes = b"%PDF-1.7") -> str:
    return storages[alias].save(name, ContentFile(content))


@pytest.mark.parametrize("alias", KINDS)
def test_what_is_saved_is_read_back_under_a_latin_name(tenant, stand, alias):
    name = storages[alias].save(
        storages[alias].generate_filename("acts/Акт осмотра.PDF"), ContentFile("Всё цело".encode())
    )

    assert name.startswith("acts/akt-osmotra-")
    assert name.endswith(".pdf")
    assert storages[alias].open(name).read().decode() == "Всё цело"
    assert (storages[alias].exists(name), storages[alias].size(name)) == (True, 15)


@pytest.mark.parametrize("alias", KINDS)
def test_one_company_reaches_no_file_of_another(alpha, beta, stand, alias):
    with speaking_for(alpha):
        name = keep(alias)
    with speaking_for(beta):
        assert not storages[alias].exists(name)
        with pytest.raises(FileNotFoundError):
            storages[alias].open(name)
        for path in (f"../{alpha.schema_name}/{name}", f"../../{alpha.schema_name}/private/{name}", f"/{name}"):
            with pytest.raises(SuspiciousOperation):
                storages[alias].open(path)
    with speaking_for(alpha):
        assert storages[alias].exists(name)


def test_keys_stand_under_the_prefix_of_the_schema(tenant, in_s3):
    public, private = keep("default"), keep("private")

    keys = {item.key for item in storages["default"].bucket.objects.all()}
    assert keys == {f"uk_alpha/public/{public}", f"uk_alpha/private/{private}"}


def test_public_file_has_our_address_and_private_one_has_none(tenant, stand):
    name = keep("default")

    assert storages["default"].url(name) == f"/media/{name}"
    with pytest.raises(ValueError, match="not accessible"):
        storages["private"].url(keep("private"))


def test_no_name_is_used_twice(tenant, stand):
    first = keep("default", "logo.png", b"one")
    storages["default"].delete(first)

    assert keep("default", "logo.png", b"two") != first


@pytest.mark.parametrize("alias", KINDS)
def test_missing_file_is_said_to_be_missing_and_deleting_it_is_no_error(tenant, stand, alias):
    with pytest.raises(FileNotFoundError):
        storages[alias].open("nothing.pdf")
    with pytest.raises(FileNotFoundError):
        storages[alias].size("nothing.pdf")
    storages[alias].delete("nothing.pdf")


def test_part_of_a_file_is_read_after_the_connection_has_moved_on(alpha, beta, stand):
    with speaking_for(alpha):
        chunks = storages["default"].stream(keep("default", content=b"0123456789"), 2, 5)
    with speaking_for(beta):
        assert b"".join(chunks) == b"2345"


def test_backup_sees_every_file_of_one_company_only_and_writes_them_back(alpha, beta, stand):
    with speaking_for(alpha):
        public, private = keep("default"), keep("private", "списки/a.csv", b"1;2")
    with speaking_for(beta):
        foreign = keep("default")

    found = set(storage.every_file("uk_alpha"))
    assert found == {StoredFile("public", public, 8), StoredFile("private", private, 3)}

    for file in found:
        with storage.open_file("uk_alpha", file.kind, file.name) as source:
            for _ in range(2):  # a repeated restore
                source.seek(0)
                storage.put_file("uk_moved", file.kind, file.name, io.BytesIO(source.read()))
    assert set(storage.every_file("uk_moved")) == found

    storage.remove_files("uk_alpha")
    storage.remove_files("uk_alpha")
    assert (list(storage.every_file("uk_alpha")), len(set(storage.every_file("uk_moved")))) == ([], 2)
    with speaking_for(beta):
        assert storages["default"].exists(foreign)


def test_large_file_goes_up_in_parts_and_comes_back_whole(tenant, in_s3):
    content = bytes(range(256)) * (40 * 1024)  # 10 MB: past boto3's limit for one part

    assert storages["private"].open(keep("private", "big.bin", content)).read() == content


@how(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=120))
def test_any_name_becomes_a_plain_latin_one(name):
    clean = storages["default"].get_valid_name(name)

    assert clean
    assert set(clean) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert not clean.startswith((".", "-"))
    assert len(clean) <= 61


SERVER_ERROR = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
WRONG_KEY = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
BREAKS_OFF = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\nConnection: close\r\n\r\nhalf"


@pytest.mark.parametrize(
    "store",
    [s3.no_store, lambda: s3.broken_store(SERVER_ERROR), lambda: s3.broken_store(WRONG_KEY)],
    ids=["nobody listens", "500", "wrong key"],
)
@pytest.mark.parametrize(
    "act",
    [
        lambda files: files.save("a.txt", ContentFile(b"1")),
        lambda files: files.open("a.txt"),
        lambda files: files.exists("a.txt"),
        lambda files: files.size("a.txt"),
        lambda files: files.delete("a.txt"),
        lambda files: files.stream("a.txt", 0, 1),
        lambda files: list(files.walk("uk_alpha")),
    ],
    ids=["save", "open", "exists", "size", "delete", "stream", "walk"],
)
def test_store_that_is_away_is_told_in_words_within_seconds(tenant, settings, store, act):
    with store() as url:
        use_s3(settings, url)
        began = time.monotonic()
        with pytest.raises(FilesAwayError, match="Хранилище файлов сейчас не отвечает"):
            act(storages["private"])
    assert time.monotonic() - began < 5


def test_store_that_keeps_silent_holds_nobody(tenant, settings):
    with s3.silent_store() as url:
        use_s3(settings, url)
        began = time.monotonic()
        with pytest.raises(FilesAwayError):
            storages["private"].open("a.txt")
        waited = time.monotonic()
        for _ in range(20):  # the next ones are told at once
            with pytest.raises(FilesAwayError):
                storages["private"].open("a.txt")
    assert waited - began < 10
    assert time.monotonic() - waited < 1


def test_answer_that_breaks_off_is_no_file(tenant, settings):
    with s3.broken_store(BREAKS_OFF) as url:
        use_s3(settings, url)
        with pytest.raises(FilesAwayError):
            storages["private"].open("a.txt")
