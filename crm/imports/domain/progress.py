"""How far a run in work has come: in the cache, as the run's own transaction is open all that time."""

import time
from dataclasses import dataclass

from django.core.cache import cache

_KEPT_SECONDS = 3600


@dataclass(frozen=True)
class Progress:
    """Rows read so far, the share of the file (0–100), seconds that are left if it goes on like this."""

    rows: int
    percent: int
    seconds_left: int | None


class Meter:
    """Tells the cache where one pass over a file is."""

    def __init__(self, run_id: int, size: int) -> None:
        self.run_id, self.size, self.started = run_id, max(size, 1), time.monotonic()

    def tell(self, *, rows: int, position: int) -> None:
        """`position` is the number of bytes that were read."""
        share = min(position / self.size, 0.99)
        spent = time.monotonic() - self.started
        left = round(spent / share - spent) if share > 0.05 else None
        cache.set(_key(self.run_id), (rows, round(share * 100), left), _KEPT_SECONDS)


def of(run_id: int) -> Progress:
    """The last that was told of a run; zero if nothing was."""
    return Progress(*cache.get(_key(run_id), (0, 0, None)))


def forget(run_id: int) -> None:
    """The run has ended."""
    cache.delete(_key(run_id))


def _key(run_id: int) -> str:
    return f"import-progress-{run_id}"
