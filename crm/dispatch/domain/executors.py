"""Who does a request: several employees or one contractor, and only fitting ones (manual, section 6, 8 and 12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from crm.company.models import Contractor, Employee
from crm.dispatch.domain import steps
from crm.dispatch.domain.hands import hands_of, named
from crm.dispatch.enums import OPEN, Deed
from crm.dispatch.models import Request, RequestExecutor
from crm.request_types.models import RequestType
from identity.models import Session, User
from tenants.errors import DomainError
from tenants.russian import decline

MOST_OFFERED = 200
_HERE = timedelta(minutes=30)  # since when nobody of the phone or the office was heard of: he may have gone home
_TASKS = Count("tasks", filter=Q(tasks__released_at=None, tasks__request__status__in=OPEN), distinct=True)


@dataclass(frozen=True)
class Load:
    """An employee who may be offered, with the open requests in his hands.

    `is_here`: he was seen at the computer or on the phone lately. Nobody clocks in here, so that is what is known.
    """

    employee: Employee
    tasks: int
    is_here: bool

    @property
    def in_words(self) -> str:
        """«Краснов Иван Петрович — 3 заявки, на связи»."""
        words = f"{self.employee} — {self.tasks} {decline(self.tasks, 'заявка', 'заявки', 'заявок')}"
        return f"{words}, на связи" if self.is_here else words


def fitting_employees(type_id: int | None) -> list[Load]:
    """Employees who work and do requests of this type, the least loaded first; whoever has no types does all."""
    seen = Session.objects.filter(user=OuterRef("user"), seen_at__gte=timezone.now() - _HERE)
    found = Employee.objects.filter(user__is_active=True).select_related("user")
    found = found.annotate(in_hand=_TASKS, here=Exists(seen))
    if type_id is not None:
        found = found.filter(Q(request_types=type_id) | Q(request_types=None)).distinct()
    rows = found.order_by("in_hand", "user__last_name", "user__first_name", "pk")[:MOST_OFFERED]
    return [Load(row, row.in_hand, row.here) for row in rows]


def fitting_contractors(type_id: int | None) -> QuerySet[Contractor]:
    """Contractors who work and do requests of this type."""
    found = Contractor.objects.filter(is_active=True)
    return found.filter(request_types=type_id) if type_id is not None else found


@transaction.atomic
def assign(
    request: Request, *, employees: Sequence[Employee] = (), contractor: Contractor | None = None, by: User | None,
    version: int | None = None,
) -> Request:  # fmt: skip
    """Change who does an open request. Raises DomainError for both kinds at once, for nobody, and for who cannot."""
    request = steps.locked(request, version=version)
    if not request.is_open:
        raise DomainError(f"{request} закрыта: исполнителей не меняют.")
    if not employees and contractor is None:
        raise DomainError("Выберите исполнителя: сотрудника или подрядчика.", field="employees")
    give(request, employees=employees, contractor=contractor, by=by)
    return request


def give(request: Request, *, employees: Sequence[Employee], contractor: Contractor | None, by: User | None) -> None:
    """The same for a request that is locked; nothing if neither is said."""
    if employees and contractor is not None:
        raise DomainError("Заявку делают или свои сотрудники, или один подрядчик.", field="contractor")
    if not employees and contractor is None:
        return
    for employee in employees:
        _refuse_unfit_employee(request.type, employee)
    if contractor is not None:
        _refuse_unfit_contractor(request.type, contractor)
    before, was = named(request), _who(request)
    wanted = {employee.pk: employee for employee in employees}
    hands_of(request).exclude(employee__in=wanted).update(released_at=timezone.now())
    if request.contractor_id and contractor is None:
        Request.objects.filter(pk=request.pk).update(contractor=None)
    request.contractor = contractor
    for employee in wanted.values():
        if employee.pk not in was.employees:
            RequestExecutor.objects.create(request=request, employee=employee)
    if was != _Who(frozenset(wanted), contractor.pk if contractor else None):
        after = contractor.short_name if contractor else ", ".join(sorted(map(str, wanted.values())))
        steps.keep(request, Deed.ASSIGNED, by=by, changes={"executors": [before or None, after]})


def dismiss(request: Request) -> None:
    """Nobody does a locked request any more; who did stays in history."""
    hands_of(request).update(released_at=timezone.now())


def has_hands(request: Request) -> bool:
    """Somebody does it."""
    return request.contractor_id is not None or hands_of(request).exists()


class _Who(NamedTuple):
    employees: frozenset[int]
    contractor: int | None


def _who(request: Request) -> _Who:
    return _Who(frozenset(hands_of(request).values_list("employee", flat=True)), request.contractor_id)


def refuse_unfit_hands(request: Request, kind: RequestType) -> None:
    """Raises DomainError (field "type") if whoever does the request does not do this type."""
    hands = [hand.employee for hand in hands_of(request)]
    try:
        for employee in hands:
            _refuse_unfit_employee(kind, employee)
        if request.contractor:
            _refuse_unfit_contractor(kind, request.contractor)
    except DomainError as error:
        raise DomainError(f"{error} Сначала назначьте другого исполнителя.", field="type") from None


def _refuse_unfit_employee(kind: RequestType | None, employee: Employee) -> None:
    if not employee.user.is_active:
        raise DomainError(f"{employee} больше не работает: выберите другого.", field="employees")
    types = set(employee.request_types.values_list("pk", flat=True))
    if kind is not None and types and kind.pk not in types:
        raise DomainError(f"{employee} не делает заявки «{kind}».", field="employees")


def _refuse_unfit_contractor(kind: RequestType | None, contractor: Contractor) -> None:
    if not contractor.is_active:
        raise DomainError(f"С подрядчиком «{contractor}» больше не работают.", field="contractor")
    if kind is not None and not contractor.request_types.filter(pk=kind.pk).exists():
        raise DomainError(f"«{contractor}» не делает заявки «{kind}».", field="contractor")
