"""How many queries a request made and how long they took; and a line for each that is slow.

A line holds the SQL without its parameters, as those are people's data.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import structlog
from django.conf import settings
from django.db.backends.signals import connection_created

from watch import metrics

log = structlog.get_logger(__name__)

_LITERAL = re.compile(r"'(?:[^']|'')*'")
LONGEST = 2_000  # characters of SQL in a line


@dataclass
class Tally:
    """Queries of one request or task."""

    count: int = 0
    seconds: float = 0.0


_tally: ContextVar[Tally | None] = ContextVar("watch_queries", default=None)


@contextmanager
def counted() -> Iterator[Tally]:
    """Count the queries of the block."""
    tally = Tally()
    token = _tally.set(tally)
    try:
        yield tally
    finally:
        _tally.reset(token)


def _timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    started = perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        seconds = perf_counter() - started
        if tally := _tally.get():
            tally.count += 1
            tally.seconds += seconds
        if seconds * 1000 >= settings.SLOW_QUERY_MS:
            _tell(str(sql), seconds)


def _tell(sql: str, seconds: float) -> None:
    metrics.SLOW_QUERIES.inc()
    log.warning("slow query", ms=round(seconds * 1000), sql=without_literals(sql)[:LONGEST])


def without_literals(sql: str) -> str:
    """The SQL with every quoted text hidden, for statements that were put together by hand."""
    return _LITERAL.sub("'…'", sql)


def _install(connection: Any, **_: object) -> None:
    if _timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(_timed)


def connect() -> None:
    """Watch every connection from its first opening on."""
    connection_created.connect(_install, dispatch_uid="watch.queries")
