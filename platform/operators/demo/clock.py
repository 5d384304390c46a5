"""The past of the demo, told by the functions of the present."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from unittest.mock import patch

from django.utils import timezone

NOON_IN_MOSCOW = time(9, tzinfo=UTC)


@contextmanager
def as_of(day: date) -> Iterator[None]:
    """Let Django believe that it is noon of `day`, so that dates which a function writes itself are of that day.

    Only for the command that makes the demo: it runs alone in its process. Never goes beyond the real moment.
    """
    moment = min(datetime.combine(day, NOON_IN_MOSCOW), timezone.now())
    with patch.object(timezone, "now", lambda: moment):
        yield
