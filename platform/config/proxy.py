"""Who the visitor is when a proxy stands before us."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse


class ClientAddressMiddleware:
    """Take the visitor's address from the proxy (`BEHIND_PROXY=1`); throttles and consents are kept by it.

    Only the last entry of `X-Forwarded-For` is the proxy's own word; what stands before it anybody can write.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.BEHIND_PROXY:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        forwarded = request.headers.get("X-Forwarded-For", "")
        if address := forwarded.rpartition(",")[2].strip():
            request.META["REMOTE_ADDR"] = address
        return self.get_response(request)
