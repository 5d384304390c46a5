"""Links at the end of a message: to all that was told to somebody, and to want no more of it.

Signed with the schema: no other company's. That of the feed lives a year, that by which one leaves for as long as the
person: refusing must be as easy as agreeing was (152-ФЗ, ст. 9 ч. 2).
"""

from datetime import timedelta

from django.core import signing

from crm.notices.models import Notice
from crm.people.domain.erasing import is_erased
from crm.people.models import Person
from notifications.channels import Way
from tenants.connection import connection
from tenants.context import base_url, current_tenant


class LinkDead(Exception):  # noqa: N818  not an error of ours: a state that a page tells
    """Nobody's link, a cut one, or that of somebody whose data are erased."""


FEED_LIVES = timedelta(days=365)


def leave_url(person: Person, way: Way, *, base: str = "") -> str:
    """Where one refuses a channel. `base` is the company's `base_url`, for who writes to many."""
    return f"{base or base_url(current_tenant())}/n/{signing.dumps([person.pk, way.value], salt=_salt('leave'))}/"


def feed_url(person: Person, *, base: str = "") -> str:
    """Where one reads what was told, and chooses how to be told. `base` as above."""
    return f"{base or base_url(current_tenant())}/u/{signing.dumps(person.pk, salt=_salt('feed'))}/"


def file_url(notice: Notice, feed: str) -> str:
    """Where somebody opens the attachment, below the own feed; empty if there is none."""
    return f"{feed}{notice.pk}/" if notice.file else ""


def to_leave(token: str) -> tuple[Person, Way]:
    """Whose link it is and of which channel. Raises LinkDead."""
    try:
        pk, way = signing.loads(token, salt=_salt("leave"))
    except (signing.BadSignature, ValueError):
        raise LinkDead from None
    return _person(pk), Way(way)


def to_feed(token: str) -> Person:
    """Whose link it is. Raises LinkDead."""
    try:
        return _person(signing.loads(token, salt=_salt("feed"), max_age=FEED_LIVES))
    except signing.BadSignature:
        raise LinkDead from None


def _person(pk: int) -> Person:
    person = Person.objects.filter(pk=pk).first()
    if person is None or is_erased(person):
        raise LinkDead
    return person


def _salt(what: str) -> str:
    return f"notices.{what}:{connection.schema_name}"
