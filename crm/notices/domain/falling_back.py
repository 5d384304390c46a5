"""What Viber did not deliver, or did not even take, goes by SMS, where SMS may go: the money of both stands in the
ledger."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from crm.notices.domain.recipients import rules_now
from crm.notices.domain.topics import topic_of
from crm.notices.enums import DeliveryState, Kind, State
from crm.notices.models import Delivery, Notice
from crm.people.domain.consents import reachable
from crm.people.enums import ConsentChannel
from crm.people.models import Person
from notifications.channels import Way


def may_fall_back() -> bool:
    """True if the company sends SMS today."""
    rules = rules_now()
    return rules.sms_on and Way.SMS in rules.connected


@transaction.atomic
def fall_back(notice: Notice, deliveries: Sequence[Delivery]) -> int:
    """Queue an SMS for each of these Viber messages that failed; to how many. A second time adds nothing, and nothing
    goes of a notice that was stopped or has come too late."""
    now = timezone.now()
    failed = [one for one in deliveries if one.channel == Way.VIBER and one.state == DeliveryState.FAILED]
    if not failed or not may_fall_back():
        return 0
    locked = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    is_late = locked.expires_at is not None and locked.expires_at <= now
    if is_late or locked.state not in (State.SENDING, State.DONE):
        return 0
    people = Person.objects.filter(pk__in={one.person_id for one in failed})
    open_ones = set(
        reachable(people, ConsentChannel.SMS, topic_of(Kind(locked.kind), locked.event)).values_list("pk", flat=True)
    )
    added = [
        Delivery(
            notice=locked, person_id=one.person_id, account_id=one.account_id, channel=Way.SMS, address=one.address,
            state=DeliveryState.WAITING, state_at=now, next_at=now,
        )
        for one in failed
        if one.person_id in open_ones
    ]  # fmt: skip
    Delivery.objects.bulk_create(added, ignore_conflicts=True)
    if locked.state == State.DONE and locked.deliveries.filter(state=DeliveryState.WAITING).exists():
        Notice.objects.filter(pk=locked.pk).update(state=State.SENDING, done_at=None)
    return len(added)
