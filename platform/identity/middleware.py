from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from identity.channels import SESSION_KEY, Channel
from identity.models import User
from identity.origin import asked_by


class PersonMiddleware(AuthenticationMiddleware):
    """Django's, and the person knows through which channel the session was opened."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _with_channel(request))  # type: ignore[assignment]  # as Django does


def _with_channel(request: HttpRequest) -> User | AnonymousUser:
    user = get_user(request)
    if isinstance(user, User):
        user.channel = Channel(request.session.get(SESSION_KEY, Channel.COMPUTER))
    return user


class OriginMiddleware:
    """Whatever is done for this request knows from where it was asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with asked_by(request):
            return self.get_response(request)


class OwnPasswordMiddleware:
    """Lead a person with a one-time password to the page where it is changed, and nowhere else but out."""

    PAGES = {Channel.MOBILE: "mobile_new_password"}  # of others: "new_password"
    WHAT_THE_PAGE_NEEDS = {
        Channel.MOBILE: ("mobile_logout", "mobile_look", "mobile_manifest", "mobile_worker", "mobile_offline"),
    }
    WHAT_WAGTAILS_PAGE_NEEDS = ("wagtailadmin_logout", "wagtailadmin_javascript_catalog", "wagtailadmin_sprite")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if getattr(request.user, "must_change_password", False):
            channel = request.user.channel  # type: ignore[union-attr]  # only a user has such a password
            page = reverse(self.PAGES.get(channel, "new_password"))
            needed = self.WHAT_THE_PAGE_NEEDS.get(channel, self.WHAT_WAGTAILS_PAGE_NEEDS)
            if request.path not in {page, *map(reverse, needed)}:
                return redirect(page)
        return self.get_response(request)


class TimeZoneMiddleware:
    """Show times in the person's zone, else in the tenant's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tenant = getattr(request, "tenant", None)
        zone = getattr(request.user, "time_zone", "") or (tenant.time_zone if tenant else "")
        if not zone:
            return self.get_response(request)
        with timezone.override(ZoneInfo(zone)):
            return self.get_response(request)
