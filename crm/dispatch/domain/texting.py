"""SMS about a step of a request to those who were given it; residents are told through `crm.notices`.

Only where the company switched SMS on. A channel that takes nothing (no money, no service) never holds up a request:
that is logged, and the letters have gone anyway. Source: manual, section 11 (2).
"""

import logging
from collections.abc import Iterable

from django.db import transaction

from crm.company.models import Profile
from crm.dispatch.domain.pushing import push_to_staff, without_push
from crm.dispatch.models import RequestEvent
from identity.models import User
from notifications.channels import Mailing, Parcel, Way, channel_of
from notifications.events import Worded
from sms.domain.numbers import is_mobile
from sms.enums import Cause
from tenants.errors import DomainError

log = logging.getLogger(__name__)


def text_hands(step: RequestEvent, people: Iterable[User], said: Worded, *, page: str) -> None:
    """A push to employees who have the application, an SMS to the mobiles of others, if `said` is one for SMS too.

    Pressing the push opens `page`.
    """
    people = list(people)
    reached = push_to_staff(_mailing(step, said), people, url=page)
    phones = [user.phone for user in without_push(people, reached) if user.phone and is_mobile(user.phone)]
    if phones and said.with_sms and _is_on():
        _send(step, said, phones)


def _is_on() -> bool:
    return Profile.objects.filter(sms_enabled=True).exists()


def _mailing(step: RequestEvent, said: Worded) -> Mailing:
    return Mailing(
        key=f"request:{step.pk}", subject=said.subject, text=said.push, short=said.sms, cause=Cause.REQUEST.value,
        reference=f"Заявка № {step.request.number}", by_id=step.by_id, by_name=str(step.by) if step.by else "",
    )  # fmt: skip


def _send(step: RequestEvent, said: Worded, phones: list[str]) -> None:
    mailing = _mailing(step, said)
    parcels = [Parcel(number, phone, house=step.request.house_id) for number, phone in enumerate(phones)]
    try:
        with transaction.atomic():
            channel_of(Way.SMS).hand_over(mailing, parcels)
    except DomainError as error:
        log.warning("request_sms_not_sent", extra={"request": step.request.number, "reason": str(error)})
