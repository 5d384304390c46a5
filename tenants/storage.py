"""Where the files of a tenant lie: under a prefix of its own, public ones apart from private ones.

Two storages, asked for by Django's names: "default" holds public files (served at `/media/` of the tenant's own
host, `files.middleware`), "private" those that have no address and leave only by `files.domain.links`. Both stand on
this machine's disk (here) or, where `S3_URL` is set, in one bucket (`tenants.s3`). Which schema's files are meant is
asked of the connection at every use, never when a storage is made.

A name is Latin and never used twice: whoever keeps a copy of a file may keep it for ever, and two people who upload
`logo.png` in the same moment get two files.

Backup, archive and moving walk and write files by `every_file`, `open_file`, `put_file`, `remove_files`, whatever
they stand on.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.crypto import get_random_string

from tenants.connection import connection
from tenants.context import in_schema
from tenants.errors import DomainError
from tenants.latin import transliterate

KINDS = {"public": "default", "private": "private"}  # kind of file → Django's name of its storage
CHUNK = 1 << 16
_LONGEST_STEM = 50


class FilesAwayError(DomainError, OSError):
    """The store does not answer. Forms show the sentence, pages become a polite 503, pictures a placeholder."""

    def __init__(self) -> None:
        super().__init__("Хранилище файлов сейчас не отвечает. Подождите минуту и попробуйте ещё раз.")


@dataclass(frozen=True)
class StoredFile:
    """A file as backup sees it; `name` is the one that stands in the database, without the schema."""

    kind: str
    name: str
    size: int


def every_file(schema: str) -> Iterator[StoredFile]:
    """Every file of a schema, public and private, in no order. Safe to stop half-way; holds no list in memory."""
    for kind, alias in KINDS.items():
        for name, size in _storage(alias).walk(schema):
            yield StoredFile(kind, name, size)


def open_file(schema: str, kind: str, name: str) -> File:
    """A file of any schema for reading bytes; the caller closes it. Raises FileNotFoundError."""
    with in_schema(schema):
        return _storage(KINDS[kind]).open(name)


def put_file(schema: str, kind: str, name: str, content: IO[bytes]) -> None:
    """Write a file under exactly this name, over what may stand there: a restore can be repeated."""
    with in_schema(schema):
        _storage(KINDS[kind]).put(name, content)


def remove_files(schema: str) -> None:
    """Delete every file of a schema; for an archived tenant and for a restore that failed. Safe to repeat."""
    for alias in KINDS.values():
        _storage(alias).clear(schema)


def private_files() -> Storage:
    """Where a model's field keeps files that are never served by address."""
    return storages["private"]


def _storage(alias: str) -> Any:
    return storages[alias]


class SafeNames:
    """Names of files as they are stored, whatever the person's file is called."""

    def get_valid_name(self, name: str) -> str:
        """«Устав (новый).PDF» → ustav-novyy.pdf."""
        given = PurePosixPath(name.replace("\\", "/"))
        stem = transliterate(given.stem)[:_LONGEST_STEM].strip("-") or "file"
        suffix = transliterate(given.suffix)[:10]
        return f"{stem}.{suffix}" if suffix else stem

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name with something random in it, so none is ever used twice."""
        path = PurePosixPath(name)
        free = str(path.with_name(f"{path.stem}-{get_random_string(10).lower()}{path.suffix}"))
        return super().get_available_name(free, max_length)  # type: ignore[misc]  # a storage stands behind


class _SchemaStorage(SafeNames, FileSystemStorage):
    """Files on disk: `<root>/<schema>/<name>`."""

    root: Path

    @property
    def base_location(self) -> str:
        return str(self.root / connection.schema_name)

    @property
    def location(self) -> str:
        return self.base_location

    def walk(self, schema: str) -> Iterator[tuple[str, int]]:
        """Name and size of each file of the schema."""
        top = self.root / schema
        for folder, _, files in os.walk(top):
            for path in (Path(folder, file) for file in files if not file.startswith(".")):  # half-written ones
                yield path.relative_to(top).as_posix(), path.stat().st_size

    def put(self, name: str, content: IO[bytes]) -> None:
        """Write under exactly this name; a reader sees the old file or the whole new one."""
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as half:
            shutil.copyfileobj(content, half)
        Path(half.name).chmod(self.file_permissions_mode or 0o600)
        Path(half.name).replace(path)

    def clear(self, schema: str) -> None:
        """Delete the schema's folder."""
        shutil.rmtree(self.root / schema, ignore_errors=True)

    def stream(self, name: str, first: int, last: int) -> Iterator[bytes]:
        """The bytes from `first` to `last`, both included. Opened at once, read later: the connection may move on."""
        file = Path(self.path(name)).open("rb")  # noqa: SIM115  closed by the generator
        file.seek(first)
        return _read(file, last - first + 1)

    def direct_url(self, name: str, *, seconds: int, kind: str, disposition: str) -> None:
        """No address but ours leads to a file on disk."""


class TenantStorage(_SchemaStorage):
    """Public files on disk."""

    root = settings.MEDIA_ROOT

    @property
    def base_url(self) -> str:
        return str(settings.MEDIA_URL)


class PrivateTenantStorage(_SchemaStorage):
    """Private files on disk. They have no address: `url()` raises ValueError."""

    root = settings.PRIVATE_ROOT

    @property
    def base_url(self) -> None:  # type: ignore[override]  # no address is the point
        return None


def _read(file: IO[bytes], left: int) -> Iterator[bytes]:
    with file:
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
