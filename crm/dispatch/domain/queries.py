"""Requests for lists: narrowed to the person's rows, with all that a row shows, in a constant number of queries."""

from datetime import datetime

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from crm.accounting.models import House
from crm.company.models import ContractorPerson
from crm.dispatch import rights
from crm.dispatch.enums import Place, Status
from crm.dispatch.models import Message, Request, RequestEvent, RequestExecutor
from crm.rights.domain.rows import within
from identity.models import User

IN_A_ROW = ("house", "account", "type", "contractor", "responsible__user", "outage")


def requests_for(user: User, action: str = rights.SEE_REQUESTS) -> QuerySet[Request]:
    """The requests to which the person's right extends."""
    return within(Request.objects.all(), action, user=user)


def assigned_to(user: User) -> Q:
    """Requests that are this person's to do or to answer for; somebody of a contractor has all of the contractor's."""
    mine = RequestExecutor.objects.filter(employee__user=user.pk, released_at=None).values("request")
    contractors = ContractorPerson.objects.filter(user=user.pk).values("contractor")
    return Q(pk__in=mine) | Q(responsible__user=user.pk) | Q(contractor__in=contractors)


def with_rows(requests: QuerySet[Request]) -> QuerySet[Request]:
    """With what a row of a list shows: two queries, however many there are."""
    hands = RequestExecutor.objects.filter(released_at=None).select_related("employee__user")
    return requests.select_related(*IN_A_ROW).prefetch_related(Prefetch("hands", queryset=hands, to_attr="in_hand"))


def done_for_all(house: House, *, since: datetime) -> list[tuple[str, int]]:
    """What has been done for everybody in a house: place of the common property («Лифт») → how many requests.

    The most first. Nobody's flat is told, nor what anybody wrote.
    """
    done = Request.objects.filter(house=house, status=Status.DONE, finished_at__gte=since).exclude(place=Place.FLAT)
    counted = done.values_list("place").annotate(times=Count("pk")).order_by("-times", "place")
    return [(str(Place(place).label), times) for place, times in counted]


def stamp(now: datetime) -> str:
    """What a list was drawn from: it is the same as long as nothing has changed and no minute has gone by.

    Two looks at the ends of indexes: fifty dispatchers ask every few seconds.
    """
    last_step = RequestEvent.objects.aggregate(last=Max("pk"))["last"] or 0
    last_word = Message.objects.aggregate(last=Max("pk"))["last"] or 0
    return f"{last_step}-{last_word}-{int(now.timestamp()) // 60}"
