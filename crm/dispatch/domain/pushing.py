"""Pushes to employees: first to the phone with the application, an SMS only to who has none (manual, section 11)."""

import logging
from collections.abc import Collection

from django.db import transaction

from crm.company.models import Profile
from crm.people.domain.devices import address_of, have_live
from identity.models import User
from notifications.channels import Mailing, Parcel, Way, channel_of, connected
from tenants.errors import DomainError

log = logging.getLogger(__name__)


def push_to_staff(mailing: Mailing, people: Collection[User], *, url: str) -> set[int]:
    """Push to those of the employees who have a live device; their numbers. Pressing it opens `url`. One query, and
    those of the channel. A channel that takes nothing never holds up what it tells of."""
    if Way.PUSH not in connected() or not people:
        return set()
    reached = have_live(people)
    parcels = [Parcel(user.pk, address_of(user), feed_url=url) for user in people if user.pk in reached]
    if not parcels:
        return set()
    try:
        with transaction.atomic():
            channel_of(Way.PUSH).hand_over(mailing, parcels)
    except DomainError as error:
        log.warning("push_to_staff_not_sent", extra={"key": mailing.key, "reason": str(error)})
        return set()
    return reached


def without_push(people: Collection[User], reached: Collection[int]) -> list[User]:
    """Those of the employees who get an SMS: who was not reached by push, or everybody if the company doubles it."""
    if reached and Profile.objects.filter(sms_duplicates_push=True).exists():
        return list(people)
    return [user for user in people if user.pk not in reached]
