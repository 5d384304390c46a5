"""Letters and SMS about a step of a request: to those who called, and to those who were given it.

Written in the transaction of the step, so none is lost and none comes twice.
"""

from django.db.models import QuerySet

from crm.company.domain.own_notices import who_wants
from crm.company.models import Profile
from crm.dispatch.domain.hands import hands_of, named
from crm.dispatch.domain.links import link_of
from crm.dispatch.domain.texting import text_callers, text_hands
from crm.dispatch.enums import Deed
from crm.dispatch.models import Caller, RequestEvent
from crm.dispatch.notices import ASSIGNED
from crm.people.domain.consents import reachable
from crm.people.enums import ConsentChannel, Notice
from crm.people.models import Person
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
        _tell_hands(step)


def _tell_residents(step: RequestEvent, callers: QuerySet[Caller]) -> None:
    words = WORDS.get(Deed(step.deed), WORDS[Deed.OPENED])
    text_callers(step, callers.filter(phone__gt="").order_by("pk")[:MOST_CALLERS], words=words)
    known = callers.filter(person__isnull=False).select_related("person").order_by("pk")[:MOST_CALLERS]
    people = Person.objects.filter(pk__in=[caller.person_id for caller in known])
    wanted = set(reachable(people, ConsentChannel.EMAIL, Notice.SERVICE).values_list("pk", flat=True))
    if not wanted:
        return
    request, profile = step.request, Profile.objects.get()
    told = {
        "company": current_tenant().short_name, "request": request, "words": words, "reason": step.comment,
        "hands": named(request) if profile.show_executors else "", "phone": profile.emergency_phone,
    }  # fmt: skip
    for caller in known:
        if caller.person is not None and caller.person_id in wanted:
            context = {**told, "person": caller.person, "caller": caller, "page": link_of(caller)}
            subject = f"Заявка № {caller.number} {words}"
            letters.write(template="request_told", to=caller.person.email, subject=subject, context=context)


def _tell_hands(step: RequestEvent) -> None:
    """Those who do it now, but for whoever gave it to himself."""
    request = step.request
    people = [hand.employee.user for hand in hands_of(request) if hand.employee.user != step.by]
    text_hands(step, people)
    page = f"{base_url(current_tenant())}/crm/dispatch/{request.number}/"
    subject = f"Вам назначена заявка № {request.number}"
    context: dict[str, object] = {"request": request, "page": page, "company": current_tenant().short_name}
    for user in who_wants(people, ASSIGNED, by=By.EMAIL):
        letters.write(template="request_assigned", to=user.email, subject=subject, context={**context, "person": user})
    if request.contractor and request.contractor.email:
        page = f"{base_url(current_tenant())}/m/requests/{request.number}/"  # a contractor's people work on the phone
        context |= {"page": page, "person": None}
        letters.write(template="request_assigned", to=request.contractor.email, subject=subject, context=context)
