"""Files that people brought hold names of others: finding those that name an account, and removing them."""

import io
import re
from collections.abc import Collection, Iterator
from typing import IO

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models.fields.files import FieldFile

from crm.imports.acts import ERASE_FILES
from crm.imports.domain.letting_go import let_go
from crm.imports.domain.reading import is_book, recognise_encoding
from crm.imports.domain.workbooks import open_book
from crm.imports.enums import IN_WORK, Status
from crm.imports.models import ImportRun
from crm.journal.domain.entries import record
from identity.models import User
from tenants.errors import DomainError

_BLOCK = 1 << 20
_LONGEST = 200  # bytes of a word that may lie across two blocks
_ENCODINGS = ("utf-8", "cp1251")  # those that the engine reads, but UTF-16, which is decoded line by line
_SIGN = rb"[0-9A-Za-z\x80-\xff]"


def runs_that_name(words: Collection[str], *, runs: Collection[int] | None = None) -> list[ImportRun]:
    """Runs whose kept file holds one of the words (numbers of accounts) as a word of its own, newest first.

    A number counts without its zeros, too: Excel eats them. Files are read as a stream, so it takes some seconds for
    hundreds of them: a person's file is asked for rarely.
    """
    if not words:
        return []
    looked_for = _Words(words)
    kept = ImportRun.objects.exclude(file="").select_related("created_by")
    if runs is not None:
        kept = kept.filter(pk__in=runs)
    return [run for run in kept if _holds(run.file, looked_for)]


def why_kept(run: ImportRun) -> str:
    """Why the files of a run cannot be removed now; empty if they can."""
    return "Файл сейчас в работе: подождите, пока загрузка закончится." if run.status in IN_WORK else ""


@transaction.atomic
def erase_files(run: ImportRun, *, by: User | None) -> ImportRun:
    """Remove the file, its refused rows, the cells that the report quotes and what is kept to undo the load.

    The run with its counts stays. A run that was not loaded is cancelled: there is nothing left to load. Does nothing
    to one without files. The files go when the transaction is through. Raises DomainError if the run is in work.
    """
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if not run.file and not run.refusals:
        return run
    if reason := why_kept(run):
        raise DomainError(reason)
    for file in (run.file, run.refusals):
        if file:
            _delete_later(file.storage, str(file.name))
    run.file = run.refusals = ""
    run.report, run.options = {}, {}
    let_go(run)
    if run.status in (Status.CHECKED, Status.FAILED):
        run.status = Status.CANCELLED
    run.save()
    run.traces.only("pk").delete()
    record(action=ERASE_FILES, obj=run, by=by)
    return run


def _delete_later(storage: Storage, name: str) -> None:
    transaction.on_commit(lambda: storage.delete(name))


class _Words:
    """Finds whole words in bytes of CSV and in the text of workbooks."""

    def __init__(self, words: Collection[str]) -> None:
        patterns = sorted(map(_without_zeros, words))
        spellings = {pattern.encode(encoding, errors="ignore") for pattern in patterns for encoding in _ENCODINGS}
        either = b"|".join(sorted(spellings))
        self.in_bytes = re.compile(rb"(?<!" + _SIGN + rb")(?:" + either + rb")(?!" + _SIGN + rb")")
        self.in_text = re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


def _without_zeros(word: str) -> str:
    """A pattern of the word as it is and with its leading zeros eaten, some or all."""
    core = word.lstrip("0") or word
    return f"0{{0,{len(word) - len(core)}}}{re.escape(core)}"


def _holds(file: FieldFile, words: _Words) -> bool:
    try:
        with file.open("rb") as opened:
            if is_book(opened):
                return any(words.in_text.search(row) for row in _rows_of_book(opened))
            if recognise_encoding(opened) == "utf-16":
                return any(words.in_text.search(line) for line in io.TextIOWrapper(opened, encoding="utf-16"))
            return _stream_holds(opened, words.in_bytes)
    except (FileNotFoundError, DomainError):  # what cannot be read was never loaded
        return False


def _rows_of_book(file: IO[bytes]) -> Iterator[str]:
    _, sheets, _, _ = open_book(file, sheet="")
    for sheet in sheets:
        rows, *_ = open_book(file, sheet=sheet)
        for row in rows:
            yield "\t".join(row)


def _stream_holds(stream: IO[bytes], pattern: re.Pattern[bytes]) -> bool:
    tail = b""
    while block := stream.read(_BLOCK):
        if pattern.search(tail + block):
            return True
        tail = (tail + block)[-_LONGEST:]
    return False
