"""Links at the end of a message: to all that was told to somebody, to want no more of it, to choose what to want.

Signed with the schema: no other company's. That of the feed lives a year, those by which one refuses for as long as the
person: refusing must be as easy as agreeing was (152-ФЗ, ст. 9 ч. 2).

The one to choose goes into SMS, where each sign costs, so it is a code of a dozen letters and digits: the signature cut
to `_MAC` of them, then the number of the person. Some fifty bits are nobody's to guess behind a throttle, and whoever
did would see which kinds of messages somebody unnamed gets. It keeps its `https://`: without it not every phone makes
it a link, and the first request would go in the open.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db.models import Max
from django.utils.crypto import constant_time_compare, salted_hmac

from crm.notices.models import Notice
from crm.people.domain.erasing import is_erased
from crm.people.enums import Topic
from crm.people.models import Person
from notifications.channels import Way
from tenants.connection import connection
from tenants.context import base_url, current_tenant


class LinkDead(Exception):  # noqa: N818  not an error of ours: a state that a page tells
    """Nobody's link, a cut one, or that of somebody whose data are erased."""


FEED_LIVES = timedelta(days=365)
_MAC = 9
_LONGEST_CODE = _MAC + 10  # a number of so many signs is still one for the database


def leave_url(person: Person, way: Way, topic: Topic, *, base: str = "") -> str:
    """Where one refuses a topic by a channel. `base` is the company's `base_url`, for who writes to many."""
    token = signing.dumps([person.pk, way.value, topic.value], salt=_salt("leave"))
    return f"{base or base_url(current_tenant())}/n/{token}/"


def choice_url(person: Person, *, base: str = "") -> str:
    """Where one chooses what to get and by what: short enough for an SMS. `base` as above."""
    return f"{base or base_url(current_tenant())}{_choice_path(person.pk)}"


def longest_choice_url() -> str:
    """An address of nobody, as long as the longest that goes to somebody today: to count its signs. One query."""
    greatest = Person.objects.aggregate(greatest=Max("pk"))["greatest"] or 1
    path = _choice_path(greatest)
    return f"{base_url(current_tenant())}{path[:3]}{'x' * (len(path) - 3)}"


def feed_url(person: Person, *, base: str = "") -> str:
    """Where one reads what was told, and chooses how to be told. `base` as above."""
    return f"{base or base_url(current_tenant())}/u/{signing.dumps(person.pk, salt=_salt('feed'))}/"


def file_url(notice: Notice, feed: str) -> str:
    """Where somebody opens the attachment, below the own feed; empty if there is none."""
    return f"{feed}{notice.pk}/" if notice.file else ""


def to_leave(token: str) -> tuple[Person, Way, Topic]:
    """Whose link it is, of which channel and topic: of the whole channel in letters from before topics. Raises
    LinkDead."""
    try:
        pk, way, *topic = signing.loads(token, salt=_salt("leave"))
    except (signing.BadSignature, ValueError):
        raise LinkDead from None
    return _person(pk), Way(way), Topic(topic[0]) if topic else Topic.ALL


def to_choose(code: str) -> Person:
    """Whose link it is. Raises LinkDead."""
    mac, number = code[:_MAC], code[_MAC:]
    if not number or len(code) > _LONGEST_CODE or not (code.isascii() and code.isalnum()):
        raise LinkDead
    pk = signing.b62_decode(number)
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(constant_time_compare(mac, _mac(pk, key)) for key in keys):
        raise LinkDead
    return _person(pk)


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


def _choice_path(pk: int) -> str:
    return f"/s/{_mac(pk, settings.SECRET_KEY)}{signing.b62_encode(pk)}"


def _mac(pk: int, key: str | bytes) -> str:
    digest = salted_hmac(_salt("choose"), str(pk), secret=key, algorithm="sha256").digest()
    return signing.b62_encode(int.from_bytes(digest) % 62**_MAC).rjust(_MAC, "0")


def _salt(what: str) -> str:
    return f"notices.{what}:{connection.schema_name}"
