"""pytest plugin (`-p tests.environment`): real PostgreSQL and Redis before Django reads its settings.

With `-n` each process of the tests has servers of its own, so no test of one meets the rows, the cache or the queue of
another; the process that only deals tests out has none.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from infra.local.services import Embedded, ensure_environment, home

JOURNEYS = "tests/e2e/"

_started: list[Embedded] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Before all others: pytest-django reads the settings at this call."""
    process = os.environ.get("PYTEST_XDIST_WORKER", "")
    set_up(process, servers=bool(process) or not _deals_out(early_config))
    return (yield)


def set_up(process: str = "", *, servers: bool = True) -> None:
    """The environment of a process of the tests or of the benchmarks, with servers of its own if it needs them."""
    # The servers of the tests are others than those of `make run`: the demo is never touched.
    root = Path(os.environ.get("TEST_HOME") or home() / "test")
    os.environ.setdefault("TEST_BASES", str(root / "bases"))  # the processes share what one of them migrates
    os.environ["BURMISTR_HOME"] = str(root / process)
    os.environ["CELERY_EAGER"] = "1"
    os.environ["PLAIN_STATIC"] = "1"
    os.environ["SMTP_URL"] = os.environ["BOUNCES_URL"] = os.environ["BOUNCES_ADDRESS"] = ""
    nobody = "http://127.0.0.1:9/"  # no test speaks with a real service
    os.environ["SMS_ADDRESSES"] = f"smsc={nobody} smsru={nobody}"
    os.environ["BASE_URL"] = "http://localhost:8000"
    os.environ.setdefault("SECRET_KEY", "tests-only")
    os.environ["TEST_HOME"] = os.environ["BURMISTR_HOME"]
    if servers:
        _started.append(ensure_environment(fast=True))
        (home() / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise looks for it at every start


class ByFile(LoadScopeScheduling):
    """A file's tests stay in one process and share what its fixtures made; all journeys share the one service."""

    def _split_scope(self, nodeid: str) -> str:
        return JOURNEYS if nodeid.startswith(JOURNEYS) else nodeid.split("::", maxsplit=1)[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Not by the marker `xdist_group`: xdist writes it into a name that pytest 9.2 does not read."""
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The journeys come first, as they take the longest."""
    items.sort(key=lambda item: not item.nodeid.startswith(JOURNEYS))


def pytest_unconfigure() -> None:
    """Redis of the tests ends with them; PostgreSQL ends with the last process that holds a handle."""
    for embedded in _started:
        embedded.stop_redis()


def _deals_out(config: pytest.Config) -> bool:
    return bool(getattr(config.known_args_namespace, "numprocesses", None))
