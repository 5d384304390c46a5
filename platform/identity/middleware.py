from collections.abc import Callable
from contextlib import suppress
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from identity.channels import SESSION_KEY, VISIT, Channel
from identity.domain import second_factor, sessions
from identity.models import User
from identity.origin import asked_by
from identity.session_engine import SessionStore


class PersonMiddleware(AuthenticationMiddleware):
    """Django's, and the person knows through which channel the session was opened."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _with_channel(request))  # type: ignore[assignment]  # as Django does


def _with_channel(request: HttpRequest) -> User | AnonymousUser:
    user = get_user(request)
    if isinstance(user, User):
        user.channel = Channel(request.session.get(SESSION_KEY, Channel.COMPUTER))
        _note_seen(request, user)
    return user


def _note_seen(request: HttpRequest, user: User) -> None:
    """Once in some minutes: the list of sessions tells it, and whether a second factor is asked for is asked anew."""
    store: SessionStore = request.session  # type: ignore[assignment]  # our engine
    if VISIT in store:  # an operator's presence is not the person's
        return
    if store.must_be_seen():
        store.facts.must_set_up = second_factor.must_set_up(user)
        sessions.note_seen(
            store.session_key, address=request.META.get("REMOTE_ADDR"), must_set_up=store.facts.must_set_up
        )
        sessions.note_staff(user)


class OriginMiddleware:
    """Whatever is done for this request knows from where it was asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with asked_by(request):
            return self.get_response(request)


class _OnePageMiddleware:
    """Leads whoever has to do something first to its page, and nowhere else but out."""

    page: str
    page_on_phone: str
    what_it_needs: tuple[str, ...] = (
        "wagtailadmin_logout",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_sprite",
        "mobile_logout",
        "mobile_look",
        "mobile_manifest",
        "mobile_worker",
        "mobile_offline",
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.stands_before(request):
            on_phone = request.user.channel == Channel.MOBILE  # type: ignore[union-attr]  # only a user has to do it
            page = reverse(self.page_on_phone if on_phone else self.page)
            if request.path not in {page, *_addresses(self.what_it_needs)}:
                return redirect(page)
        return self.get_response(request)

    def stands_before(self, request: HttpRequest) -> bool:
        raise NotImplementedError


def _addresses(names: tuple[str, ...]) -> list[str]:
    """Those of them that there are: the platform's side has no phones."""
    found = []
    for name in names:
        with suppress(NoReverseMatch):
            found.append(reverse(name))
    return found


class OwnPasswordMiddleware(_OnePageMiddleware):
    """A person with a one-time password is led to the page where it is changed."""

    page, page_on_phone = "new_password", "mobile_new_password"

    def stands_before(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "must_change_password", False))


class SecondFactorMiddleware(_OnePageMiddleware):
    """A person of whom the company asks a second factor is led to where it is set up."""

    page = page_on_phone = "second_factor_set_up"
    what_it_needs = (*_OnePageMiddleware.what_it_needs, "new_password", "mobile_new_password", "proof")

    def stands_before(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.session.facts.must_set_up  # type: ignore[attr-defined]  # our engine


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
