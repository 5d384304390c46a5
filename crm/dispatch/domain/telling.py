"""Telling of a step of a request: those who called, and those who were given it.

What residents are told is said to the package above in the transaction of the step, which keeps it there (crm.notices);
employees and contractors are written to from here. So none is lost and none comes twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from crm.company.domain.own_notices import who_wants
from crm.company.models import Profile
from crm.dispatch.domain.hands import hands_of, named
from crm.dispatch.domain.links import link_of
from crm.dispatch.domain.outage_words import local
from crm.dispatch.domain.texting import text_hands
from crm.dispatch.enums import Deed, Priority
from crm.dispatch.events import callers_told
from crm.dispatch.executor_events import HANDS_ASSIGNED
from crm.dispatch.models import Caller, Request, RequestEvent
from crm.dispatch.notices import ASSIGNED
from crm.dispatch.resident_events import STEPS
from identity.models import User
from notifications.domain import letters
from notifications.events import Event, Worded, worded
from notifications.kinds import By
from sms.domain.numbers import is_mobile
from tenants.context import base_url, current_tenant

MOST_CALLERS = 100  # of one request who are written to
_AT_NIGHT_TOO = (Priority.EMERGENCY, Priority.URGENT)


@dataclass(frozen=True)
class Told:
    """Whom a step is told, with what stands in the words, and the page of the own request."""

    caller: Caller
    values: dict[str, str]
    url: str


def tell(step: RequestEvent) -> None:
    """Tell those whom the step concerns: the residents of every change of the status and of the expected date."""
    deed = Deed(step.deed)
    if deed in STEPS and (deed is not Deed.CHANGED or "expected_at" in step.changes):
        _tell_callers(step, STEPS[deed], Caller.objects.filter(request=step.request))
    if deed is Deed.JOINED:
        number = step.changes["call_number"][1]
        _tell_callers(step, STEPS[Deed.OPENED], Caller.objects.filter(request=step.request, number=number))
    if deed is Deed.ASSIGNED:
        _tell_hands(step)


def _tell_callers(step: RequestEvent, event: Event, callers: QuerySet[Caller]) -> None:
    """Each person and each number once, by the first call. Whoever has just called is awake: that goes at once."""
    first = callers.select_related("person", "account").order_by("pk")[:MOST_CALLERS]
    reached = _each_once(caller for caller in first if caller.person_id or (caller.phone and is_mobile(caller.phone)))
    if not reached:
        return
    common = _values(step)
    told = [Told(one, {**common, "номер": str(one.number), "ссылка": link_of(one)}, link_of(one)) for one in reached]
    at_once = step.request.priority in _AT_NIGHT_TOO or event == STEPS[Deed.OPENED]
    callers_told.send(RequestEvent, step=step, event=event, callers=told, at_once=at_once)


def _each_once(callers: Iterable[Caller]) -> list[Caller]:
    """A stranger who calls from the number of somebody known is that one."""
    found: list[Caller] = []
    for caller in callers:
        person, phone = caller.person_id, caller.phone
        if not any(one.person_id == person if person else one.phone == phone for one in found):
            found.append(caller)
    return found


def _values(step: RequestEvent) -> dict[str, str]:
    request = step.request
    shows = Profile.objects.filter(show_executors=True).exists()
    return {
        "адрес": str(request.house), "заявка": request.text, "причина": step.comment,
        "срок": f"{local(request.expected_at):%d.%m.%Y %H:%M}" if request.expected_at else "",
        "исполнитель": named(request) if shows else "",
    }  # fmt: skip


def _tell_hands(step: RequestEvent) -> None:
    """Those who do it now, but for whoever gave it to himself."""
    request = step.request
    people = [hand.employee.user for hand in hands_of(request) if hand.employee.user != step.by]
    firm = request.contractor.email if request.contractor else ""
    if not people and not firm:
        return
    # A contractor's people work on the phone; so does whoever follows the link of an SMS.
    phone_page = f"{base_url(current_tenant())}/m/requests/{request.number}/"
    said = worded(HANDS_ASSIGNED, _values_for_hands(request, page=phone_page))
    text_hands(step, people, said, page=phone_page)
    page = f"{base_url(current_tenant())}/crm/dispatch/{request.number}/"
    for user in who_wants(people, ASSIGNED, by=By.EMAIL):
        _write_to_hands(request, said, to=user.email, page=page, person=user)
    if firm:
        _write_to_hands(request, said, to=firm, page=phone_page, person=None)


def _values_for_hands(request: Request, *, page: str) -> dict[str, str]:
    premises = request.account.premises if request.account else ""
    return {
        "номер": str(request.number), "адрес": ", ".join(filter(None, [str(request.house), premises])),
        "дом": request.house.address, "заявка": request.text, "тип": str(request.type or ""),
        "приоритет": request.get_priority_display().lower(), "ссылка": page,
        "срок": f"{local(request.due_at):%d.%m.%Y %H:%M}" if request.due_at else "",
    }  # fmt: skip


def _write_to_hands(request: Request, said: Worded, *, to: str, page: str, person: User | None) -> None:
    """Operators read subjects, and a company's own may hold an address: it is listed under the number alone."""
    letters.write(
        template="request_assigned", to=to, subject=f"Заявка № {request.number}",
        context={
            "said": said, "page": page, "person": person, "company": current_tenant().short_name,
            "button": HANDS_ASSIGNED.button,
        },
        headers={letters.OWN_SUBJECT: said.subject},
    )  # fmt: skip
