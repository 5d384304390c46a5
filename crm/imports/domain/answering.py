"""The operator's side of «Помогите загрузить»: a look at the file, and the answer to who asked.

An operator speaks for the company only here, only for the one file, and only while the company asks. Each look is in
the company's own journal.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse

from crm.imports import acts
from crm.imports.domain import runs
from crm.imports.models import ImportRun
from crm.imports.registry import importer
from crm.journal.domain.entries import record
from identity.models import User
from notifications.domain import letters
from support.domain import file_asks
from support.models import FileAsk
from tenants.context import base_url, current_tenant, in_schema, speaking_for
from tenants.errors import DomainError


@contextmanager
def looking_at(file_ask: FileAsk) -> Iterator[ImportRun]:
    """The run, the connection being in its company's schema.

    Raises DomainError if the ask is closed or no file is left.
    """
    with transaction.atomic():
        tenant = file_asks.locked(file_ask.pk).tenant
    with speaking_for(tenant):
        run = ImportRun.objects.filter(pk=file_ask.run_id).first()
        if run is None or not run.file:
            raise DomainError("Этого файла у компании больше нет.")
        yield run


@contextmanager
def taking_file(file_ask: FileAsk, *, by: User) -> Iterator[ImportRun]:
    """The same for an operator who takes the file itself: the company's journal says so."""
    with looking_at(file_ask) as run:
        record(action=acts.SHOW_OPERATOR, obj=run, by=None, changes={"operator": [None, str(by)]})
        yield run


def answer(file_ask: FileAsk, *, text: str, by: User, file: UploadedFile | None = None) -> ImportRun | None:
    """Answer the company, with a mended file or without; a letter goes to who asked.

    The mended file is checked as one that this person had uploaded, and waits for the company's own «Загрузить»: an
    operator never loads. Its run, or None. Raises DomainError without words, if the ask is closed, or if who asked no
    longer works there and a file is sent.
    """
    text = text.strip()
    if not text:
        raise DomainError("Напишите, что не так с файлом или что вы поправили.", field="text")
    with speaking_for(file_ask.tenant), transaction.atomic():
        with in_schema("public"):
            file_ask = file_asks.locked(file_ask.pk)
            file_asks.close(file_ask, answer=text, by=by)
        run = ImportRun.objects.select_for_update().get(pk=file_ask.run_id)
        run.help_answer = text
        run.save(update_fields=["help_answer"])
        record(action=acts.ANSWER_HELP, obj=run, by=None, changes={"operator": [None, str(by)]})
        asker = User.objects.filter(pk=file_ask.asked_by_id, is_active=True).first()
        mended = _send_mended(run, file, asker) if file else None
        if asker:
            _write(mended or run, run, text=text, to=asker, has_file=mended is not None)
        return mended


def _send_mended(run: ImportRun, file: UploadedFile, asker: User | None) -> ImportRun:
    if asker is None:
        raise DomainError("Кто просил, там больше не работает: файл передать некому. Ответьте словами.", field="file")
    told = {name: value for name, value in run.options.get("engine", {}).items() if name == "empty"}
    return runs.upload(kind=run.kind, file=file, options=run.options | {"engine": told}, by=asker)


def _write(leads_to: ImportRun, run: ImportRun, *, text: str, to: User, has_file: bool) -> None:
    path = reverse("import_run", args=[leads_to.pk], urlconf=settings.ROOT_URLCONF)
    letters.write(
        template="file_answer",
        to=to.email,
        subject=f"Ответ о файле «{run.file_name}»",
        context={
            "run": run,
            "what": importer(run.kind).title,
            "text": text,
            "has_file": has_file,
            "url": base_url(current_tenant()) + path,
        },
    )
