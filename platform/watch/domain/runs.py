"""The record of runs: what is written, starting a failed one again, forgetting the old."""

import re
import traceback
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from smtplib import SMTPException
from typing import Any
from uuid import uuid4

import structlog
from celery import current_app
from django.core.exceptions import ObjectDoesNotExist
from django.db import Error, InterfaceError, OperationalError, transaction
from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from tenants.context import in_schema
from tenants.enums import State
from tenants.errors import DomainError
from tenants.models import Tenant
from watch.enums import RunState
from watch.lines import scrub
from watch.models import TaskRun

log = structlog.get_logger(__name__)

PULSE = "watch.pulse"  # every minute, so it leaves a mark in Redis and no row
KEEP_DAYS = 90
KEEP_RUNS = 50  # of each task's good runs
MOST_FAILED = 1_000  # of each task: an outage of the mail server must not fill the table
MOST_AT_ONCE = 20_000
_PLAIN_WORD = re.compile(r"[\w.:-]{0,64}", re.ASCII)
_PHONE = re.compile(r"\d{10,11}")
_STATES = {"ok": RunState.DONE, "failed": RunState.FAILED, "retry": RunState.RETRYING}


@dataclass
class Facts:
    """One run of a task as Celery tells it."""

    task_id: str
    name: str
    schema_name: str
    args: list[Any]
    kwargs: dict[str, Any]
    request_id: str
    always_recorded: bool
    exception: BaseException | None = None
    began: Any = field(default_factory=timezone.now)


@cache
def tasks() -> dict[str, Any]:
    """Every task by its name. A web process knows only those that it has met, so all are looked up once."""
    current_app.loader.import_default_modules()
    known: dict[str, Any] = current_app.tasks
    return known


def is_periodic(name: str) -> bool:
    """True if beat sends the task, except the pulse."""
    return name != PULSE and any(entry["task"] == name for entry in current_app.conf.beat_schedule.values())


def begin(facts: Facts) -> None:
    """Write that a recorded run has begun. A retry of the same message goes on in the same row."""
    _write(facts, state=RunState.RUNNING, ended_at=None)


def end(facts: Facts, *, outcome: str, seconds: float) -> None:
    """Write how a run ended; for a task that is not recorded otherwise its final failure makes the row."""
    error, details = _words(facts.exception) if outcome == "failed" else ("", "")
    ended = None if outcome == "retry" else facts.began + timedelta(seconds=seconds)
    _write(facts, state=_STATES[outcome], ended_at=ended, error=error, details=details)


def _write(facts: Facts, **outcome: Any) -> None:
    """Insert or update the row. A database that is away must not become the task's own failure."""
    first = {
        "name": facts.name,
        "schema_name": facts.schema_name,
        "arguments": kept_arguments(facts.args, facts.kwargs),
        "request_id": facts.request_id,
        "started_at": facts.began,
        "attempts": 1,
    }
    begins = outcome["state"] == RunState.RUNNING
    again = outcome | ({"attempts": F("attempts") + 1, "started_at": facts.began} if begins else {})
    try:
        with in_schema("public"), transaction.atomic():
            rows = TaskRun.objects.filter(task_id=facts.task_id)
            if not rows.update(**again):
                TaskRun.objects.get_or_create(task_id=facts.task_id, defaults=first | outcome)
    except Error:
        log.exception("run not recorded")


def kept_arguments(args: list[Any], kwargs: dict[str, Any]) -> list[Any] | None:
    """Arguments as they may be kept and sent again: numbers and plain words. None if there is anything else."""
    values = [*args, *kwargs.values()]
    plain = all(value is None or isinstance(value, int | bool) or _is_word(value) for value in values)
    return [args, kwargs] if plain else None


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and bool(_PLAIN_WORD.fullmatch(value)) and not _PHONE.fullmatch(value)


def _words(error: BaseException | None) -> tuple[str, str]:
    """What happened, for a person; and the same for whoever mends it, without personal data."""
    if error is None:
        return "Задача прервана: рабочий процесс остановился.", ""
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    return _plainly(error)[:300], scrub("".join(lines))[-6_000:]


def _plainly(error: BaseException) -> str:
    if isinstance(error, DomainError):
        return str(error)
    if isinstance(error, SMTPException):
        return "Почтовый сервер не принял письмо."
    if isinstance(error, OperationalError | InterfaceError):
        return "База данных не ответила."
    if isinstance(error, OSError):
        return "Сервер, к которому обратилась задача, не ответил."
    if isinstance(error, ObjectDoesNotExist):
        return "Того, с чем работала задача, больше нет."
    return "Ошибка в программе. Передайте разработчикам номер обращения и подробности."


@transaction.atomic
def run_again(run_id: int, *, by: Any) -> TaskRun:
    """Start a failed run once more with what it was started with, for the same company; `by` is the operator.

    Returns the new run, which waits until the transaction commits. Raises DomainError if the run did not fail, was
    started again already, or cannot be: its task is gone, its company is in the archive, its arguments are not kept.
    """
    with in_schema("public"):
        run = TaskRun.objects.select_for_update().get(pk=run_id)
        _refuse_to_start(run)
        new = TaskRun.objects.create(
            task_id=str(uuid4()),
            name=run.name,
            schema_name=run.schema_name,
            arguments=run.arguments,
            request_id=run.request_id,
            state=RunState.WAITING,
            started_at=timezone.now(),
            again_of=run,
            started_by=by,
        )
    log.info("task started again", task=run.name, of=run.task_id, task_id=new.task_id)
    transaction.on_commit(lambda: _send(new))
    return new


def _refuse_to_start(run: TaskRun) -> None:
    if run.state != RunState.FAILED:
        raise DomainError("Запустить снова можно только задачу, которая не удалась.")
    if TaskRun.objects.filter(again_of=run).exists():
        raise DomainError("Эту задачу уже запустили снова. Обновите страницу: там её новый запуск.")
    if run.name not in tasks():
        raise DomainError("Такой задачи в этой версии больше нет.")
    if run.arguments is None:
        raise DomainError("Отсюда её не запустить: вместе с ней передавались данные, которых мы не храним.")
    there = Tenant.objects.filter(schema_name=run.schema_name).exclude(state=State.ARCHIVED)
    if run.schema_name != "public" and not there.exists():
        raise DomainError("Компании, для которой шла задача, больше нет.")


def _send(run: TaskRun) -> None:
    args, kwargs = run.arguments or ([], {})
    carried = {"id": run.request_id, "recorded": True}
    with in_schema(run.schema_name):
        tasks()[run.name].apply_async(args, kwargs, task_id=run.task_id, headers={"watch": carried})


def failed() -> QuerySet[TaskRun]:
    """Runs that failed for good, the newest first, with the run that was started again instead."""
    return TaskRun.objects.filter(state=RunState.FAILED).select_related("again__started_by").order_by("-id")


def clean_up() -> int:
    """Forget runs older than 90 days, good ones beyond the last 50 of a task, failed ones beyond 1 000; how many."""
    with in_schema("public"):
        old = TaskRun.objects.filter(started_at__lt=timezone.now() - timedelta(days=KEEP_DAYS))
        return old.delete()[0] + _beyond(RunState.DONE, KEEP_RUNS) + _beyond(RunState.FAILED, MOST_FAILED)


def _beyond(state: RunState, keep: int) -> int:
    place = Window(RowNumber(), partition_by="name", order_by="-id")
    too_many = TaskRun.objects.filter(state=state).annotate(place=place).filter(place__gt=keep)
    return TaskRun.objects.filter(pk__in=list(too_many.values_list("pk", flat=True)[:MOST_AT_ONCE])).delete()[0]
