"""Rendered pages in the memory of this process: bounded, and forgotten by company."""

import gzip
import hashlib
import itertools
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from tenants import changes

LIFETIME = 60.0  # seconds: for what changes by the clock alone, and for a word of a change that got lost
LARGEST_PAGE = 512 * 1024  # bytes of a body
LIMIT = 64 * 1024 * 1024  # bytes of all bodies in one process

Key = tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """An answer as it goes to a visitor: body as it is and packed, headers for each."""

    schema: str
    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    packed: bytes = field(init=False)
    tag: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "packed", gzip.compress(self.body, 6, mtime=0))
        object.__setattr__(self, "tag", f'W/"{hashlib.sha256(self.body).hexdigest()[:20]}"')

    @property
    def size(self) -> int:
        return len(self.body) + len(self.packed)


class Memory:
    """Least recently asked for pages go first. `since` is what `now()` said before the page was rendered."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self._pages: OrderedDict[Key, tuple[int, float, Answer]] = OrderedDict()
        self._size = 0
        self._changed: dict[str, int] = {}  # schema → the moment of its last change
        self._clock = itertools.count(1)
        self._moment = 0
        self._lock = threading.Lock()

    def now(self) -> int:
        """A moment on this memory's own clock, which ticks with each change of anything."""
        return self._moment

    def find(self, key: Key) -> Answer | None:
        """The page under this key, if it is still true."""
        kept = self._pages.get(key)
        if kept is None:
            return None
        since, until, answer = kept
        if not self._still_true(answer.schema, since) or until < time.monotonic():
            self._drop(key)
            return None
        try:
            self._pages.move_to_end(key)
        except KeyError:  # another thread dropped it just now
            return None
        return answer

    def keep(self, key: Key, answer: Answer, *, since: int, seconds: float = LIFETIME) -> None:
        """Keep a page for so long, unless its company has changed something since its rendering began."""
        with self._lock:
            if seconds <= 0 or not self._still_true(answer.schema, since) or answer.size > self.limit:
                return
            self._remove(key)
            self._pages[key] = (since, time.monotonic() + min(seconds, LIFETIME), answer)
            self._size += answer.size
            while self._size > self.limit:
                self._remove(next(iter(self._pages)))

    def forget(self, schema: str) -> None:
        """Nothing kept of this company (`EVERYBODY`: of any) is true any more."""
        with self._lock:
            self._moment = next(self._clock)
            self._changed[schema] = self._moment

    def _still_true(self, schema: str, since: int) -> bool:
        changed = self._changed
        return changed.get(schema, 0) <= since and changed.get(changes.EVERYBODY, 0) <= since

    def _drop(self, key: Key) -> None:
        with self._lock:
            self._remove(key)

    def _remove(self, key: Key) -> None:
        kept = self._pages.pop(key, None)
        if kept:
            self._size -= kept[2].size
