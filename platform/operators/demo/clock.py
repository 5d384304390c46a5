"""The past of the demo, told by the functions of the present."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from unittest.mock import patch

from django.utils import timezone

NOON_IN_MOSCOW = time(9, tzinfo=UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let Django believe that it is this moment, so that times which a function writes itself are of then.

    Only for the command that makes the demo: it runs alone in its process. Never goes beyond the real moment.
    """
    moment = min(moment, timezone.now())
    with patch.object(timezone, "now", lambda: moment):
        yield


@contextmanager
def as_of(day: date) -> Iterator[None]:
    """The same for noon of a day."""
    with at(datetime.combine(day, NOON_IN_MOSCOW)):
        yield
