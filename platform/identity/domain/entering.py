"""The one way in: through whatever door a person came, and however the password was proven, the session opens here."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, login
from django.contrib.auth import SESSION_KEY as PERSON
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from identity.channels import ENTER, SESSION_KEY, VISIT, VISIT_BY, Channel
from identity.domain import devices, lockout, notices, second_factor, sessions
from identity.events import signed_in
from identity.models import User
from identity.origin import origin_of
from identity.proof import note_proof
from identity.session_engine import Facts
from tenants.connection import connection

PENDING, PENDING_SECONDS = "pending", 600
MOBILE_HOME = "/m/"
_BACKEND = "identity.backends.SignInBackend"
_CODE_PAGES = {Channel.COMPUTER: "sign_in_code", Channel.MOBILE: "mobile_code"}


@dataclass(frozen=True)
class Pending:
    """Whose password was right, and who has yet to tell a code."""

    user: User
    channel: Channel
    remember: bool
    onward: str


def enter(request: HttpRequest, user: User, *, channel: Channel, remember: bool = False, onward: str = "") -> str:
    """Let in a person whose password was proven, or ask for the code first; the address where to lead him.

    A person who may not enter through this channel enters through the phone, if that is his only one.
    """
    lockout.forgive(user)
    through = _channel_for(user, wanted=channel)
    onward = onward if through == channel else ""
    if not second_factor.is_on(user):
        return _open(request, Pending(user, through, remember, onward))
    request.session.flush()
    marker = [connection.schema_name, user.pk, user.password_mark, through.value, remember, onward]
    request.session[PENDING] = signing.dumps(marker, salt=PENDING)
    request.session.set_expiry(PENDING_SECONDS)
    return reverse(_CODE_PAGES[through])


def pending(request: HttpRequest) -> Pending | None:
    """Who has proven the password and not yet the code; None after ten minutes or for another company's marker."""
    try:
        schema, number, mark, channel, remember, onward = signing.loads(
            request.session.get(PENDING, ""), salt=PENDING, max_age=PENDING_SECONDS
        )
    except signing.BadSignature:
        return None
    if schema != connection.schema_name:
        return None
    user = User.objects.filter(pk=number, is_active=True).first()
    if user is None or not constant_time_compare(user.password_mark, mark):
        return None
    return Pending(user, Channel(channel), remember, onward)


def enter_with_code(request: HttpRequest, waiting: Pending, *, code: str) -> str:
    """Open the session of a person who told the code too; the address where to lead him. Raises DomainError."""
    second_factor.verify(waiting.user, code=code)
    waiting.user.channel = waiting.channel
    request.session.flush()
    return _open(request, waiting)


def enter_as(request: HttpRequest, user: User, *, visit: int, operator: str, until: datetime) -> None:
    """Open a session in the name of an employee for Бурмистр's operator, which ends at a time whatever is done.

    Nothing of it looks as if the person had come: no sign-in, no device, no proof that would open what is guarded.
    """
    origin = origin_of(request)
    request.session.flush()
    now = timezone.now()
    request.session.facts = Facts(  # type: ignore[attr-defined]  # our engine
        address=origin.address, device="Оператор «Бурмистра»", signed_in_at=now, seen_at=now
    )
    user.channel = Channel.COMPUTER
    request.session[PERSON] = str(user.pk)
    request.session[BACKEND_SESSION_KEY] = _BACKEND
    request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    request.session[SESSION_KEY] = Channel.COMPUTER.value
    request.session[VISIT], request.session[VISIT_BY] = visit, operator
    request.session.set_expiry(until)
    request.user = user
    rotate_token(request)


def home_of(user: User) -> str:
    """Where one stands after signing in: at the desk, in the phone's shell, a resident on the site."""
    if user.channel == Channel.MOBILE:
        return MOBILE_HOME
    return reverse("wagtailadmin_home") if user.is_staff else "/"


@transaction.atomic
def _open(request: HttpRequest, who: Pending) -> str:
    user, origin, now = who.user, origin_of(request), timezone.now()
    if request.session.get(PERSON):
        request.session.flush()
    is_new_device = devices.note(user, origin=origin)
    request.session.facts = Facts(  # type: ignore[attr-defined]  # our engine
        address=origin.address,
        device=devices.describe(origin.device),
        signed_in_at=now,
        seen_at=now,
        must_set_up=second_factor.must_set_up(user),
    )
    user.channel = who.channel
    login(request, user, backend=_BACKEND)
    request.session[SESSION_KEY] = who.channel.value
    # Zero: it ends with the browser.
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if who.remember else 0)
    note_proof(request)
    sessions.note_staff(user)
    signed_in.send(sender=User, user=user)
    if is_new_device:
        notices.write(user, template="new_device", subject="Вход с нового устройства", origin=origin)
    return who.onward or home_of(user)


def _channel_for(user: User, *, wanted: Channel) -> Channel:
    for channel in (wanted, Channel.MOBILE):
        user.channel = channel
        if user.has_perm(ENTER[channel]):
            return channel
    user.channel = wanted
    return wanted
