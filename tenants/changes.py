"""Word to every process that something of a tenant has changed, so that it forgets what it remembers of it.

Redis carries the word, but keeps none for who is away. So a process that is not sure to hear (`in_touch`) trusts no
memory, and one that has been away forgets everything.
"""

import itertools
import logging
import os
import threading
import time
from collections.abc import Callable
from functools import cache
from typing import Generic, TypeVar

from django.conf import settings
from django.db import transaction
from redis import Redis
from redis.exceptions import RedisError

from tenants.redis_client import impatient

T = TypeVar("T")
log = logging.getLogger(__name__)

EVERYBODY = "*"
CHANNEL = "tenants.changes"
_BEAT = 1.0  # seconds between questions whether Redis is still there
_PATIENCE = 3.0  # seconds without an answer after which this process no longer trusts its memory

_forgetters: list[tuple[Callable[[str], None], bool]] = []
_OF_PAGES = "pages"
_turns = itertools.count(1)
_turn = 0


def on_change(forget: Callable[[str], None], *, of_pages: bool = False) -> None:
    """Call `forget` with the changed tenant's schema, or `EVERYBODY`; from another thread than that of requests.

    With `of_pages` also when nothing has changed but what the tenant's site shows.
    """
    _forgetters.append((forget, of_pages))


def announce(schema: str = EVERYBODY, *, of_pages: bool = False) -> None:
    """Tell this process now, and every process once the running transaction is committed.

    `of_pages`: nothing has changed but what the tenant's site shows. What cannot be told is logged: memories also have
    a lifetime, so a lost word only makes them late.
    """
    forget_here(schema, of_pages=of_pages)
    transaction.on_commit(lambda: _tell(schema, of_pages=of_pages), robust=True)


def in_touch() -> bool:
    """True while this process hears every announcement. The first call makes it listen."""
    return _listener().is_in_touch


def forget_here(schema: str = EVERYBODY, *, of_pages: bool = False) -> None:
    """Forget what this process remembers of a tenant."""
    global _turn  # noqa: PLW0603  one number of this process, like the list of those who forget
    _turn = next(_turns)
    for forget, hears_of_pages in _forgetters:
        if hears_of_pages or not of_pages:
            forget(schema)


def turn() -> int:
    """Changes with every announcement: whoever reads something to remember it asks before and after."""
    return _turn


class Remembered(Generic[T]):
    """What `read` gives, kept in the process until word comes that everybody's has changed, or `lifetime` seconds."""

    def __init__(self, read: Callable[[], T], *, lifetime: float = 60.0) -> None:
        self.read = read
        self.lifetime = lifetime
        self._kept: tuple[float, T] | None = None
        on_change(self._forget)

    def get(self) -> T:
        """The value; read anew if this process might have missed a change."""
        kept = self._kept
        if kept and kept[0] > time.monotonic() and in_touch():
            return kept[1]
        before = turn()
        value = self.read()
        if before == turn():  # else it may have changed while it was read
            self._kept = (time.monotonic() + self.lifetime, value)
        return value

    def _forget(self, schema: str) -> None:
        if schema == EVERYBODY:
            self._kept = None


def _tell(schema: str, *, of_pages: bool) -> None:
    forget_here(schema, of_pages=of_pages)
    _redis().publish(CHANNEL, f"{schema} {_OF_PAGES}" if of_pages else schema)


@cache
def _redis() -> Redis:
    return impatient(settings.REDIS_URL, seconds=2)


class _Listener(threading.Thread):
    """Hears the channel; reconnects for as long as the process lives."""

    def __init__(self) -> None:
        super().__init__(name="tenants.changes", daemon=True)
        self._heard = -_PATIENCE

    @property
    def is_in_touch(self) -> bool:
        return time.monotonic() - self._heard < _PATIENCE

    def run(self) -> None:
        while True:
            try:
                self._listen()
            except (RedisError, OSError) as error:
                if self.is_in_touch:
                    log.warning("Out of touch with Redis, pages come from Django: %s", error)
                self._heard = -_PATIENCE
                time.sleep(_BEAT)

    def _listen(self) -> None:
        with _redis().pubsub() as channel:
            channel.subscribe(CHANNEL)
            while True:
                said = channel.get_message(timeout=_BEAT)
                if said is None:
                    channel.ping()
                    continue
                if said["type"] == "subscribe":
                    forget_here(EVERYBODY)  # what was said before was not heard
                elif said["type"] == "message":
                    schema, _, what = said["data"].decode().partition(" ")
                    forget_here(schema, of_pages=what == _OF_PAGES)
                self._heard = time.monotonic()


_listeners: dict[int, _Listener] = {}  # by process: a thread does not survive a fork
_lock = threading.Lock()


def _listener() -> _Listener:
    found = _listeners.get(os.getpid())
    if found:
        return found
    with _lock:
        if os.getpid() not in _listeners:
            listener = _Listener()
            listener.start()
            _listeners[os.getpid()] = listener
    return _listeners[os.getpid()]
