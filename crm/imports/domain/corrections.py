"""What a person says of a file that was checked: which column is which, which sheet, what a doubtful thing is.

Each of them starts the check anew.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from crm.imports import tasks
from crm.imports.domain import layouts, runs
from crm.imports.enums import Status
from crm.imports.models import ImportRun
from crm.imports.registry import importer
from crm.journal.domain.entries import record
from identity.models import User
from tenants.errors import DomainError


@transaction.atomic
def match_columns(run: ImportRun, *, places: Mapping[str, int], has_header: bool, by: User) -> ImportRun:
    """Say in which column of the file each of ours stands, by its place from 0, and check the file so.

    The next file with the same header is read like that by itself. Raises DomainError if a needed column is not
    named, one stands for two, or the run is not waiting for a person.
    """
    run = _waiting(run)
    layout = run.report.get("layout", {})
    columns = importer(run.kind).columns
    for column in columns:
        if column.required and column.name not in places:
            raise DomainError(f"Выберите, где «{column.title}»: без этого файл не загрузить.", field=column.name)
    taken: dict[int, str] = {}
    for column in columns:
        place = places.get(column.name)
        if place is None:
            continue
        if place in taken:
            raise DomainError(f"Эта колонка уже выбрана для «{taken[place]}».", field=column.name)
        taken[place] = column.title
    header_row = (layout.get("header_row") or 1) if has_header else 0
    if has_header and layout.get("header"):
        layouts.remember(kind=run.kind, header=layout["header"], places=places, by=by)
    before = _names(run, layout.get("places", {}))
    _tell(run, places=dict(places), header_row=header_row)
    changes = {"columns": [before, _names(run, places)]}
    return _check_again(run, f"imports.match_{run.kind}", by=by, changes=changes)


@transaction.atomic
def choose_sheet(run: ImportRun, *, sheet: str, by: User) -> ImportRun:
    """Read another sheet of a workbook. Raises DomainError if there is no such sheet."""
    run = _waiting(run)
    if sheet not in run.report.get("source", {}).get("sheets", []):
        raise DomainError("Такого листа в книге нет.", field="sheet")
    _tell(run, places={}, sheet=sheet)
    return _check_again(run, f"imports.match_{run.kind}", by=by, changes={"sheet": ["", sheet]})


@transaction.atomic
def answer_question(run: ImportRun, *, code: str, value: str, by: User) -> ImportRun:
    """Answer a question of the check. Raises DomainError if there is no such question or answer."""
    run = _waiting(run)
    question = next((one for one in run.report.get("questions", []) if one["code"] == code), None)
    if question is None:
        raise DomainError("На этот вопрос уже ответили.")
    told = dict(map(tuple, question["choices"]))
    if value not in told:
        raise DomainError("Выберите один из ответов.")
    answers = run.options.get("engine", {}).get("answers", {})
    _tell(run, answers={**answers, code: value})
    return _check_again(run, f"imports.answer_{run.kind}", by=by, changes={"answer": ["", told[value]]})


def _waiting(run: ImportRun) -> ImportRun:
    run = runs.locked(run)
    if run.status not in (Status.CHECKED, Status.FAILED) or not run.file:
        raise DomainError("Эта загрузка уже закончена.")
    return run


def _tell(run: ImportRun, **told: Any) -> None:
    run.options = {**run.options, "engine": {**run.options.get("engine", {}), **told}}


def _check_again(run: ImportRun, action: str, *, by: User, changes: dict[str, list[Any]]) -> ImportRun:
    runs.move(run, Status.CHECKING)
    record(action=action, obj=run, by=by, changes=changes)
    runs.send(tasks.check, run)
    return run


def _names(run: ImportRun, places: Mapping[str, int]) -> str:
    titles = {column.name: column.title for column in importer(run.kind).columns}
    return "; ".join(f"{place + 1}: {titles[name]}" for name, place in places.items() if name in titles)
