"""The personal link by which somebody who called sees his request without signing in.

Signed with the schema, so that no other company takes it; it says only whose call it is, and ends after `LIVES`.
"""

from datetime import timedelta

from django.core import signing

from crm.dispatch.models import Caller
from tenants.connection import connection
from tenants.context import base_url, current_tenant

LIVES = timedelta(days=120)


class LinkDead(Exception):  # noqa: N818  not an error of ours: a state that a page tells
    """Nobody's link, a cut one, or one that has ended."""


def link_of(caller: Caller) -> str:
    """The whole address for a letter or an SMS."""
    return f"{base_url(current_tenant())}/z/{token_of(caller)}/"


def token_of(caller: Caller) -> str:
    """What stands in the address."""
    return signing.dumps(caller.pk, salt=_salt())


def caller_of(token: str) -> Caller:
    """Whose link it is, with the request. Raises LinkDead."""
    try:
        pk = signing.loads(token, salt=_salt(), max_age=LIVES)
    except signing.BadSignature:
        raise LinkDead from None
    caller = Caller.objects.select_related("request__house", "request__account", "request__type", "person").filter(
        pk=pk
    )
    found = caller.first()
    if found is None:
        raise LinkDead
    return found


def _salt() -> str:
    return f"dispatch.request:{connection.schema_name}"
