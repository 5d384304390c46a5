"""What a file really is. Its name and the type that a browser sends are anybody's word."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import IO

import puremagic
from django.core.files.base import File

from tenants.errors import DomainError

Stream = IO[bytes] | File  # an upload is a Django file
_HEAD = 1 << 16
_MOST_UNPACKED = 1 << 30  # bytes of everything in an archive
_MOST_TIMES = 200  # unpacked to packed; text packs ten times, a row of zeros a thousand
_RATIO_MATTERS_FROM = 20 << 20
_LARGEST_DIRECTORY = 2 << 20  # bytes of an archive's list of files: some 20 000 of them
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# What people call that which they renamed.
_REAL_NAMES = {
    "exe": "программа Windows", "dll": "программа Windows", "elf": "программа", "html": "веб-страница",
    "htm": "веб-страница", "svg": "рисунок SVG", "xml": "файл XML", "zip": "архив ZIP", "rar": "архив RAR",
    "7z": "архив 7-Zip", "gz": "архив", "pdf": "PDF", "jpg": "картинка JPEG", "jpeg": "картинка JPEG",
    "jfif": "картинка JPEG", "png": "картинка PNG", "gif": "картинка GIF", "webp": "картинка WebP",
    "rtf": "документ RTF", "docx": "документ Office", "doc": "старый документ Office", "mp4": "видео", "heic": "HEIC",
    "msi": "установщик программ", "ps1": "сценарий", "sh": "сценарий", "php": "сценарий",
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One kind of file that may be let in."""

    title: str
    mime: str
    recognise: Callable[[Stream], bool]


def check_kind(file: Stream, *, name: str, allowed: Iterable[str]) -> Kind:
    """The kind of the file, if its name says one of `allowed` (extensions) and its content says the same.

    Raises DomainError (field "file") that names the file and what to do: foreign kind, renamed file, protected
    document, archive that unpacks without end. Leaves the file at its start.
    """
    extensions = list(allowed)
    extension = extension_of(name)
    if extension not in extensions:
        raise DomainError(f"{_shown(name)} не принимается. Подойдут: {titles(extensions)}.", field="file")
    kind = KINDS[extension]
    try:
        recognised = kind.recognise(file)
    except _RefusedError as reason:
        raise refusal(name, str(reason)) from None
    finally:
        file.seek(0)
    if not recognised:
        raise DomainError(
            f"{_shown(name)} назван как {kind.title}, а внутри {_guess(file)}. "
            f"Откройте его в своей программе, сохраните как {kind.title} и загрузите снова.",
            field="file",
        )
    return kind


def extension_of(name: str) -> str:
    """«Устав.PDF» → pdf; jpeg and jpg are one."""
    extension = PurePosixPath(name).suffix.lower().lstrip(".")
    return "jpg" if extension == "jpeg" else extension


def mime_of(name: str) -> str:
    """The type to send a stored file with; what is not in the table is just bytes."""
    kind = KINDS.get(extension_of(name))
    return kind.mime if kind else "application/octet-stream"


def titles(extensions: Iterable[str]) -> str:
    """«PDF, DOC, DOCX» for people."""
    return ", ".join(dict.fromkeys(KINDS[extension].title for extension in extensions))


class _RefusedError(Exception):
    """The content itself is a reason; the message ends the sentence."""


def refusal(name: str, reason: str) -> DomainError:
    """That this file is not let in; `reason` ends the sentence and says what to do."""
    return DomainError(f"{_shown(name)} не принимается: {reason}", field="file")


def _shown(name: str) -> str:
    return f"Файл «{PurePosixPath(name).name[-80:]}»"


_BROKEN = "он повреждён. Соберите или сохраните его заново."
# What zipfile raises on bytes that are not as they should be; RuntimeError is an entry under a password.
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, RuntimeError)


def _starts_with(file: Stream, sign: bytes) -> bool:
    file.seek(0)
    return file.read(16).startswith(sign)


def _webp(file: Stream) -> bool:
    file.seek(0)
    head = file.read(12)
    return head.startswith(b"RIFF") and head.endswith(b"WEBP")


def _ole(file: Stream, stream: str) -> bool:
    """An old Office file; the name of its main stream, in UTF-16, tells Word from Excel."""
    sign = stream.encode("utf-16-le")
    file.seek(0)
    if file.read(8) != _OLE:
        return False
    tail = b""
    while chunk := file.read(_HEAD):
        if sign in tail + chunk:
            return True
        tail = chunk[-len(sign) :]
    return False


