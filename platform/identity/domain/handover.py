"""From the platform's host to a company's: what the person proved there is believed here, once and for seconds.

A *ticket* is signed, names the company and lives for half a minute; Redis remembers that it was used, and while Redis
is away none is taken. It is sent by a form and not as a link, so it stands in no history, no log and no `Referer`.
The form's `Origin` tells that it comes from a page of the platform, which the browser got as the answer to its own
password: nobody can make somebody else sign in under a foreign account by sending him a ticket. No cookie could do
that, as a company may have a domain of its own.

A *choice* is what the platform's page of several companies sends back: the same, with time to read.
"""

import secrets

from django.core import signing
from django.core.cache import cache
from django.utils.crypto import constant_time_compare

from identity.domain.central import Entrance
from identity.models import User
from tenants.connection import connection
from tenants.context import speaking_for
from tenants.enums import OPEN
from tenants.errors import DomainError
from tenants.models import Tenant

TICKET_SECONDS = 30
CHOICE_SECONDS = 300
_TICKET, _CHOICE = "identity.ticket", "identity.choice"


def ticket(entrance: Entrance) -> str:
    """What opens the company's door for this person."""
    return _sign(entrance, salt=_TICKET)


def choice(entrance: Entrance) -> str:
    """What the button of this company sends."""
    return _sign(entrance, salt=_CHOICE)


def admit(text: str) -> User:
    """The person of the current company whom a ticket lets in; from then on it lets in nobody.

    Raises DomainError if it is not ours, of another company, used, too old, or if the person has got another
    password or lost the access meanwhile.
    """
    schema, number, proof, nonce = _read(text, salt=_TICKET, seconds=TICKET_SECONDS)
    user = _person(number, proof) if schema == connection.schema_name else None
    if user is None or not cache.add(f"ticket:{nonce}", 1, timeout=2 * TICKET_SECONDS):
        raise _no_longer()
    return user


def chosen(text: str) -> Entrance:
    """The company that was chosen. Raises DomainError as `admit` does."""
    schema, number, proof, _nonce = _read(text, salt=_CHOICE, seconds=CHOICE_SECONDS)
    tenant = Tenant.objects.filter(schema_name=schema, state__in=OPEN).first()
    if tenant is None:
        raise _no_longer()
    with speaking_for(tenant):
        user = _person(number, proof)
    if user is None:
        raise _no_longer()
    return Entrance(tenant, user)


def _sign(entrance: Entrance, *, salt: str) -> str:
    user = entrance.user
    return signing.dumps(
        [entrance.tenant.schema_name, user.pk, user.password_mark, secrets.token_urlsafe(12)], salt=salt
    )


def _read(text: str, *, salt: str, seconds: int) -> tuple[str, int, str, str]:
    try:
        schema, number, proof, nonce = signing.loads(text, salt=salt, max_age=seconds)
    except signing.BadSignature:
        raise _no_longer() from None
    return schema, number, proof, nonce


def _person(number: int, proof: str) -> User | None:
    user = User.objects.filter(pk=number, is_active=True).first()
    return user if user and constant_time_compare(user.password_mark, proof) else None


def _no_longer() -> DomainError:
    return DomainError("Вход не завершён: прошло слишком много времени. Войдите ещё раз.")
