"""Sign-ins in the journal: who came in, who did not, and what opens the door.

A stranger can try as many logins as he likes, but not fill the table. What was refused is written at most once a
minute for a login from an address, six times a minute for an address, sixty times a minute for the company; tries that
were not written are counted, and the next entry from that address says how many there were. The counters lie in the
company's own part of the cache and go by themselves.
"""

import hashlib

from django.core.cache import cache
from django.utils import timezone

from crm.journal.domain.entries import write
from identity.logins import normalise_login
from identity.models import User
from identity.origin import current_origin

SIGNED_IN = "identity.sign_in"
SIGNED_OUT = "identity.sign_out"
REFUSED = "identity.refuse_sign_in"
LOCKED_OUT = "identity.lock_out"
PASSWORD_CHANGED = "identity.change_password"  # noqa: S105  the code of an act
SECOND_FACTOR_CHANGED = "identity.change_second_factor"

_MINUTE = 60
_DAY = 24 * 3600
PER_ADDRESS, PER_COMPANY = 6, 60  # entries a minute


def record_sign_in(user: User) -> None:
    """The session is open."""
    _about(user, action=SIGNED_IN, by=user, channel=str(user.channel))


def record_sign_out(user: User) -> None:
    """The person went out."""
    _about(user, action=SIGNED_OUT, by=user, channel=str(user.channel))


def record_refusal(*, user: User | None, login: str, reason: str) -> None:
    """Somebody was not let in. What nobody has as a login is written masked: it may be a password in a wrong field."""
    _told(REFUSED, user=user, login=login, changes={"sign_in_reason": [None, reason]})


def record_lock_out(*, user: User | None, login: str) -> None:
    """Too many tries: the login or the address is closed for a while."""
    _told(LOCKED_OUT, user=user, login=login, changes={})


def record_new_password(user: User, *, by: User | None) -> None:
    """The password is another one; the password itself is written nowhere."""
    _about(user, action=PASSWORD_CHANGED, by=by)


def record_second_factor(user: User, *, by: User | None, is_on: bool) -> None:
    """The second factor was switched on or off."""
    _about(user, action=SECOND_FACTOR_CHANGED, by=by, changes={"second_factor": [not is_on, is_on]})


def masked(login: str) -> str:
    """«и…@mail.ru», «+7…18»; of what is neither an e-mail nor a phone nothing is left."""
    login = normalise_login(login)
    name, at, host = login.partition("@")
    if at and "." in host:
        return f"{name[:1]}…@{host}"
    return f"{login[:2]}…{login[-2:]}" if login[:1] == "+" and login[1:].isdigit() else "неизвестный логин"


def _told(action: str, *, user: User | None, login: str, changes: dict[str, list[object]]) -> None:
    address = current_origin().address or "-"
    missed = f"journal.missed:{address}"
    if not _in_time(action, login=login, address=address):
        cache.add(missed, 0, _DAY)
        cache.incr(missed)
        return
    if tries := cache.get(missed):
        changes = {**changes, "missed_tries": [None, tries]}
        cache.delete(missed)
    write(
        action=action,
        object_type=User._meta.label_lower,
        object_id=str(user.pk) if user else "",
        object_text=str(user) if user else masked(login),
        by=None,
        changes=changes,
    )


def _in_time(action: str, *, login: str, address: str) -> bool:
    pair = hashlib.sha256(f"{action}:{normalise_login(login)}:{address}".encode()).hexdigest()
    if not cache.add(f"journal.told:{pair}", True, _MINUTE):
        return False
    return _below(f"address:{address}", PER_ADDRESS) and _below("company", PER_COMPANY)


def _below(whose: str, most: int) -> bool:
    key = f"journal.told.{whose}:{int(timezone.now().timestamp()) // _MINUTE}"
    cache.add(key, 0, 2 * _MINUTE)
    return int(cache.incr(key)) <= most


def _about(
    user: User, *, action: str, by: User | None, changes: dict[str, list[object]] | None = None, channel: str = ""
) -> None:
    write(
        action=action,
        object_type=User._meta.label_lower,
        object_id=str(user.pk),
        object_text=str(user),
        by=by,
        changes=changes,
        channel=channel,
    )
