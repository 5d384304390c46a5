"""Who has a row open just now. In the cache only, whose every key carries the schema: nothing to clean up."""

import logging
import time
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Model
from redis.exceptions import RedisError

from identity.models import User

PING_SECONDS = 10
_GONE_AFTER = 3 * PING_SECONDS

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Person:
    """One of the others."""

    name: str
    types: bool
    seen: float


def arrive(row: Model, user: User, *, types: bool = False) -> list[Person]:
    """Note that the person has the row open, and tell who else has; `types` says that there is unsaved text.

    Two who arrive in the same millisecond may miss each other until the next ping: a nicety needs no lock, and
    nothing is overwritten for want of it. Without Redis nobody is seen, and the screen works.
    """
    try:
        people = _people(row)
        people[user.pk] = Person(_short(user), types, time.time())
        cache.set(_key(row), people, _GONE_AFTER)
    except RedisError:
        log.warning("Nobody sees who else has a row open: Redis does not answer")
        return []
    return [person for pk, person in sorted(people.items()) if pk != user.pk]


def leave(row: Model, user: User) -> None:
    """The person has closed the row."""
    try:
        people = _people(row)
        if people.pop(user.pk, None):
            cache.set(_key(row), people, _GONE_AFTER)
    except RedisError:
        log.warning("Redis does not answer")


def _people(row: Model) -> dict[int, Person]:
    alive = time.time() - _GONE_AFTER
    known: dict[int, Person] = cache.get(_key(row)) or {}
    return {pk: person for pk, person in known.items() if person.seen > alive}


def _key(row: Model) -> str:
    return f"here:{row._meta.label_lower}:{row.pk}"


def _short(user: User) -> str:
    initials = "".join(f"{part[0]}." for part in (user.first_name, user.patronymic) if part)
    return f"{user.last_name} {initials}".strip()
