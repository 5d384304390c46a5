"""SMS about a step of a request to those who were given it; residents are told through `crm.notices`.

Only where the company switched SMS on. A channel that takes nothing (no money, no service) never holds up a request:
that is logged, and the letters have gone anyway. Source: manual, section 11 (2).
"""

import logging
from collections.abc import Iterable

from django.db import transaction

from crm.company.models import Profile
from crm.dispatch.models import RequestEvent
from identity.models import User
from notifications.channels import Mailing, Parcel, Way, channel_of
from sms.domain.numbers import is_mobile
from sms.enums import Cause
from tenants.errors import DomainError

log = logging.getLogger(__name__)


def text_hands(step: RequestEvent, people: Iterable[User]) -> None:
    """«Вам назначена заявка № 15»: to the mobiles of employees; they have no application that takes push."""
    phones = [user.phone for user in people if user.phone and is_mobile(user.phone)]
    if phones and _is_on():
        request = step.request
        _send(step, f"Вам назначена заявка № {request.number}: {request.house.address}.", phones)


def _is_on() -> bool:
    return Profile.objects.filter(sms_enabled=True).exists()


def _send(step: RequestEvent, text: str, phones: list[str]) -> None:
    mailing = Mailing(
        key=f"request:{step.pk}", subject=text, text=text, short=text, cause=Cause.REQUEST.value,
        reference=f"Заявка № {step.request.number}", by_id=step.by_id, by_name=str(step.by) if step.by else "",
    )  # fmt: skip
    parcels = [Parcel(number, phone, house=step.request.house_id) for number, phone in enumerate(phones)]
    try:
        with transaction.atomic():
            channel_of(Way.SMS).hand_over(mailing, parcels)
    except DomainError as error:
        log.warning("request_sms_not_sent", extra={"request": step.request.number, "reason": str(error)})
