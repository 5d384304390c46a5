"""What django-axes asks us: who tries, from where, and when that is too often (`AXES_*` in the settings)."""

from typing import Any

from axes.handlers.cache import AxesCacheHandler
from axes.helpers import get_cache, get_cache_timeout, get_client_cache_keys
from django.core.cache import BaseCache
from django.http import HttpRequest

from identity.logins import normalise_login

LOGIN_LIMIT, ADDRESS_LIMIT = 10, 50  # behind one address sits a whole office


def login_of(_request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The login however it was written: e-mail or phone."""
    return normalise_login(str((credentials or {}).get("username") or ""))


def address_of(request: HttpRequest) -> str:
    """The visitor's address, put right by `config.proxy`."""
    return str(request.META.get("REMOTE_ADDR") or "")


class LockoutHandler(AxesCacheHandler):
    """Axes' counters in the cache, with a limit for each: by default it has one for a login and an address alike.

    The keys carry the schema, as all keys of the cache do. A wrong password during the lock does not prolong it.
    """

    def __init__(self) -> None:
        """Axes would keep the cache of the thread that came first; each thread, and each test, has its own."""

    @property
    def cache(self) -> BaseCache:
        return get_cache()

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Limits that are reached; one is enough (`AXES_FAILURE_LIMIT`)."""
        counts = self.cache.get_many([key for key, _ in _counters(request, credentials)])
        return sum(counts.get(key, 0) >= limit for key, limit in _counters(request, credentials))

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any
    ) -> None:
        if request is None or self.is_locked(request, credentials):
            return
        for key, _limit in _counters(request, credentials):
            if not self.cache.add(key, 1, timeout=get_cache_timeout(request)):
                self.cache.incr(key)
                self.cache.touch(key, timeout=get_cache_timeout(request))


def _counters(request: HttpRequest, credentials: dict[str, Any] | None) -> list[tuple[str, int]]:
    by_login, by_address = get_client_cache_keys(request, credentials)
    return [(by_login, LOGIN_LIMIT), (by_address, ADDRESS_LIMIT)]
