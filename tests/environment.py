"""pytest plugin (`-p tests.environment`): real PostgreSQL and Redis before Django reads its settings."""

import os
from pathlib import Path

from infra.local.services import Embedded, ensure_environment, home

# The servers of the tests are others than those of `make run`: the demo is never touched.
os.environ["BURMISTR_HOME"] = str(Path(os.environ.get("TEST_HOME") or home() / "test"))
os.environ["CELERY_EAGER"] = "1"
os.environ["PLAIN_STATIC"] = "1"
os.environ["SMTP_URL"] = ""
os.environ["BASE_URL"] = "http://localhost:8000"
os.environ.setdefault("SECRET_KEY", "tests-only")

_embedded: Embedded = ensure_environment(fast=True)
(home() / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise looks for it at every start


def pytest_unconfigure() -> None:
    """Redis of the tests ends with them; PostgreSQL ends with the last process that holds a handle."""
    _embedded.stop_redis()
