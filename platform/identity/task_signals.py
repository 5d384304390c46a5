"""What an operator's visit has set going bears his name to its end: it travels with the message of the task."""

from contextlib import ExitStack
from typing import Any

from celery import signals

from identity.origin import current_operator, on_behalf_of
from watch.task_signals import header

HEADER = "visit_operator"
_going: dict[str, ExitStack] = {}


def connect() -> None:
    """Connect everything below; called once, when the apps are ready."""
    for signal, receiver in (
        (signals.before_task_publish, _carry),
        (signals.task_prerun, _begin),
        (signals.task_postrun, _end),
    ):
        signal.connect(receiver, dispatch_uid=f"identity.{receiver.__name__}", weak=False)


def _carry(headers: dict[str, Any] | None = None, **_: object) -> None:
    """Also from a task to those that it sends, and to its own next try."""
    if headers is not None and (operator := current_operator()):
        headers[HEADER] = operator


def _begin(task_id: str, task: Any, **_: object) -> None:
    going = _going[task_id] = ExitStack()
    going.enter_context(on_behalf_of(header(task, HEADER) or ""))


def _end(task_id: str, **_: object) -> None:
    if going := _going.pop(task_id, None):
        going.close()
