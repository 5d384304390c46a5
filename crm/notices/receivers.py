"""What happens in the packages below: residents are told of it, and letters that come back have not arrived."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm.dispatch.domain.telling import Told
from crm.dispatch.events import callers_told, outage_said
from crm.dispatch.models import Outage, RequestEvent
from crm.notices.domain import following, outages, telling
from crm.notices.domain.telling import About, To
from identity.models import User
from notifications.enums import Refusal
from notifications.events import Event
from notifications.signals import letter_refused


def connect() -> None:
    """Listen from now on."""
    outage_said.connect(tell_outage, dispatch_uid="notices.tell_outage")
    callers_told.connect(tell_callers, dispatch_uid="notices.tell_callers")
    letter_refused.connect(note_refused, dispatch_uid="notices.note_refused")


def tell_outage(outage: Outage, changes: Mapping[str, Any], by: User | None, **_: Any) -> None:
    """An outage, to those who live there."""
    outages.tell_outage(outage, changes=changes, by=by)


def tell_callers(step: RequestEvent, event: Event, callers: Sequence[Told], at_once: bool, **_: Any) -> None:
    """A step of a request, to each caller by the number that he knows it by."""
    request = step.request
    about = About(event, f"Заявка № {request.number}", house=request.house, by=step.by, at_once=at_once)
    people = [
        To(
            once=f"request:{step.pk}:{one.caller.pk}", values=one.values, person=one.caller.person,
            account=one.caller.account, phone=one.caller.phone, url=one.url,
        )
        for one in callers
    ]  # fmt: skip
    telling.tell(about, people)


def note_refused(mailing: str, address: str, why: Refusal, **_: Any) -> None:
    """A letter of a notice was not taken, or came back."""
    following.note_refused(mailing, address, why)
