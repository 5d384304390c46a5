from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.imports.domain import runs
from crm.imports.models import ImportRun
from identity.models import User

DATA = Path(__file__).resolve().parents[1] / "data"


@pytest.fixture
def checked(head: User) -> Callable[..., ImportRun]:
    """Upload a file (by the name of a sample, or its bytes) and check it."""

    def make(file: str | bytes, **options: object) -> ImportRun:
        content = (DATA / file).read_bytes() if isinstance(file, str) else file
        name = file if isinstance(file, str) else "счета.csv"
        run = runs.upload(kind="accounts", file=SimpleUploadedFile(name, content), options=options, by=head)
        runs.check(run.pk)
        return ImportRun.objects.get(pk=run.pk)

    return make


@pytest.fixture
def loaded(checked: Callable[..., ImportRun], head: User) -> Callable[..., ImportRun]:
    """Upload, check, confirm and load a file."""

    def make(file: str | bytes, **options: object) -> ImportRun:
        run = checked(file, **options)
        runs.confirm(run, by=head)
        runs.load(run.pk)
        return ImportRun.objects.get(pk=run.pk)

    return make
