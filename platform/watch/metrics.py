"""Prometheus metrics of all processes of this machine.

Each process writes into a memory-mapped file of its own below `METRICS_ROOT`; whoever is scraped adds them up. The
file's name is a *slot*, claimed by a lock that ends with the process: the next one takes the slot over and goes on
counting, so that files do not pile up when Celery replaces its children (prometheus_client's own way, by the
process's number, leaves one set of files for every process that ever lived).
"""

import fcntl
import os
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from django.conf import settings
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, start_http_server, values
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

_held: dict[str, int | str] = {"pid": 0, "fd": -1, "slot": ""}


def slot() -> str:
    """The name of this process's files; a forked child claims one of its own."""
    if _held["pid"] != os.getpid():
        _claim()
    return str(_held["slot"])


def _claim() -> None:
    if _held["pid"]:
        os.close(int(_held["fd"]))  # of the parent, which goes on holding it
    for number in count():
        fd = os.open(settings.METRICS_ROOT / f"{number}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            continue
        _held.update(pid=os.getpid(), fd=fd, slot=f"slot{number}")
        return


Path(settings.METRICS_ROOT).mkdir(parents=True, exist_ok=True)
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(settings.METRICS_ROOT)  # the library reads it from nowhere else
values.ValueClass = values.MultiProcessValue(slot)

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_LONG_SECONDS = (0.05, 0.25, 1, 5, 15, 60, 300, 1800, 7200)

REQUESTS = Histogram(
    "burmistr_request_seconds", "Requests by side and class of status", ["side", "status"],
    buckets=_SECONDS, registry=None,
)  # fmt: skip
TASKS = Histogram(
    "burmistr_task_seconds", "Tasks by name and outcome", ["task", "outcome"], buckets=_LONG_SECONDS, registry=None
)
PROVIDER_CALLS = Histogram(
    "burmistr_provider_call_seconds", "Calls of outside services", ["provider", "operation", "outcome"],
    buckets=_SECONDS, registry=None,
)  # fmt: skip
PAGES = Counter("burmistr_site_pages", "Pages of sites, from memory or from Django", ["outcome"], registry=None)
SLOW_QUERIES = Counter("burmistr_slow_queries", "Queries slower than SLOW_QUERY_MS", registry=None)


def of_this_machine() -> CollectorRegistry:
    """The sums of all processes, added up anew at each reading."""
    registry = CollectorRegistry(auto_describe=False)
    MultiProcessCollector(registry, path=str(settings.METRICS_ROOT))
    return registry


def exposition(live: Iterable[Collector] = ()) -> bytes:
    """The text that Prometheus reads: of this machine's processes, and what `live` collectors find at this moment."""
    registry = of_this_machine()
    for collector in live:
        registry.register(collector)
    return generate_latest(registry)


def serve(port: int) -> None:
    """Answer Prometheus on a port of its own, from a machine that has workers and no web process."""
    start_http_server(port, registry=of_this_machine())
