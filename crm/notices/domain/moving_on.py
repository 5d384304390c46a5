"""An emergency that no device has shown in some minutes goes by the next channel, too.

A push dies without a word: the service has taken it, and the phone is off or its browser is gone. So whoever has shown
no receipt gets an SMS, if the company switched SMS on and the person did not refuse them; a letter has gone anyway.
Source: the complaints in reference/lessons.md, «web push dies silently»; manual, section 11.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from crm.notices.domain import recipients
from crm.notices.enums import Kind, State
from crm.notices.models import Notice
from notifications.channels import Way

MAKES_SENSE = timedelta(days=1)  # after that nobody is told of an emergency anew
# `next_at` of a message that was handed over is when it went. A conflict is somebody who got an SMS already.
_UNHEARD = """
    INSERT INTO notices_delivery
        (notice_id, person_id, account_id, channel, address, state, state_at, next_at, tries, reason)
    SELECT push.notice_id, push.person_id, push.account_id, 'sms', phone.number, 'waiting', %(now)s, %(now)s, 0, ''
    FROM notices_delivery push
    JOIN LATERAL (
        SELECT number FROM people_personphone WHERE person_id = push.person_id ORDER BY id LIMIT 1
    ) phone ON true
    LEFT JOIN LATERAL (
        SELECT is_given FROM people_consent WHERE person_id = push.person_id AND channel = 'sms' AND topic = ''
        ORDER BY id DESC LIMIT 1
    ) word ON true
    WHERE push.notice_id = %(notice)s AND push.channel = 'push' AND push.read_at IS NULL
        AND (push.state = 'failed' OR (push.state IN ('handed', 'sent') AND push.next_at <= %(since)s))
        AND word.is_given IS NOT FALSE
    ON CONFLICT (notice_id, channel, address) DO NOTHING
"""


def move_on(now: datetime | None = None) -> int:
    """Queue SMS for those whom emergencies of the last day did not reach by push; how many. Repeated, it adds none."""
    now = now or timezone.now()
    rules = recipients.rules_now()
    if Way.SMS not in rules.connected or not rules.sms_on or Way.PUSH not in rules.connected:
        return 0
    going = Notice.objects.filter(
        kind=Kind.EMERGENCY, state__in=[State.SENDING, State.DONE], send_at__gte=now - MAKES_SENSE
    )
    return sum(_move_on(pk, now) for pk in going.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _move_on(pk: int, now: datetime) -> int:
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=pk)
    if notice.state not in (State.SENDING, State.DONE) or (notice.expires_at and notice.expires_at <= now):
        return 0
    since = now - timedelta(minutes=settings.PUSH_RECEIPT_MINUTES)
    with connection.cursor() as cursor:
        cursor.execute(_UNHEARD, {"notice": pk, "now": timezone.now(), "since": since})
        added: int = cursor.rowcount
    if added:  # it goes on; `due` of the same round finds it
        Notice.objects.filter(pk=pk).update(state=State.SENDING, done_at=None, worked_at=None)
    return added
