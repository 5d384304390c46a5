"""After too many wrong passwords a login or an address waits. django-axes counts, here it is told to people.

A login that nobody has is counted, refused and answered as one that somebody has. Each company counts for itself; the
platform's host (operators and «Личный кабинет») does so too.
"""

import logging

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django_tenants.utils import get_public_schema_name
from redis.exceptions import RedisError

from identity import tasks
from identity.backends import find_by_login
from identity.domain import notices
from identity.events import locked_out, sign_in_refused
from identity.logins import normalise_login
from identity.models import User
from identity.origin import Origin, origin_of
from tenants.connection import connection
from tenants.context import in_schema, on_platform, speaking_for
from tenants.domain import directory
from tenants.secrets import Secret

log = logging.getLogger(__name__)

AWAY = "Слишком много попыток, или вход ненадолго прервался. Подождите минуту и попробуйте снова."
_LETTER_PAUSE = 3600  # who goes on trying does not fill the owner's mailbox
_LETTERS = 10  # companies that write about the platform's one door


def minutes() -> int:
    """For how long one waits."""
    cool_off = get_cool_off()
    return int(cool_off.total_seconds()) // 60 if cool_off else 0


def refusal(request: HttpRequest, login: str) -> str:
    """Why this login cannot be tried now, for the visitor; empty if it can. While Redis is away it cannot."""
    try:
        if AxesProxyHandler.is_allowed(request, {"username": login}):
            return ""
    except (RedisError, OSError):
        log.exception("Wrong passwords cannot be counted: sign-in is refused")
        return AWAY
    return (
        f"Слишком много попыток с неверным паролем: вход закрыт на {minutes()} минут. Подождите или нажмите «Забыли "
        "пароль?»: с новым паролем можно войти сразу."
    )


def count(request: HttpRequest, login: str) -> None:
    """Count a wrong password that Django's own `authenticate`, which tells axes by itself, has not seen."""
    AxesProxyHandler.user_login_failed(sender=__name__, credentials={"username": login}, request=request)
    _tell_if_locked(request, login)


@transaction.atomic
def refused(request: HttpRequest, login: str) -> None:
    """Tell that a sign-in was refused, and of the lock if this wrong password was one too many."""
    sign_in_refused.send(sender=User, user=find_by_login(login), login=login, reason="логин или пароль не подошли")
    _tell_if_locked(request, login)


def forgive(user: User) -> None:
    """The right password was given, or a new one set: what was counted against this person's logins is forgotten."""
    for schema in {get_public_schema_name(), connection.schema_name}:
        with in_schema(schema):
            for login in user.logins:
                _forget(login)


def write_letters(login: str, *, origin: Origin) -> None:
    """Write to the owner of a locked login, if there is one; on the platform's side in each company that knows it."""
    _write(login, origin=origin)
    if not on_platform():
        return
    for key in directory.find(directory.digest_of(login), limit=_LETTERS):
        with speaking_for(key.tenant):
            locked_out.send(sender=User, user=find_by_login(login), login=login)
            _write(login, origin=origin)


def _tell_if_locked(request: HttpRequest, login: str) -> None:
    """Costs the same whether somebody has the login or not: the letter is a task's work."""
    login = normalise_login(login)
    try:
        if AxesProxyHandler.is_allowed(request, {"username": login}):
            return
        written_lately = not cache.add(f"lock-letter:{directory.digest_of(login).hex()}", 1, timeout=_LETTER_PAUSE)
    except (RedisError, OSError):
        log.exception("Wrong passwords cannot be counted")
        return
    locked_out.send(sender=User, user=find_by_login(login), login=login)
    if not written_lately:
        origin = origin_of(request)
        tasks.write_lock_letters.delay(Secret.of(login).token, origin.address or "", origin.device)


def _write(login: str, *, origin: Origin) -> None:
    user = find_by_login(login)
    if user and user.is_active:
        notices.write(
            user, template="locked_out", subject="Вход закрыт на время", origin=origin, minutes=minutes(), login=login
        )


def _forget(login: str) -> None:
    try:
        AxesProxyHandler.reset_attempts(username=login)
    except (RedisError, OSError):
        log.exception("Wrong passwords cannot be forgotten")