def _archive(file: Stream, member: str = "", starting: bytes = b"") -> bool:
    """A ZIP that holds `member`, whose content starts with `starting`."""
    file.seek(0)
    head = file.read(8)
    if member and head == _OLE:
        raise _RefusedError("он защищён паролем или сохранён в старом формате. Сохраните его заново без пароля.")
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    _check_directory(file)
    try:
        with zipfile.ZipFile(file) as archive:
            return _holds(archive, member, starting)
    except _DAMAGED:
        raise _RefusedError(_BROKEN) from None


def _holds(archive: zipfile.ZipFile, member: str, starting: bytes) -> bool:
    names = _checked_names(archive)
    if not member:
        return True
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _RefusedError("в нём есть макросы. Сохраните его без макросов.")
    if member not in names:
        return False
    with archive.open(member) as content:
        return content.read(len(starting)) == starting


def _check_directory(file: Stream) -> None:
    """Refuse an archive whose list of files is of no sane size: Python reads the whole list into memory."""
    end = file.seek(0, io.SEEK_END)
    file.seek(max(0, end - (1 << 16) - 42))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        raise _RefusedError(_BROKEN)
    size = struct.unpack_from("<L", tail, at + 12)[0]
    if size > _LARGEST_DIRECTORY or b"PK\x06\x07" in tail[max(0, at - 20) : at]:
        raise _RefusedError("в архиве слишком много файлов. Разделите его на части.")


def _checked_names(archive: zipfile.ZipFile) -> set[str]:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if unpacked > _MOST_UNPACKED or (unpacked > _RATIO_MATTERS_FROM and unpacked / packed > _MOST_TIMES):
        raise _RefusedError("он распаковывается в слишком большой объём. Разделите его на части.")
    return {entry.filename for entry in entries}


def _text(file: Stream) -> bool:
    """Lines of a table in any encoding of ours: no zero bytes, no markup, nothing that is known as another kind."""
    file.seek(0)
    head = file.read(_HEAD)
    if b"\0" in head or head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return False
    return not head.startswith((b"%PDF", b"PK\x03\x04", b"{\\rtf", b"MZ", b"\x7fELF", b"#!"))


def _guess(file: Stream) -> str:
    """What the file seems to be, for people; the file is left at its start."""
    head = file.read(_HEAD)
    file.seek(0)
    if not head:
        return "ничего нет"
    try:
        found = puremagic.magic_string(head)
    except puremagic.PureError:
        found = []
    names = (_REAL_NAMES.get(match.extension.lstrip(".").lower()) for match in found)
    return next(filter(None, names), "что-то другое")


_OPEN = "application/vnd.oasis.opendocument"
_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    "pdf": Kind("PDF", "application/pdf", partial(_starts_with, sign=b"%PDF-")),
    "doc": Kind("DOC", "application/msword", partial(_ole, stream="WordDocument")),
    "docx": Kind("DOCX", f"{_OFFICE}.wordprocessingml.document", partial(_archive, member="word/document.xml")),
    "xls": Kind("XLS", "application/vnd.ms-excel", partial(_ole, stream="Workbook")),
    "xlsx": Kind("XLSX", f"{_OFFICE}.spreadsheetml.sheet", partial(_archive, member="xl/workbook.xml")),
    "odt": Kind("ODT", f"{_OPEN}.text", partial(_archive, member="mimetype", starting=f"{_OPEN}.text".encode())),
    "ods": Kind(
        "ODS", f"{_OPEN}.spreadsheet", partial(_archive, member="mimetype", starting=f"{_OPEN}.spreadsheet".encode())
    ),
    "rtf": Kind("RTF", "application/rtf", partial(_starts_with, sign=b"{\\rtf")),
    "jpg": Kind("JPEG", "image/jpeg", partial(_starts_with, sign=b"\xff\xd8\xff")),
    "png": Kind("PNG", "image/png", partial(_starts_with, sign=b"\x89PNG\r\n\x1a\n")),
    "webp": Kind("WebP", "image/webp", _webp),
    "zip": Kind("ZIP", "application/zip", _archive),
    "csv": Kind("CSV", "text/csv", _text),
    "txt": Kind("TXT", "text/plain", _text),
}
