"""One event told to one resident or to some: a notice for each, kept within the caller's transaction.

It then goes as every notice does: by the channels of section 11, with retries, fates, the feed. Told is who is
lawfully reached and has not refused (`topics`); SMS and push of the night wait for the morning unless the
event does not bear it. Whoever called from a number that nobody knows gets an SMS at that number.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from crm.accounting.models import Account, House
from crm.notices import tasks
from crm.notices.domain import recipients, wordings
from crm.notices.domain.choosing import Rules
from crm.notices.domain.wordings import Words
from crm.notices.enums import Audience, Kind, State
from crm.notices.models import Delivery, Notice
from crm.people.models import Person
from identity.models import User
from notifications.channels import Way
from notifications.events import Event
from sms.domain.numbers import is_mobile


@dataclass(frozen=True)
class To:
    """Whom it is told, and what stands in the words. `once` is the key by which it is told no second time.

    `phone` is the number that was told for this matter (E.164): it goes before those of the card. `url` is the
    personal page of the matter.
    """

    once: str
    values: dict[str, str]
    person: Person | None = None
    account: Account | None = None
    phone: str = ""
    url: str = ""


@dataclass(frozen=True)
class About:
    """What all are told of. `about` names it in ledgers («Заявка № 15»); `by` is who did it, None for the system."""

    event: Event
    about: str
    house: House | None = None
    by: User | None = None
    at_once: bool = False


@transaction.atomic
def tell(what: About, people: Iterable[To]) -> list[Notice]:
    """Keep a notice for each of whom something reaches and who was not told yet; they go once this transaction is done.

    Three queries, and some for each.
    """
    wanted = {one.once: one for one in people}
    told = set(Notice.objects.filter(once__in=wanted).exclude(once="").values_list("once", flat=True))
    fresh = [one for once, one in wanted.items() if once not in told]
    if not fresh:
        return []
    words, common = wordings.words_of(what.event), wordings.common_values()
    rules = recipients.rules_now(_kind(what), event=what.event.code, with_sms=words.with_sms)
    kept = [_tell_one(what, replace(one, values=one.values | common), words, rules) for one in fresh]
    return [notice for notice in kept if notice]


def _kind(what: About) -> Kind:
    return Kind.URGENT if what.at_once else Kind.EVENT


def _tell_one(what: About, to: To, words: Words, rules: Rules) -> Notice | None:
    """None if nothing reaches this one: then nothing is kept."""
    house = what.house.pk if what.house else to.account.house_id if to.account else None
    now = timezone.now()
    notice = Notice(
        kind=_kind(what), to=Audience.PEOPLE, account=to.account, by=what.by,
        places=[[house, None, None]] if house else [], event=what.event.code, about=what.about, url=to.url,
        once=to.once, with_sms=words.with_sms, state=State.SENDING, created_at=now, send_at=now,
        **wordings.compose(words, to.values),
    )  # fmt: skip
    with transaction.atomic():
        notice.save()
        if not _queue(notice, to, rules):
            transaction.set_rollback(True)
            return None
    tasks.send_soon(notice)
    return notice


def _queue(notice: Notice, to: To, rules: Rules) -> int:
    phone = to.phone if to.phone and is_mobile(to.phone) else ""
    if to.person:
        account = to.account.pk if to.account else None
        return recipients.queue_for_one(notice.pk, rules, person=to.person.pk, account=account, phone=phone)
    if not phone or not rules.sms_on or Way.SMS not in rules.connected:
        return 0
    Delivery.objects.create(notice=notice, account=to.account, channel=Way.SMS, address=phone)
    return 1
