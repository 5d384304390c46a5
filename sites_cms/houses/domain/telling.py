"""Letters to the subscribers of a house when an outage is announced, begins, is moved, ends.

A letter says how things stand now and is due when the subscriber has heard otherwise or nothing. The subscriber's row
is locked, and the letter is put into the outbox with it: whatever runs twice or side by side writes once. Who lives
there and is told of it by letter as a resident (crm.notices) gets no second one: he has heard.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from crm.accounting.models import House
from crm.company.models import Profile
from crm.dispatch.domain.outage_queries import GOING_ON
from crm.dispatch.enums import OutageKind
from crm.dispatch.models import Outage
from crm.notices.domain import outages
from crm.notices.models import Notice
from notifications.domain import letters
from sites_cms.houses import links
from sites_cms.houses.domain import now as site
from sites_cms.houses.domain.states import CANCELLED, ENDED, PLANNED, STARTED, state_of
from sites_cms.houses.models import Subscription
from tenants.context import current_tenant

_MISSED = timedelta(hours=12)  # a beginning that nobody told for so long, as while the service stood, is told no more
_KEPT = 50  # outages that a subscriber's row remembers
MOST_BEGINNINGS = 200


@dataclass(frozen=True)
class _News:
    """What all subscribers are told, and `notice`, which tells it to residents; `told` fills up by house."""

    outage: Outage
    at: datetime
    known: dict[str, object]
    notice: Notice | None
    told: dict[int, site.Told | None] = field(default_factory=dict)

    def of(self, house: House) -> site.Told | None:
        """As the page of the house tells it; None once it is over."""
        if house.pk not in self.told:
            self.told[house.pk] = _told(house, self.outage, self.at)
        return self.told[house.pk]


def tell_subscribers(outage: Outage) -> int:
    """Write to everybody who subscribed to its houses and does not know how it stands. How many letters."""
    numbers = Subscription.objects.filter(
        house__outages__outage=outage, confirmed_at__isnull=False, ended_at=None
    ).order_by("pk")
    known: dict[str, object] = {"company": current_tenant().short_name, "phone": Profile.objects.get().emergency_phone}
    news = _News(outage, timezone.now(), known, outages.last_notice(outage))
    found = dict.fromkeys(numbers.values_list("pk", flat=True).iterator(chunk_size=1000))
    return sum(_tell_one(pk, news) for pk in found)


def tell_of_beginnings() -> int:
    """Planned outages that have begun since the last time: by the clock, nobody says so. How many letters."""
    now = timezone.now()
    begun = Outage.objects.filter(GOING_ON, kind=OutageKind.PLANNED, starts_at__range=(now - _MISSED, now))
    return sum(tell_subscribers(outage) for outage in begun.order_by("starts_at", "pk")[:MOST_BEGINNINGS])


@transaction.atomic
def _tell_one(pk: int, news: _News) -> int:
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("house")
    subscription = rows.filter(pk=pk, confirmed_at__isnull=False, ended_at=None).first()
    if subscription is None:  # has just left
        return 0
    outage = news.outage
    before, state = subscription.told.get(str(outage.pk), ""), state_of(outage, now=news.at)
    subject = _subject(outage, before, state)
    if not subject:
        return 0
    kept = {**subscription.told, str(outage.pk): state}
    subscription.told = dict(sorted(kept.items(), key=lambda pair: int(pair[0]))[-_KEPT:])
    subscription.save(update_fields=["told"])
    if news.notice and outages.goes_by_letter(news.notice, subscription.email):
        return 0
    house, leave = subscription.house, links.leave_url(subscription)
    context = {**news.known, "house": house, "outage": outage, "told": news.of(house), "what": subject, "leave": leave}
    if outage.ended_at:
        context["ended"] = site.clock_words(outage.ended_at)
    letters.write(
        template="house_outage", to=subscription.email, subject=f"В вашем доме: {subject}",
        context={**context, "page": links.house_url(house)},
        headers={"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )  # fmt: skip
    return 1


def _subject(outage: Outage, before: str, state: str) -> str:
    """What is new to somebody who knows `before`; empty if nothing is. No address: operators read subjects."""
    what = outage.get_supply_display().lower()
    if before == state or (not before and state in (ENDED, CANCELLED)):
        return ""
    if state == ENDED:
        return f"{what}, отключение закончилось"
    if state == CANCELLED:
        return f"{what}, отключение отменено"
    where, *times = state.split("|")
    was, *had = before.split("|")
    if not before or was in (ENDED, CANCELLED):
        return f"{what}, {'снова отключение' if before else 'отключение'}"
    if where == STARTED and was == PLANNED and times == had:
        return f"{what}, отключение началось"
    return f"{what}, срок перенесли"


def _told(house: House, outage: Outage, now: datetime) -> site.Told | None:
    if outage.is_over:
        return None
    found, _ = site.at_house(house, at=now)
    return next((one for one in found if one.outage.pk == outage.pk), None)
