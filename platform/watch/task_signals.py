"""Celery's side: the id of the click travels with the message, each task ends with one line and one observation.

The schema travels beside it, in the header of `tenants.tasks`. What is written to the table of runs, and when, is in
`watch.domain.runs`.
"""

from contextlib import ExitStack
from dataclasses import dataclass, field
from time import perf_counter, time
from typing import Any

import structlog
from celery import signals
from django.conf import settings
from structlog.contextvars import bound_contextvars, get_contextvars

from tenants.connection import connection
from tenants.tasks import HEADER as SCHEMA
from watch import ids, metrics, queries, queues
from watch.domain import runs

HEADER = "watch"
log = structlog.get_logger(__name__)
_OUTCOMES = {"SUCCESS": "ok", "FAILURE": "failed", "RETRY": "retry"}


@dataclass
class _Going:
    """What is remembered of a task between its begin and its end in this process."""

    facts: runs.Facts
    tally: queries.Tally
    bound: ExitStack
    started: float = field(default_factory=perf_counter)


_going: dict[str, _Going] = {}


def connect() -> None:
    """Connect everything below; called once, when the apps are ready."""
    for signal, receiver in (
        (signals.before_task_publish, _carry),
        (signals.task_prerun, _begin),
        (signals.task_failure, _note_failure),
        (signals.task_retry, _note_retry),
        (signals.task_postrun, _end),
        (signals.setup_logging, _keep_our_logging),
        (signals.heartbeat_sent, queues.worker_is_alive),
        (signals.worker_ready, _serve_metrics),
    ):
        signal.connect(receiver, dispatch_uid=f"watch.{receiver.__name__}", weak=False)


def _carry(headers: dict[str, Any] | None = None, **_: object) -> None:
    """Put the id of the click, the person's number and the time of sending into the message."""
    if headers is None:
        return
    own = {"id": ids.current_id() or ids.new_id(), "user": get_contextvars().get("user")}
    headers[HEADER] = own | (headers.get(HEADER) or {}) | {"sent": time()}  # a retry keeps its id, and waits anew


def _begin(task_id: str, task: Any, args: Any = (), kwargs: Any = None, **_: object) -> None:
    carried = header(task, HEADER) or {}
    facts = runs.Facts(
        task_id=task_id,
        name=task.name,
        schema_name=header(task, SCHEMA) or connection.schema_name,
        args=list(args or ()),
        kwargs=dict(kwargs or {}),
        request_id=carried.get("id") or ids.current_id() or ids.new_id(),
        always_recorded=bool(carried.get("recorded")) or runs.is_periodic(task.name),
    )
    bound = ExitStack()
    bound.enter_context(
        bound_contextvars(
            request_id=facts.request_id,
            tenant=facts.schema_name,
            user=carried.get("user", get_contextvars().get("user")),
            task=task.name,
            task_id=task_id,
        )
    )
    _going[task_id] = _Going(facts, tally=bound.enter_context(queries.counted()), bound=bound)
    if facts.always_recorded:
        runs.begin(facts)


def _note_failure(task_id: str = "", exception: BaseException | None = None, **_: object) -> None:
    if exception is not None and (going := _going.get(task_id)):
        going.facts.exception = exception


def _note_retry(request: Any = None, reason: Any = None, **_: object) -> None:
    if going := _going.get(request.id):
        going.facts.exception = getattr(reason, "exc", None)


def _end(task_id: str, task: Any, state: str | None = None, **_: object) -> None:
    going = _going.pop(task_id, None)
    if going is None:
        return
    outcome = _OUTCOMES.get(state or "", "failed")
    seconds = perf_counter() - going.started
    with going.bound:
        metrics.TASKS.labels(task.name, outcome).observe(seconds)
        write = log.warning if outcome == "failed" else log.debug if task.name == runs.PULSE else log.info
        error = going.facts.exception
        said = {"error": f"{type(error).__name__}: {error}"} if error else {}
        write("task", outcome=outcome, ms=round(seconds * 1000), queries=going.tally.count, **said)
        if going.facts.always_recorded or outcome == "failed":
            runs.end(going.facts, outcome=outcome, seconds=seconds)


def header(task: Any, name: str) -> Any:
    """A header of the message that the task came with; where tasks run eagerly it stands one level deeper."""
    return getattr(task.request, name, None) or (task.request.headers or {}).get(name)


def _serve_metrics(**_: object) -> None:
    if settings.METRICS_PORT:
        metrics.serve(settings.METRICS_PORT)


def _keep_our_logging(**_: object) -> None:
    """With a receiver here Celery leaves logging as Django has set it up."""
