"""What a notice is about: the cause in the ledger of SMS, and from it the topic that a resident may refuse."""

from types import MappingProxyType

from crm.notices.enums import Kind
from crm.people.enums import Topic
from notifications import events
from sms.enums import Cause

_CAUSES = MappingProxyType(
    {
        Kind.ORDINARY: Cause.NOTICE, Kind.EMERGENCY: Cause.OUTAGE, Kind.READINGS: Cause.READINGS, Kind.DEBT: Cause.DEBT,
        Kind.EVENT: Cause.NOTICE, Kind.URGENT: Cause.NOTICE,  # unless the event says better
    }
)  # fmt: skip
# Outages and emergencies have none: only whoever refuses a channel altogether hears nothing of them by it.
_TOPICS = MappingProxyType(
    {
        Cause.NOTICE: Topic.NEWS, Cause.REQUEST: Topic.REQUESTS, Cause.APPEAL: Topic.REQUESTS,
        Cause.RECEPTION: Topic.REQUESTS, Cause.READINGS: Topic.METERS, Cause.DEBT: Topic.MONEY,
    }
)  # fmt: skip


def cause_of(kind: Kind, event: str) -> Cause:
    """Why it is sent. `event` is the code of what is told by itself, empty for what an employee wrote."""
    declared = events.find(event)
    return Cause(declared.cause) if declared else _CAUSES[kind]


def topic_of(kind: Kind, event: str) -> Topic:
    """By which refusal it is stopped, besides that of the whole channel. `event` as above."""
    if kind == Kind.EMERGENCY:
        return Topic.ALL
    return _TOPICS.get(cause_of(kind, event), Topic.ALL)
