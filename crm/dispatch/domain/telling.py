"""Letters about a step of a request: to those who called, and to those who were given it.

Written in the transaction of the step, so none is lost and none comes twice. The module of notices takes over where
these are sent and by which channels.
"""

from collections.abc import Iterable

from crm.company.domain.own_notices import who_wants
from crm.company.models import Profile
from crm.dispatch.domain.links import link_of
from crm.dispatch.enums import Deed
from crm.dispatch.models import Caller, Request, RequestEvent, RequestExecutor
from crm.dispatch.notices import ASSIGNED
from crm.people.domain.consents import reachable
from crm.people.enums import ConsentChannel, Notice
from crm.people.models import Person
from identity.models import User
from notifications.domain import letters
from notifications.kinds import By
from tenants.context import base_url, current_tenant

MOST_CALLERS = 100  # of one request who are written to
WORDS = {
    Deed.OPENED: "принята",
    Deed.TAKEN: "в работе",
    Deed.RELEASED: "ждёт исполнителя",
    Deed.POSTPONED: "отложена",
    Deed.RESUMED: "снова в работе",
    Deed.FINISHED: "выполнена",
    Deed.CANCELLED: "отменена",
    Deed.REOPENED: "открыта снова",
    Deed.CHANGED: "изменился срок",
}


def tell(step: RequestEvent) -> None:
    """Write to whom the step concerns: the residents of every change of the status and of the expected date."""
    deed = Deed(step.deed)
    if deed in WORDS and (deed is not Deed.CHANGED or "expected_at" in step.changes):
        _tell_residents(step, Caller.objects.filter(request=step.request))
    if deed is Deed.JOINED:
        number = step.changes["call_number"][1]
        _tell_residents(step, Caller.objects.filter(request=step.request, number=number))
    if deed is Deed.ASSIGNED:
        _tell_hands(step.request, by=step.by)


def _tell_residents(step: RequestEvent, callers: Iterable[Caller]) -> None:
    known = Caller.objects.filter(pk__in=[caller.pk for caller in callers], person__isnull=False)
    known = known.select_related("person").order_by("pk")[:MOST_CALLERS]
    people = Person.objects.filter(pk__in=[caller.person_id for caller in known])
    wanted = set(reachable(people, ConsentChannel.EMAIL, Notice.SERVICE).values_list("pk", flat=True))
    request, profile = step.request, Profile.objects.get()
    for caller in known:
        if caller.person_id not in wanted or caller.person is None:
            continue
        words = WORDS.get(Deed(step.deed), "принята")
        context = {
            "person": caller.person, "company": current_tenant().short_name, "request": request, "caller": caller,
            "words": words, "reason": step.comment if step.deed != Deed.RETURNED else "",
            "hands": _hands_in_words(request) if profile.show_executors else "", "page": link_of(caller),
            "phone": profile.emergency_phone,
        }  # fmt: skip
        subject = f"Заявка № {caller.number} {words}"
        letters.write(template="request_told", to=caller.person.email, subject=subject, context=context)


def _tell_hands(request: Request, *, by: User | None) -> None:
    """Those who do it now, but for whoever gave it to himself."""
    hands = RequestExecutor.objects.filter(request=request, released_at=None).select_related("employee__user")
    people = [hand.employee.user for hand in hands if hand.employee.user != by]
    page = f"{base_url()}/crm/dispatch/{request.number}/"
    subject = f"Вам назначена заявка № {request.number}"
    context: dict[str, object] = {"request": request, "page": page, "company": current_tenant().short_name}
    for user in who_wants(people, ASSIGNED, by=By.EMAIL):
        letters.write(template="request_assigned", to=user.email, subject=subject, context={**context, "person": user})
    if request.contractor and request.contractor.email:
        page = f"{base_url()}/m/requests/{request.number}/"  # a contractor's people work on the phone
        context |= {"page": page, "person": None}
        letters.write(template="request_assigned", to=request.contractor.email, subject=subject, context=context)


def _hands_in_words(request: Request) -> str:
    if request.contractor:
        return request.contractor.short_name
    hands = RequestExecutor.objects.filter(request=request, released_at=None).select_related("employee__user")
    return ", ".join(str(hand.employee) for hand in hands)
