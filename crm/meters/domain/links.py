"""A link by which a resident hands in readings without a password, until the next window for readings is over.

Whoever has the address has the flat's readings of this window, and nothing else: no name, no debt, no other month.
One account has one link at a time; a new one takes the place of the old. Within the window what was handed in by the
link can be mended by it, as on the phone; the manual, section 13, speaks of rights for staff only.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils import timezone

from crm.accounting.models import Account
from crm.journal.domain.entries import record
from crm.meters.domain import flats, windows
from crm.meters.domain.flats import Line
from crm.meters.domain.queries import meters_with_places
from crm.meters.domain.readings import Entry, hand_in
from crm.meters.enums import Source
from crm.meters.models import Meter, Reading, ReadingLink
from identity.models import User
from tenants.context import base_url, current_tenant
from tenants.errors import DomainError

TOKEN_BYTES = 16  # 128 bits, 22 signs: an SMS holds the whole address
SEEN_FOR = timedelta(days=7)  # after the window: what was handed in can still be looked at
KEPT_FOR = timedelta(days=180)  # a row that opens nothing any more
_TOKEN = re.compile(r"[\w-]{22}", re.ASCII)
_BATCH = 5_000


class LinkDead(DomainError):  # noqa: N818  says what it is; the error is its parent
    """The link never was one, is over, or was taken back: whoever has it is told the same."""

    def __init__(self) -> None:
        super().__init__("Эта ссылка больше не действует.")


@dataclass(frozen=True)
class Issued:
    """A link with its address, which is kept nowhere: it can be told now and never again."""

    link: ReadingLink
    url: str


@transaction.atomic
def issue_link(account: Account, *, by: User | None) -> Issued:
    """A new link for an account; the earlier one is over.

    Raises DomainError if the account is closed or has no meter whose readings a resident hands in.
    """
    issued = _issue([account])
    if not issued:
        raise DomainError("Здесь нет действующих счётчиков, показания которых передаёт житель.")
    record(action="meters.issue_link", obj=account, by=by)
    return issued[account.pk]


@transaction.atomic
def issue_links(accounts: Iterable[Account], *, by: User | None) -> dict[int, Issued]:
    """Links for many accounts at once, by the account's number: for the monthly reminder. Six queries for any number
    of accounts up to 5 000, two more for each further 5 000.

    Left out are closed accounts and those without a meter whose readings a resident hands in. The journal has one
    entry for all of them. Keep the addresses no longer than it takes to send them.
    """
    issued = _issue(list(accounts))
    if issued:
        first = next(iter(issued.values())).link
        record(action="meters.issue_links", obj=first, by=by, changes={"links_issued": [None, len(issued)]})
    return issued


def open_link(token: str) -> ReadingLink:
    """The link that this is the secret of, with its account and house. Raises LinkDead."""
    if not _TOKEN.fullmatch(token):
        raise LinkDead
    live = ReadingLink.objects.filter(digest=_digest(token), revoked_at=None, expires_at__gt=timezone.now())
    link = live.filter(account__is_active=True).select_related("account__house").first()
    if link is None:
        raise LinkDead
    return link


def lines_of_link(link: ReadingLink, *, on: date) -> list[Line]:
    """The flat's active meters with what is known of them, in the order of a receipt."""
    meters = meters_with_places().filter(account=link.account_id, is_active=True)
    return flats.lines_of(list(meters.order_by("resource", "place", "pk")), taken_on=on)


@transaction.atomic
def hand_in_by_link(link: ReadingLink, entries: Sequence[Entry]) -> list[Reading]:
    """Keep what a resident says the flat's meters show today. Raises what `hand_in` raises, and LinkDead if the link
    was taken back meanwhile."""
    if any(entry.meter.account_id != link.account_id for entry in entries):
        raise ValueError("A meter of another flat")  # the form holds those of the link alone
    readings = hand_in(entries, taken_on=windows.today(), source=Source.LINK, by=None)
    # After the meters, as a change of owner does it: no deadlock.
    if not ReadingLink.objects.filter(pk=link.pk, revoked_at=None).update(used_at=Coalesce("used_at", Now())):
        raise LinkDead
    return readings


@transaction.atomic
def revoke_links(account: Account, *, by: User | None) -> int:
    """Take the account's links back; how many there were. Nothing is said of links that were over already."""
    revoked = _live([account.pk]).update(revoked_at=timezone.now())
    if revoked:
        record(action="meters.revoke_links", obj=account, by=by)
    return revoked


def forget_links() -> None:
    """Remove links that open nothing any more for `KEPT_FOR`. Called every night; safe to repeat."""
    ReadingLink.objects.filter(expires_at__lt=timezone.now() - KEPT_FOR).delete()


def has_live_link(account: Account) -> bool:
    """Somebody may hand in by a link now."""
    return _live([account.pk]).exists()


def _live(accounts: Sequence[int]) -> QuerySet[ReadingLink]:
    return ReadingLink.objects.filter(account__in=accounts, revoked_at=None, expires_at__gt=timezone.now())


def _issue(accounts: Sequence[Account]) -> dict[int, Issued]:
    own = Meter.objects.filter(account=OuterRef("pk"), is_active=True, read_by_supplier=False, is_automatic=False)
    asked = Account.objects.filter(pk__in=[account.pk for account in accounts], is_active=True)
    houses = dict(asked.filter(Exists(own)).values_list("pk", "house_id"))
    if not houses:
        return {}
    now = timezone.now()
    _live(list(houses)).update(revoked_at=now)
    ends = _ends(set(houses.values()))
    tokens = {pk: secrets.token_urlsafe(TOKEN_BYTES) for pk in houses}
    rows = [ReadingLink(account_id=pk, digest=_digest(tokens[pk]), expires_at=ends[houses[pk]]) for pk in houses]
    ReadingLink.objects.bulk_create(rows, batch_size=_BATCH)
    host = base_url(current_tenant())
    return {row.account_id: Issued(row, host + reverse("reading_link", args=[tokens[row.account_id]])) for row in rows}


def _ends(houses: set[int]) -> dict[int, datetime]:
    """Until when links of these houses open: the window that is open or comes next, and some days to look back."""
    today, zone = windows.today(), ZoneInfo(windows.zone())
    ends = {}
    for house, window in windows.windows_of(houses, rules=windows.settings()).items():
        last = window.days_in(window.next_opening(today))[1]
        ends[house] = datetime.combine(last + timedelta(days=1), time.min, zone) + SEEN_FOR
    return ends


def _digest(token: str) -> str:
    """128 random bits are guessed by nobody, so a plain digest is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
