"""Issuing a key, revoking it, and finding whose it is."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from crm.api.models import LONGEST, Token
from crm.journal.domain.entries import record
from crm.rights.domain import access
from identity.channels import Channel
from identity.models import User
from tenants.errors import DomainError

MARK = "burm_"  # by which people, and programs that look for forgotten secrets, know what it is
_RANDOM_BYTES = 32
_SHOWN = 10  # first signs of a key that lists show
_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Issued:
    """A new key. `secret` is known here and now, and never again."""

    token: Token
    secret: str

    def __repr__(self) -> str:
        return f"Issued({self.token})"


@transaction.atomic
def issue(*, user: User, name: str, expires_at: datetime, only: Collection[str] | None = None) -> Issued:
    """Issue a key by which a program works for `user`, who asks for it himself.

    `only` narrows it to some of the actions that the person may do through programs. Raises DomainError if the name is
    taken, the time is wrong, or an action is not the person's own.
    """
    user = User.objects.select_for_update().get(pk=user.pk)  # a second click waits, and finds the name taken
    own = access.codes_through(user, Channel.API)
    if not own:
        raise DomainError("У вас нет прав на работу через программы. Попросите руководителя открыть их.")
    if only is not None and (not only or set(only) - own):
        raise DomainError("Отметьте действия из тех, что вам открыты.", field="only")
    now = timezone.now()
    if not now < expires_at <= now + LONGEST:
        raise DomainError("Ключ действует от одного дня до трёх лет.", field="expires")
    secret = MARK + secrets.token_urlsafe(_RANDOM_BYTES)
    token = Token(
        user=user, name=name.strip(), prefix=secret[:_SHOWN], digest=_digest(secret), created_at=now,
        expires_at=expires_at, only=None if only is None else sorted(only),
    )  # fmt: skip
    try:
        token.full_clean()
    except ValidationError as error:
        raise DomainError(error.messages[0], field="name") from None
    token.save()
    changes = {"name": [None, token.name], "expires_at": [None, token.expires_at.isoformat()]}
    if token.only is not None:
        changes["only"] = [None, ", ".join(token.only)]
    record(action="api.issue_key", obj=token, by=user, changes=changes)
    return Issued(token, secret)


@transaction.atomic
def revoke(token: Token, *, by: User) -> Token:
    """Let a key open nothing from now on; one that is revoked already stays as it is.

    Raises DomainError if it is another's and `by` does not manage the company's keys.
    """
    token = Token.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if not may_revoke(token, by):
        raise DomainError("Чужой ключ отзывает тот, кто управляет ключами компании.")
    if token.revoked_at:
        return token
    token.revoked_at, token.revoked_by = timezone.now(), by
    token.save(update_fields=["revoked_at", "revoked_by"])
    record(action="api.revoke_key", obj=token, by=by, changes={"name": [token.name, None]})
    return token


def may_revoke(token: Token, by: User) -> bool:
    """One's own, or everybody's for who manages the company's keys."""
    return token.user_id == by.pk or access.extent(by, access.MANAGE_KEYS) is not None


def seen_by(user: User) -> QuerySet[Token]:
    """The keys that a person's screen shows: own ones, or all; those that work come first."""
    tokens = Token.objects.select_related("user", "revoked_by")
    if access.extent(user, access.MANAGE_KEYS) is None:
        tokens = tokens.filter(user=user)
    return tokens.order_by("revoked_at", "-id")


def find(secret: str, *, address: str | None) -> Token | None:
    """The working key with this secret, its person ready to be asked for rights; None for any other text.

    One search by an index whatever the text is. The time of use is written once a minute at most.
    """
    now = timezone.now()
    token = Token.objects.select_related("user").filter(digest=_digest(secret)).first()
    if token is None or not token.works_at(now):
        return None
    token.user.channel = Channel.API
    token.user.narrowed_to = None if token.only is None else frozenset(token.only)
    if token.last_used_at is None or token.last_used_at < now - _NOTED_EVERY:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now - _NOTED_EVERY)
        Token.objects.filter(stale, pk=token.pk).update(last_used_at=now, last_address=address)
    return token


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
