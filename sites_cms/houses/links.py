"""Secret addresses of letters to subscribers: to confirm, and to leave. Signed with the schema: no other company's."""

from datetime import timedelta

from django.core import signing

from crm.accounting.models import House
from sites_cms.houses.models import Subscription
from tenants.connection import connection
from tenants.context import base_url, current_tenant

CONFIRM_WITHIN = timedelta(days=3)


class LinkDead(Exception):  # noqa: N818  not an error of ours: a state that a page tells
    """Nobody's link, a cut one, or one that has ended."""


def confirm_url(subscription: Subscription) -> str:
    """Lives three days and works once."""
    return f"{base_url(current_tenant())}/moy-dom/podpiska/{_token(subscription, 'confirm')}/"


def leave_url(subscription: Subscription) -> str:
    """Works for as long as there is a subscription."""
    return f"{base_url(current_tenant())}/moy-dom/otpiska/{_token(subscription, 'leave')}/"


def house_url(house: House) -> str:
    """The page that answers «Что с моим домом» for this house."""
    return f"{base_url(current_tenant())}/moy-dom/?dom={house.pk}"


def to_confirm(token: str) -> Subscription:
    """Whose link it is. Raises LinkDead."""
    return _subscription(token, "confirm", max_age=CONFIRM_WITHIN)


def to_leave(token: str) -> Subscription:
    """Whose link it is. Raises LinkDead."""
    return _subscription(token, "leave", max_age=None)


def _token(subscription: Subscription, what: str) -> str:
    return signing.dumps(subscription.pk, salt=_salt(what))


def _subscription(token: str, what: str, *, max_age: timedelta | None) -> Subscription:
    try:
        pk = signing.loads(token, salt=_salt(what), max_age=max_age)
    except signing.BadSignature:
        raise LinkDead from None
    found = Subscription.objects.select_related("house").filter(pk=pk).exclude(email="").first()
    if found is None:
        raise LinkDead
    return found


def _salt(what: str) -> str:
    return f"site_houses.{what}:{connection.schema_name}"
