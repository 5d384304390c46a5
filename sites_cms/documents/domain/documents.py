"""Documents: adding several at once, changing, replacing a file, removing for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import PurePosixPath

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from crm.accounting.models import House
from crm.journal.domain.entries import differences, record
from files.domain.images import EXTENSIONS, clean_upload
from files.domain.kinds import check_kind, extension_of
from files.forms import DOCUMENTS, refuse_larger
from identity.models import User
from sites_cms.documents.enums import Level
from sites_cms.documents.models import Document, Folder
from tenants.errors import DomainError

MAX_BYTES = 20 * 2**20
MOST_FILES = 20  # of one upload
LONGEST = 200  # signs of a title
_SHOWN = ["title", "folder", "house", "level", "date", "is_shown"]


@dataclass(frozen=True, kw_only=True)
class About:
    """What is said of documents: `house` None is for every house, `folder` None outside of folders."""

    folder: Folder | None = None
    house: House | None = None
    level: Level = Level.ALL
    date: date
    is_shown: bool = True


@transaction.atomic
def add(files: Sequence[UploadedFile], about: About, *, by: User | None, title: str = "") -> list[Document]:
    """Put files into the section. A single one may have a title; without one the file's name is it.

    Raises DomainError without files, with too many, for one that is too large or not of the kinds of documents: then
    none of them is added.
    """
    if not files:
        raise DomainError("Выберите файл.", field="files")
    if len(files) > MOST_FILES:
        raise DomainError(f"За один раз — не больше {MOST_FILES} файлов.", field="files")
    if title and len(files) > 1:
        raise DomainError("Название пишут одному файлу. Для нескольких оставьте пустым.", field="title")
    for file in files:  # all of them before the first is stored
        _check(file, field="files")
    return [_added(file, about, title=title, by=by) for file in files]


@transaction.atomic
def change(document: Document, about: About, *, title: str, by: User | None) -> Document:
    """Change what is said of a document; its file and its address stay. Raises DomainError without a title."""
    after = _locked(document)
    before = Document.objects.get(pk=after.pk)
    _fill(after, about, title=title)
    if changed := differences(before, after, _SHOWN):
        after.save()
        record(action="site_documents.change_document", obj=after, by=by, changes=changed)
    return after


@transaction.atomic
def replace_file(document: Document, file: UploadedFile, *, by: User) -> Document:
    """Put another file into the place of this one: the address stays, the old file is kept as a version.

    Raises DomainError as `add` does.
    """
    _check(file, field="file")
    document = _locked(document)
    kept = Document.objects.get(pk=document.pk)
    kept.pk, kept.version_of, kept.is_shown = None, document, False
    kept._state.adding = True
    kept.save()
    _store(document, file, by=by)
    document.save()
    record(
        action="site_documents.replace_file",
        obj=document,
        by=by,
        changes={"file_name": [kept.file_name, document.file_name], "size": [kept.size, document.size]},
    )
    return document


@transaction.atomic
def change_with_file(document: Document, about: About, *, title: str, file: UploadedFile | None, by: User) -> Document:
    """`change`, and `replace_file` where there is one: both or neither. Raises DomainError."""
    after = change(document, about, title=title, by=by)
    return replace_file(after, file, by=by) if file else after


@transaction.atomic
def delete(document: Document, *, by: User) -> None:
    """Remove a document, its older versions and their files for good; the journal keeps what it was called."""
    document = _locked(document)
    versions = list(document.versions.all())
    gone = {name: [getattr(document, name), None] for name in _SHOWN} | {"file_name": [document.file_name, None]}
    if versions:
        gone["old_versions"] = [len(versions), None]
    record(action="site_documents.delete_document", obj=document, by=by, changes=gone)
    storage, names = document.file.storage, [str(one.file.name) for one in (document, *versions)]
    document.delete()
    for name in names:
        transaction.on_commit(partial(storage.delete, name))


def _locked(document: Document) -> Document:
    found = Document.objects.select_for_update(of=("self",)).filter(pk=document.pk, version_of=None).first()
    if found is None:
        raise DomainError("Этого документа уже нет.")
    return found


def _check(file: UploadedFile, *, field: str) -> None:
    try:
        refuse_larger(file, MAX_BYTES)
        check_kind(file, name=file.name or "", allowed=DOCUMENTS)
        if extension_of(file.name or "") in EXTENSIONS.values():
            clean_upload(file)
    except DomainError as error:
        raise DomainError(str(error), field=field) from error


def _added(file: UploadedFile, about: About, *, title: str, by: User | None) -> Document:
    document = Document()
    _fill(document, about, title=title or PurePosixPath(file.name or "").stem.replace("_", " ") or "Документ")
    _store(document, file, by=by)
    document.save()
    changes = differences(None, document, _SHOWN) | {"file_name": [None, document.file_name]}
    record(action="site_documents.add_document", obj=document, by=by, changes=changes)
    return document


def _fill(document: Document, about: About, *, title: str) -> None:
    document.title = " ".join(title.split())[:LONGEST]
    if not document.title:
        raise DomainError("Напишите название: по нему документ находят.", field="title")
    document.folder, document.house, document.level = about.folder, about.house, about.level
    document.date, document.is_shown = about.date, about.is_shown


def _store(document: Document, file: UploadedFile, *, by: User | None) -> None:
    document.file_name, document.size = (file.name or "документ")[-200:], file.size or 0
    document.added_at, document.added_by = timezone.now(), by
    document.file.save(f"site-documents/{file.name}", file, save=False)
