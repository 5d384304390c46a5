"""What a browser may do with our pages: one policy for sites and cabinets, one for the Wagtail admin."""

from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from rich_text.showing import open_for_players


class PolicyMiddleware(CSPMiddleware):
    """`CONTENT_SECURITY_POLICY` everywhere but in the admin, which has `ADMIN_CONTENT_SECURITY_POLICY`."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """No policy for PDFs: some browsers apply it to their own viewer, which then shows an empty page."""
        if response.get("Content-Type") == "application/pdf":
            return response
        open_for_players(response)
        answer: HttpResponseBase = super().process_response(request, response)
        return answer

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """The library's parts of a policy, with the admin's directives on the admin's addresses."""
        parts: PolicyParts = super().get_policy_parts(request, response, report_only)
        if not report_only and parts.config is None and request.path_info.startswith(settings.ADMIN_PREFIXES):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts


class HeadersMiddleware:
    """Headers for which Django has no setting of its own."""

    # Whatever a site never needs, no script that slips in shall have either.
    DENIED = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", self.DENIED)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path_info.startswith(settings.PERSONAL_PREFIXES):
            response.setdefault("Cache-Control", "private, no-store")  # a shared computer keeps nobody's screens
        return response
