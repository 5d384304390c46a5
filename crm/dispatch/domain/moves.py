"""Moves of a request's status: one function each, and `_move` beneath them all. The database refuses any other.

Every function takes `version`, the one that the person saw, and refuses to overwrite what somebody changed meanwhile.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from crm.company.models import Contractor, Employee
from crm.dispatch.domain import days, deadlines, executors, steps
from crm.dispatch.domain.reasons import said
from crm.dispatch.enums import MOVES, Deed, Status
from crm.dispatch.models import Request
from identity.models import User
from tenants.errors import DomainError

RETURN_DAYS = 7  # within which a resident may say that it is not done
_LONGEST_PAUSE = timedelta(days=365)


@transaction.atomic
def take(
    request: Request, *, by: User | None, employees: Iterable[Employee] = (), contractor: Contractor | None = None,
    version: int | None = None,
) -> Request:  # fmt: skip
    """«В работе»: given to somebody (manual, section 6, 11). Raises DomainError if to nobody."""
    request = steps.locked(request, version=version)
    executors.give(request, employees=list(employees), contractor=contractor, by=by)
    if not executors.has_hands(request):
        raise DomainError("Выберите исполнителя: сотрудника или подрядчика.", field="employees")
    request.started_at = request.started_at or timezone.now()
    return _move(request, Status.WORKING, Deed.TAKEN, by=by)


@transaction.atomic
def release(request: Request, *, reason: str, by: User | None, version: int | None = None) -> Request:
    """Back into «Новая»: nobody does it. Raises DomainError without a reason."""
    request = steps.locked(request, version=version)
    executors.dismiss(request)
    request.contractor = None
    return _move(request, Status.NEW, Deed.RELEASED, by=by, reason=said(reason, "Напишите, почему её никто не делает."))


@transaction.atomic
def finish(request: Request, *, by: User | None, version: int | None = None) -> Request:
    """«Выполнена»."""
    request = steps.locked(request, version=version)
    request.finished_at = timezone.now()
    return _move(request, Status.DONE, Deed.FINISHED, by=by)


@transaction.atomic
def cancel(request: Request, *, reason: str, by: User | None, version: int | None = None) -> Request:
    """«Отменена»: it stays in the base (manual, section 6, 11). Raises DomainError without a reason."""
    request = steps.locked(request, version=version)
    return _move(request, Status.CANCELLED, Deed.CANCELLED, by=by, reason=said(reason, "Напишите, почему отменяете."))


@transaction.atomic
def cancel_by_resident(request: Request, *, by: User | None) -> Request:
    """By the resident, while nobody has begun. Raises DomainError afterwards."""
    request = steps.locked(request)
    if request.status != Status.NEW:
        raise DomainError("Заявка уже в работе. Чтобы отменить её, позвоните диспетчеру.")
    return _move(request, Status.CANCELLED, Deed.CANCELLED, by=by, reason="Отменил житель")


@transaction.atomic
def postpone(request: Request, *, until: date, reason: str, by: User | None, version: int | None = None) -> Request:
    """Put work off: the status stays «В работе», the clock stands. Raises DomainError for a day that is over."""
    request = steps.locked(request, version=version)
    today = days.today()
    if request.status != Status.WORKING:
        raise DomainError("Отложить можно только заявку в работе.")
    if request.postponed_until:
        raise DomainError(f"Заявка уже отложена до {request.postponed_until:%d.%m.%Y}.")
    if not today < until <= today + _LONGEST_PAUSE:
        raise DomainError("Укажите день не раньше завтрашнего и не позже чем через год.", field="until")
    request.postponed_until = until
    request.postponed_because = said(reason, "Напишите, почему откладываете.")
    request.due_at = request.warn_at = None
    changes = {"postponed_until": [None, until.isoformat()]}
    steps.keep(request, Deed.POSTPONED, by=by, comment=request.postponed_because, changes=changes)
    return request


@transaction.atomic
def resume(request: Request, *, by: User | None, version: int | None = None) -> Request:
    """Go on with what was put off: the clock runs again. Raises DomainError if it was not put off."""
    request = steps.locked(request, version=version)
    if not request.postponed_until:
        raise DomainError("Заявка не отложена.")
    request.postponed_until, request.postponed_because = None, ""
    steps.keep(request, Deed.RESUMED, by=by)
    return _reckoned(request)


@transaction.atomic
def reopen(request: Request, *, reason: str, by: User | None, version: int | None = None) -> Request:
    """A closed one is open again: a finished one in work, a cancelled one new. Raises DomainError without a reason."""
    request = steps.locked(request, version=version)
    to = {Status.DONE: Status.WORKING, Status.CANCELLED: Status.NEW}.get(Status(request.status))
    if to is None:
        raise DomainError("Заявка и так открыта.")
    request.finished_at = None
    return _move(request, to, Deed.REOPENED, by=by, reason=said(reason, "Напишите, почему открываете снова."))


@transaction.atomic
def return_by_resident(request: Request, *, reason: str, by: User | None) -> Request:
    """The resident says that it is not done, within `RETURN_DAYS`; returns are counted. Raises DomainError later."""
    request = steps.locked(request)
    if request.status != Status.DONE or request.finished_at is None:
        raise DomainError("Вернуть можно только выполненную заявку.")
    if timezone.now() - request.finished_at > timedelta(days=RETURN_DAYS):
        raise DomainError(f"Вернуть можно в течение {RETURN_DAYS} дней. Напишите новую заявку: мы увидим и прежнюю.")
    request.finished_at = None
    request.returns += 1
    return _move(request, Status.WORKING, Deed.RETURNED, by=by, reason=said(reason, "Напишите, что не сделано."))


def _move(request: Request, to: Status, deed: Deed, *, by: User | None, reason: str = "") -> Request:
    """The only place that sets a status."""
    was = Status(request.status)
    if (was, to) not in MOVES:
        raise DomainError(f"{request} сейчас «{was.label}»: сделать её «{to.label}» нельзя.")
    request.status = to
    request.postponed_until, request.postponed_because = None, ""
    steps.keep(request, deed, by=by, comment=reason, changes={"status": [was.value, to.value]})
    return _reckoned(request)


def _reckoned(request: Request) -> Request:
    """Deadlines after a step that may have ended a pause; saved without a step of its own."""
    deadlines.reckon(request)
    request.save(update_fields=["respond_by", "localise_by", "due_at", "warn_at"])
    return request
