"""Redis without the library's own patience: it answers within a second or two, or says at once that it does not."""

from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry


def impatient(url: str, *, seconds: float, **options: Any) -> Redis:
    """A client that waits at most `seconds` for a connection or an answer, and tries once. Keep it: it has a pool."""
    return Redis.from_url(
        url, socket_timeout=seconds, socket_connect_timeout=seconds, retry=Retry(NoBackoff(), 0), **options
    )
