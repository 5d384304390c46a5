"""Which requests a list shows: the same words for the desk, for exports and for the figures that lead there."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When

from crm.accounting.domain import finding
from crm.accounting.domain.asking import ask
from crm.accounting.models import House
from crm.company.models import Contractor, Employee
from crm.dispatch.domain.days import day_of, day_span
from crm.dispatch.domain.who import phone_in
from crm.dispatch.enums import OPEN, Priority, Status
from crm.dispatch.models import Caller, Request, RequestExecutor
from crm.request_types.models import RequestType
from identity.models import User

STATES = {
    "open": "Открытые",
    "new": "Новые",
    "working": "В работе",
    "postponed": "Отложенные",
    "late": "Просроченные",
    "today": "Срок сегодня",
    "done": "Выполненные",
    "cancelled": "Отменённые",
    "all": "Все",
}
_LONGEST_NUMBER = 9  # digits


@dataclass(frozen=True)
class Wanted:
    """What a person asked for; what is empty was not asked."""

    state: str = "open"
    text: str = ""
    type: RequestType | None = None
    priority: Priority | None = None
    house: House | None = None
    executor: Employee | None = None
    contractor: Contractor | None = None
    mine: bool = False
    paid: bool = False
    since: datetime | None = None
    until: datetime | None = None

    def in_state(self, state: str) -> "Wanted":
        """The same for another status: a column of the desk."""
        return replace(self, state=state)


def narrowed(requests: QuerySet[Request], wanted: Wanted, *, user: User, now: datetime) -> QuerySet[Request]:
    """The requests that were asked for, in the order in which they are looked at: by deadline while they are open."""
    found = requests.filter(_state(wanted.state, now))
    if wanted.text:
        found = found.filter(_said(wanted.text, user))
    for name in ("type", "priority", "house", "contractor"):
        if (value := getattr(wanted, name)) is not None:
            found = found.filter(**{name: value})
    if wanted.executor is not None:
        found = found.filter(Q(pk__in=_in_hand_of(employee=wanted.executor)) | Q(responsible=wanted.executor))
    if wanted.mine:
        found = found.filter(Q(pk__in=_in_hand_of(employee__user=user)) | Q(responsible__user=user))
    if wanted.paid:
        found = found.filter(is_paid=True)
    if wanted.since:
        found = found.filter(created_at__gte=wanted.since)
    if wanted.until:
        found = found.filter(created_at__lt=wanted.until)
    if wanted.state in {"done", "cancelled", "all"}:
        return found.order_by("-created_at", "-pk")
    emergencies_first = Case(When(priority=Priority.EMERGENCY, then=Value(0)), default=Value(1))
    return found.order_by(emergencies_first, F("due_at").asc(nulls_last=True), "number")


def late(now: datetime) -> Q:
    """Something of the request should have been done by now."""
    return Q(due_at__lt=now) | Q(localise_by__lt=now, localised_at=None, postponed_until=None)


def _state(state: str, now: datetime) -> Q:
    is_open = Q(status__in=OPEN)  # the words of the partial index
    ways = {
        "open": is_open,
        "new": is_open & Q(status=Status.NEW),
        "working": is_open & Q(status=Status.WORKING, postponed_until=None),
        "postponed": is_open & Q(postponed_until__isnull=False),
        "late": is_open & late(now),
        "today": is_open & Q(due_at__gte=now, due_at__lt=day_span(day_of(now))[1]),
        "done": Q(status=Status.DONE),
        "cancelled": Q(status=Status.CANCELLED),
    }
    return ways.get(state, Q())


def _said(text: str, user: User) -> Q:
    """A number of a request or of a call, a caller's phone, or an address and a surname as everywhere."""
    if phone := phone_in(text):
        return Q(pk__in=Caller.objects.filter(phone=phone).values("request"))
    bare = text.strip().removeprefix("№").strip()
    if bare.isdigit() and len(bare) <= _LONGEST_NUMBER:
        return Q(pk__in=Caller.objects.filter(number=int(bare)).values("request"))
    asked = ask(text)
    accounts = [account.pk for account in finding.accounts_for(asked, user)]
    houses = [house.pk for house in finding.houses_for(asked, user)]
    return Q(account__in=accounts) | Q(house__in=houses)


def _in_hand_of(**whose: object) -> QuerySet[RequestExecutor, Any]:
    return RequestExecutor.objects.filter(released_at=None, **whose).values("request")
