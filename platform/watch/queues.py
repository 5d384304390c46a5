"""What waits in Redis, and whether anybody works on it. Asked of Redis itself, as no worker may be there to answer."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from time import monotonic, time
from typing import Any

import structlog
from celery import current_app
from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from tenants.redis_client import impatient

log = structlog.get_logger(__name__)

WORKERS, PULSE = "watch:workers", "watch:pulse"
ALIVE_SECONDS = 45  # a worker says that it lives every ten
_PRIORITY_SUFFIXES = ("", "\x06\x163", "\x06\x166", "\x06\x169")  # kombu keeps each step in a list of its own
_told = {"at": -60.0}


@dataclass(frozen=True)
class Queue:
    """A queue: how many messages wait, and for how many seconds the oldest does."""

    name: str
    waiting: int
    oldest_seconds: float | None


@dataclass(frozen=True)
class Broker:
    """The state of the queues at one moment. `taken`: in work, or kept by a worker until their time."""

    queues: list[Queue]
    taken: int
    workers: list[str]
    pulse_seconds: float | None
    memory_bytes: int

    @property
    def waiting(self) -> int:
        return sum(queue.waiting for queue in self.queues)


@cache
def _redis() -> "Redis":
    return impatient(settings.BROKER_REDIS_URL, seconds=1, decode_responses=True)


def look() -> Broker:
    """Read everything in one round trip. Raises RedisError when Redis does not answer within a second."""
    names = list(current_app.amqp.queues)
    keys = [name + suffix for name in names for suffix in _PRIORITY_SUFFIXES]
    pipe = _redis().pipeline(transaction=False)
    for key in keys:
        pipe.llen(key)
        pipe.lindex(key, -1)
    pipe.hlen("unacked")
    pipe.hgetall(WORKERS)
    pipe.get(PULSE)
    pipe.info("memory")
    *found, taken, workers, pulse, memory = pipe.execute()
    return Broker(
        queues=list(_queues(names, found)),
        taken=taken,
        workers=sorted(name for name, at in workers.items() if time() - float(at) < ALIVE_SECONDS),
        pulse_seconds=max(0.0, time() - float(pulse)) if pulse else None,
        memory_bytes=memory["used_memory"],
    )


def _queues(names: list[str], found: list[Any]) -> Iterator[Queue]:
    pairs = iter(zip(found[::2], found[1::2], strict=True))
    for name in names:
        own = [next(pairs) for _ in _PRIORITY_SUFFIXES]
        ages = [age for _, message in own if (age := _age(message)) is not None]
        yield Queue(name, sum(length for length, _ in own), max(ages, default=None))


def _age(message: str | None) -> float | None:
    """Seconds since a message was sent; None if it does not say."""
    try:
        return max(0.0, time() - float(json.loads(message or "")["headers"]["watch"]["sent"]))
    except (ValueError, KeyError, TypeError):
        return None


def worker_is_alive(sender: Any = None, **_: object) -> None:
    """Celery calls it every two seconds in each worker; every tenth second it is written down."""
    if monotonic() - _told["at"] < 10:
        return
    _told["at"] = monotonic()
    try:
        _redis().hset(WORKERS, sender.eventer.hostname, time())
        _redis().expire(WORKERS, 86_400)
    except RedisError as error:
        log.warning("heartbeat not written", error=str(error))


def note_pulse() -> None:
    """Beat, broker and worker did their part a moment ago."""
    _redis().set(PULSE, time())
