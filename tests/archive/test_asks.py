"""What a company has asked of the operators: a file to look at, a town. It stands in `public` and goes along."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.accounting.domain.towns import ask_town
from crm.imports.domain import answering, asking, runs
from crm.imports.domain.letting_go import waits_for_help
from crm.imports.models import ImportRun
from identity.models import User
from places.enums import AskState
from places.models import Region, TownAsk
from support.models import FileAsk
from tenants.archive import departing, restoring, writing
from tenants.archive.restoring import Wishes
from tenants.context import in_schema, speaking_for
from tenants.domain import freezing
from tenants.errors import DomainError
from tests.archive.conftest import Installation
from tests.conftest import PASSWORD, make_employee

pytestmark = pytest.mark.integration

WRONG = "№ ЛС;Адрес\n0001;\n".encode()


@pytest.fixture
def asked(source: Installation) -> ImportRun:
    """«Альфа» waits for a look at its file and for a town."""
    with speaking_for(source.tenant()):
        by = make_employee()
        run = runs.upload(kind="accounts", file=SimpleUploadedFile("счета.csv", WRONG), options={}, by=by)
        runs.check(run.pk)
        run = asking.ask_help(run, message="Не видит колонок", by=by)
        ask_town(name="Верхние Муллы", kind="town", region=Region.objects.all()[0], by=by)
        return run


@pytest.fixture
def archive(source: Installation, asked: ImportRun, tmp_path: Path) -> Path:
    freezing.freeze(source.tenant())
    writing.write(source.tenant(), tmp_path / "alpha.zip")
    return tmp_path / "alpha.zip"


def waiting() -> tuple[list[tuple[str, int, str]], list[tuple[str, str]]]:
    with in_schema("public"):
        files = FileAsk.objects.filter(closed_at=None).values_list("tenant__slug", "run_id", "message")
        towns = TownAsk.objects.filter(state=AskState.WAITING).values_list("tenant__slug", "name")
        return list(files), list(towns)


def operator() -> User:
    with in_schema("public"):
        return User.objects.create_superuser("op@example.ru", PASSWORD, last_name="Оператор")


def test_they_wait_where_the_company_is_now(target: Installation, asked: ImportRun, archive: Path):
    target.here()
    assert waiting() == ([], [])

    tenant = restoring.restore(archive, Wishes())

    assert waiting() == ([("alpha", asked.pk, "Не видит колонок")], [("alpha", "Верхние Муллы")])
    assert restoring.differences(archive, tenant) == []
    with in_schema("public"):
        ask = FileAsk.objects.get()
    with answering.looking_at(ask) as run, run.file.open("rb") as file:
        assert file.read() == WRONG
    answering.answer(ask, text="Нет колонки «Фамилия».", by=operator())
    with speaking_for(tenant):
        assert ImportRun.objects.get(pk=asked.pk).help_answer == "Нет колонки «Фамилия»."


def test_whoever_stayed_behind_sees_the_file_no_longer(source: Installation, asked: ImportRun, archive: Path):
    ask = FileAsk.objects.get()
    departing.depart(source.tenant(), archive, to="https://alpha.example.ru")

    assert waiting() == ([], [])
    with pytest.raises(DomainError, match="больше не нужно"), answering.looking_at(ask):
        pass


def test_the_archives_moment_brings_back_what_waited_then(source: Installation, asked: ImportRun, archive: Path):
    """Answered since, and another file asked about: after the return the first waits again, the second is not there."""
    freezing.thaw(source.tenant())
    answering.answer(FileAsk.objects.get(), text="Проверьте шапку.", by=operator())
    with speaking_for(source.tenant()):
        by = User.objects.get(pk=asked.created_by_id)
        later = runs.upload(kind="accounts", file=SimpleUploadedFile("ещё.csv", WRONG), options={}, by=by)
        runs.check(later.pk)
        asking.ask_help(later, message="И этот", by=by)

    tenant = restoring.restore(archive, Wishes(replace=True))

    assert waiting()[0] == [("alpha", asked.pk, "")]
    with speaking_for(tenant):
        assert [(run.pk, waits_for_help(run)) for run in ImportRun.objects.all()] == [(asked.pk, True)]


def test_arriving_twice_asks_once(target: Installation, archive: Path):
    from crm.imports.domain.arriving import match_file_asks

    target.here()
    tenant = restoring.restore(archive, Wishes())
    for _ in range(2):
        with speaking_for(tenant):
            match_file_asks(tenant)
    assert len(waiting()[0]) == 1
