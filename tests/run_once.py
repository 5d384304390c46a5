"""What the processes of a run share: things that take long and are the same for all are made by one of them."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def bases() -> Path:
    """Where they find what one of them has made."""
    return Path(os.environ["TEST_BASES"])


@contextmanager
def one_at_a_time(what: str) -> Iterator[None]:
    """One alone makes it; the others wait."""
    bases().mkdir(parents=True, exist_ok=True)
    with (bases() / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def of_this_run(what: str) -> Path:
    """A folder for what depends on the code of the moment; that of earlier runs goes. Call it `one_at_a_time`."""
    here = bases() / f"{what}-{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}"
    for old in bases().glob(f"{what}-*"):
        if old != here:
            shutil.rmtree(old)
    return here
