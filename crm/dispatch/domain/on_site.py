"""Requests in the hands of whoever goes to them with a phone: an employee, or somebody of a contractor."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from django.db import transaction
from django.db.models import Case, DateTimeField, Exists, F, OuterRef, Prefetch, QuerySet, Value, When
from django.db.models.functions import Least

from crm.accounting.domain.asking import flat_keys
from crm.accounting.domain.queries import search_houses
from crm.accounting.models import Account, House
from crm.company.domain.contractor_people import contractor_of
from crm.company.models import Contractor, Employee
from crm.dispatch import rights
from crm.dispatch.domain.calls import Call
from crm.dispatch.domain.photos import attach, drawn_anew
from crm.dispatch.domain.queries import assigned_to, requests_for, with_rows
from crm.dispatch.domain.requests import open_request
from crm.dispatch.enums import OPEN, Audience, PhotoKind, Place, Priority, Source
from crm.dispatch.models import Caller, Message, Request, RequestExecutor, WorkLine
from crm.request_types.models import RequestType
from crm.rights.domain.rows import within
from identity.models import User
from identity.phones import Phone, show_phone
from tenants.errors import DomainError

MOST_WORDS = 50  # comments that a phone shows, the last ones


class Hands(TypedDict):
    """Who does a request, as `moves.take` asks for it."""

    employees: list[Employee]
    contractor: Contractor | None


@dataclass
class Task:
    """A request as a phone shows it. `may_do`: this person may work at it; `phones`: only for who may see them."""

    request: Request
    may_do: bool = False
    sees_phones: bool = False
    phones: list[tuple[str, Phone]] = field(default_factory=list)
    comments: list[Message] = field(default_factory=list)
    work: list[WorkLine] = field(default_factory=list)


def in_hand(user: User) -> QuerySet[Request]:
    """Open requests that this person, or the contractor for whom he works, has to do."""
    return requests_for(user).filter(assigned_to(user), status__in=OPEN)


def free(user: User) -> QuerySet[Request]:
    """Open requests which the person may take, and which nobody has."""
    hands = RequestExecutor.objects.filter(request=OuterRef("pk"), released_at=None)
    return requests_for(user, rights.DO_REQUESTS).filter(~Exists(hands), contractor=None, status__in=OPEN)


def by_deadline(requests: QuerySet[Request]) -> QuerySet[Request]:
    """What must be done first comes first; what is put off stands at the end. With what a row shows."""
    moment = DateTimeField()
    none = Value(None, output_field=moment)
    nearest = Least(
        Case(When(told_at=None, then="respond_by"), default=none, output_field=moment),
        Case(When(localised_at=None, then="localise_by"), default=none, output_field=moment),
        "due_at",
    )
    rows: QuerySet[Request] = with_rows(requests.annotate(nearest=nearest))
    return rows.order_by(F("postponed_until").asc(nulls_first=True), F("nearest").asc(nulls_last=True), "number")


def by_house(requests: QuerySet[Request]) -> QuerySet[Request]:
    """As one walks: house by house, entrance by entrance, floor by floor."""
    way = ("account__entrance", "account__floor", "account__flat_key")
    return with_rows(requests).order_by(
        "house__address_key", "house", *(F(name).asc(nulls_first=True) for name in way), "number"
    )


def tasks_of(requests: Iterable[Request], *, user: User) -> list[Task]:
    """The same with everything that the phone shows of each; a constant number of queries."""
    shown = list(requests)
    numbers = [request.pk for request in shown]
    said = Message.objects.filter(audience=Audience.STAFF).select_related("by").order_by("pk")
    rows = Request.objects.filter(pk__in=numbers).prefetch_related(
        Prefetch("messages", queryset=said, to_attr="said"), Prefetch("work"), Prefetch("callers")
    )
    full = {row.pk: row for row in rows}
    done, seen = (
        set(requests_for(user, code).filter(pk__in=numbers).values_list("pk", flat=True))
        for code in (rights.DO_REQUESTS, rights.SEE_PHONES)
    )
    return [
        Task(
            request=request, may_do=request.pk in done, sees_phones=request.pk in seen,
            phones=_phones(full[request.pk].callers.all()) if request.pk in seen else [],
            comments=full[request.pk].said[-MOST_WORDS:],
            work=list(full[request.pk].work.all()),
        )
        for request in shown
    ]  # fmt: skip


def own_hands(user: User) -> Hands:
    """This person as who does a request: himself, or the contractor for whom he works."""
    return {"employees": list(Employee.objects.filter(user=user)), "contractor": contractor_of(user)}


def houses_for_new(user: User, text: str = "") -> QuerySet[House]:
    """Houses about which the person may write down a request."""
    return search_houses(within(House.objects.all(), rights.CREATE_REQUESTS, user=user), text)


def open_ones_of(house: House, *, user: User) -> QuerySet[Request]:
    """What is open in a house already, of what the person may see: so that it is not written down twice."""
    return with_rows(requests_for(user).filter(house=house, status__in=OPEN)).order_by("-number")


def report(
    *, house: House, text: str, by: User, place: Place, flat: str = "", entrance: int | None = None,
    type: RequestType | None = None, priority: Priority = Priority.NORMAL, photo: Any = None,
) -> Request:  # fmt: skip
    """Write down what an employee saw himself on the spot.

    Raises DomainError (field "flat") if there are no such premises in the house, and what `open_request` raises.
    """
    account = _account(house, flat) if place == Place.FLAT else None
    with drawn_anew(photo) as name, transaction.atomic():
        request = open_request(
            house=house, text=text, source=Source.STAFF, by=by, place=place, call=Call(account=account), type=type,
            priority=priority, entrance=entrance or (account.entrance if account else None),
        )  # fmt: skip
        if name:
            attach(request, name, kind=PhotoKind.PROBLEM, by=by)
    return request


def _account(house: House, flat: str) -> Account:
    if not flat.strip():
        raise DomainError("Напишите квартиру или выберите, где в доме.", field="flat")
    found = Account.objects.filter(house=house, is_active=True, flat_key__in=flat_keys(flat)).order_by("pk").first()
    if found is None:
        raise DomainError(
            f"Квартиры «{flat.strip()}» в этом доме нет: проверьте номер или выберите, где в доме.", field="flat"
        )
    return found


def _phones(callers: Sequence[Caller] | QuerySet[Caller]) -> list[tuple[str, Phone]]:
    """Whom to ring, each number once."""
    found = {caller.phone: caller.name for caller in callers if caller.phone}
    return [(name, Phone(show_phone(phone))) for phone, name in found.items()]
