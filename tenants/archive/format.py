"""The archive as a file: names of its members, the manifest, streams that are checked as they pass."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Any, Self

from tenants.errors import DomainError

VERSION = 1
MANIFEST = "manifest.json"
FILES = "files.jsonl"
CHUNK = 1 << 18


def rows_member(table: str) -> str:
    """Where the rows of a table lie."""
    return f"database/rows/{table}.tsv"


def part_member(code: str) -> str:
    """Where a part of what stands in `public` lies."""
    return f"database/public/{code}.jsonl"


def file_member(kind: str, name: str) -> str:
    """Where one of the company's files lies."""
    return f"files/{kind}/{name}"


@dataclass
class Table:
    """A table: its columns in the order of the rows, how many rows there are, the hash of their text."""

    name: str
    columns: list[str]
    rows: int
    sha256: str


@dataclass
class Manifest:
    """What an archive holds. `facts` are what each part must say again after a restore, `members` hashes by name."""

    id: str
    taken_at: str
    product: str
    installation: str
    schema: str
    tenant: dict[str, Any]
    domains: list[dict[str, Any]]
    fingerprint: str
    migrations: list[list[str]]
    read_only: bool
    tables: list[Table] = field(default_factory=list)
    sequences: dict[str, int] = field(default_factory=dict)
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    version: int = VERSION

    def as_json(self) -> bytes:
        """Text for the archive."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Raises DomainError if another version of the format is needed, or if it is no manifest."""
        try:
            told = json.loads(text)
            if told["version"] != VERSION:
                raise DomainError(f"Архив другого вида (версия {told['version']}, мы читаем {VERSION}).")
            return cls(**told | {"tables": [Table(**table) for table in told["tables"]]})
        except (ValueError, KeyError, TypeError) as error:
            raise DomainError("В архиве нет описи, которую можно прочесть: это не архив компании.") from error


class Checked:
    """A stream that hashes and counts what passes through it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self._note(data)
        return self._stream.write(data)

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._note(data)
        return data

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def _note(self, data: bytes) -> None:
        self._digest.update(data)
        self.size += len(data)


class Writer:
    """Writes an archive beside its place and puts it there when it is whole. Nobody else may read it (0600)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._half = path.with_name(f".{path.name}.part")
        self.members: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._half.unlink(missing_ok=True)
        self._file = os.fdopen(os.open(self._half, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b")
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=3)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        try:
            self._zip.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            if not kind:
                self._half.replace(self.path)
        finally:
            self._file.close()
            self._half.unlink(missing_ok=True)

    @contextmanager
    def member(self, name: str, *, packed: bool = True) -> Iterator[Checked]:
        """A member to write into; one at a time."""
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        entry.external_attr = 0o600 << 16
        with self._zip.open(entry, "w", force_zip64=True) as stream:
            checked = Checked(stream)
            yield checked
        self.members[name] = checked.sha256

    def put(self, name: str, content: bytes) -> None:
        """A small member at once."""
        with self.member(name) as out:
            out.write(content)

    def put_lines(self, name: str, rows: Iterable[dict[str, Any]]) -> int:
        """JSON, one object a line; returns how many."""
        number = 0
        with self.member(name) as out:
            for number, row in enumerate(rows, 1):  # noqa: B007  the last number is the count
                out.write(json.dumps(row, ensure_ascii=False, default=str).encode() + b"\n")
        return number

    def copy(self, name: str, stream: IO[bytes], *, packed: bool = True) -> Checked:
        """A member from a stream."""
        with self.member(name, packed=packed) as out:
            while chunk := stream.read(CHUNK):
                out.write(chunk)
        return out


class Reader:
    """Reads an archive; every member is checked against the manifest while it is read."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
            self.manifest = Manifest.from_json(self._zip.read(MANIFEST))
        except FileNotFoundError:
            raise DomainError(f"Файла нет: {path}") from None
        except (zipfile.BadZipFile, KeyError) as error:
            raise DomainError("Это не архив компании, или он записан не до конца.") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    @contextmanager
    def member(self, name: str) -> Iterator[Checked]:
        """A member to read to its end. Raises DomainError if it is not what was written."""
        try:
            with self._zip.open(name) as stream:
                checked = Checked(stream)
                yield checked
        except (zipfile.BadZipFile, KeyError) as error:
            raise DomainError(f"Архив повреждён: {name}.") from error
        if checked.sha256 != self.manifest.members.get(name):
            raise DomainError(f"Архив повреждён: {name} не тот, что записан в описи.")

    def text(self, name: str) -> str:
        """A small member whole."""
        with self.member(name) as stream:
            return stream.read().decode()

    def lines(self, name: str) -> Iterator[dict[str, Any]]:
        """The objects that `Writer.put_lines` wrote; nothing if the member is not there."""
        if name not in self.manifest.members:
            return
        with self.member(name) as stream:
            rest = b""
            while chunk := stream.read(CHUNK):
                *whole, rest = (rest + chunk).split(b"\n")
                yield from map(json.loads, whole)

    def file(self, kind: str, name: str) -> IO[bytes]:
        """One of the company's files. Raises DomainError for a name that leads outside."""
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise DomainError(f"Архив повреждён: файл «{name}» вне папки компании.")
        return self._zip.open(file_member(kind, name))
