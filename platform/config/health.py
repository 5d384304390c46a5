"""`/healthz`: the process lives. `/readyz`: it can serve, that is, the database and Redis answer."""

from collections.abc import Callable

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError


class HealthMiddleware:
    """Answers before the host is looked at: a balancer asks by address, not by a tenant's name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return HttpResponse("ok", content_type="text/plain")
        if request.path == "/readyz":
            return ready()
        return self.get_response(request)


def ready() -> HttpResponse:
    """200 if the database and Redis answer, else 503 with what does not."""
    broken = []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        broken.append("database")
    try:
        cache.get("readyz")
    except (RedisError, OSError):
        broken.append("redis")
    text = f"not ready: {', '.join(broken)}" if broken else "ok"
    return HttpResponse(text, content_type="text/plain", status=503 if broken else 200)
