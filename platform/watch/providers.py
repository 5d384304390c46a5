"""Calls of services that are not ours: mail, object storage, SMS, telephony."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

import structlog

from watch import metrics

log = structlog.get_logger(__name__)


@dataclass
class ProviderCall:
    """What the caller learns from the provider and wants in the line: its own number of the message, its answer."""

    reference: str = ""
    answer: str = ""


@contextmanager
def provider_call(*, provider: str, operation: str) -> Iterator[ProviderCall]:
    """Time the block and write a line with its outcome, under the id of the click that led here.

    `provider` and `operation` are words from a short list ("smtp", "send"): they become labels of a metric.
    An exception is the outcome "failed" and goes on.
    """
    call, outcome, error = ProviderCall(), "failed", ""
    started = perf_counter()
    log.debug("provider call begins", provider=provider, operation=operation)
    try:
        yield call
        outcome = "ok"
    except Exception as raised:
        error = f"{type(raised).__name__}: {raised}"
        raise
    finally:
        seconds = perf_counter() - started
        metrics.PROVIDER_CALLS.labels(provider, operation, outcome).observe(seconds)
        said = {name: value for name, value in {**vars(call), "error": error}.items() if value}
        write = log.info if outcome == "ok" else log.warning
        write(
            "provider call", provider=provider, operation=operation, outcome=outcome, ms=round(seconds * 1000), **said
        )
