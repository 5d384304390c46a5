"""The past of the demo, told by the functions of the present."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from operator import itemgetter
from unittest.mock import patch

from django.utils import timezone

Deed = tuple[date, Callable[[], object]]  # what was done, and on which day

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


def live_through(deeds: Iterable[Deed]) -> None:
    """Do it all day after day, as it came; within a day in the order given."""
    for day, deed in sorted(deeds, key=itemgetter(0)):
        with as_of(day):
            deed()
