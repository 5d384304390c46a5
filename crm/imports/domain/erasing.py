"""Files that people brought hold names of others: finding those that name an account, and removing them."""

import re
from collections.abc import Collection
from typing import IO

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models.fields.files import FieldFile

from crm.imports.acts import ERASE_FILES
from crm.imports.enums import IN_WORK, Status
from crm.imports.models import ImportRun
from crm.journal.domain.entries import record
from identity.models import User
from tenants.errors import DomainError

_BLOCK = 1 << 20
_LONGEST = 200  # bytes of a word that may lie across two blocks
_ENCODINGS = ("utf-8", "cp1251")  # those that the engine reads
_SIGN = rb"[0-9A-Za-z\x80-\xff]"


def runs_that_name(words: Collection[str], *, runs: Collection[int] | None = None) -> list[ImportRun]:
    """Runs whose kept file holds one of the words (numbers of accounts) as a word of its own, newest first.

    Files are read as a stream, so it takes some seconds for hundreds of them: a person's file is asked for rarely.
    """
    if not words:
        return []
    pattern = _pattern(words)
    kept = ImportRun.objects.exclude(file="").select_related("created_by")
    if runs is not None:
        kept = kept.filter(pk__in=runs)
    return [run for run in kept if _holds(run.file, pattern)]


def why_kept(run: ImportRun) -> str:
    """Why the files of a run cannot be removed now; empty if they can."""
    return "Файл сейчас в работе: подождите, пока загрузка закончится." if run.status in IN_WORK else ""


@transaction.atomic
def erase_files(run: ImportRun, *, by: User | None) -> ImportRun:
    """Remove the file, its refused rows and the cells that the report quotes; the run with its counts stays.

    A run that was not loaded is cancelled: there is nothing left to load. Does nothing to one without files. The
    files go when the transaction is through. Raises DomainError if the run is in work.
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
    if run.status in (Status.CHECKED, Status.FAILED):
        run.status = Status.CANCELLED
    run.save()
    record(action=ERASE_FILES, obj=run, by=by)
    return run


def _delete_later(storage: Storage, name: str) -> None:
    transaction.on_commit(lambda: storage.delete(name))


def _pattern(words: Collection[str]) -> re.Pattern[bytes]:
    spellings = {word.encode(encoding, errors="ignore") for word in words for encoding in _ENCODINGS}
    either = b"|".join(re.escape(spelling) for spelling in sorted(spellings) if spelling)
    return re.compile(rb"(?<!" + _SIGN + rb")(?:" + either + rb")(?!" + _SIGN + rb")")


def _holds(file: FieldFile, pattern: re.Pattern[bytes]) -> bool:
    try:
        with file.open("rb") as opened:
            return _stream_holds(opened, pattern)
    except FileNotFoundError:
        return False


def _stream_holds(stream: IO[bytes], pattern: re.Pattern[bytes]) -> bool:
    tail = b""
    while block := stream.read(_BLOCK):
        if pattern.search(tail + block):
            return True
        tail = (tail + block)[-_LONGEST:]
    return False
