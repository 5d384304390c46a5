"""The one way of a private file to a person.

Whoever makes a link has checked that the person may have the file; the link works for minutes, on this tenant's host
and, where a person is known, in this person's session only: in another browser it is worth nothing. Pages hold
addresses of views that check and send on to a fresh link, so nothing in a page or a letter expires.
"""

import time
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core import signing
from django.urls import reverse

from tenants.connection import connection

SECONDS = 300
_SALT = "files.links"


@dataclass(frozen=True)
class Link:
    """What a good link leads to: a private file's name in the storage and its name for the person."""

    name: str
    as_name: str


def signed_link(name: str, *, as_name: str, user: AbstractBaseUser | None, seconds: int = SECONDS) -> str:
    """Path of the private file `name` for `seconds`; the caller has checked that this person may have it.

    `as_name` is the name under which it is saved (Cyrillic is kept). Without a user (a letter's reader) the link
    alone is the right, so its seconds should be few.
    """
    for_whom = user.pk if user else None
    token = signing.dumps(
        [connection.schema_name, name, as_name, for_whom, int(time.time()) + seconds], salt=_SALT, compress=True
    )
    return reverse("private_file", args=[token])


def open_link(token: str, *, user: AbstractBaseUser | AnonymousUser) -> Link | None:
    """What the link leads to, or None if it is spoilt, old, another tenant's or another person's."""
    try:
        schema, name, as_name, for_whom, until = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    if schema != connection.schema_name or until < time.time():
        return None
    if for_whom is not None and (not user.is_authenticated or user.pk != for_whom):
        return None
    return Link(name, as_name)
