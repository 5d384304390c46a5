"""«Войти как сотрудник компании»: who of the operators was where, as whom, why and from when to when.

The word of an operator is a row here; what he carries to the company's host is a signed number of that row, good for a
minute, for one company and once: the row itself is struck off in one statement, so no cache has to be there. What the
company sees of it, and the session, are made by `crm.company.domain.visits`.
"""

from datetime import timedelta

from django.core import signing
from django.db.models import QuerySet
from django.db.models.functions import Least
from django.utils import timezone

from identity.models import User
from support.models import Visit
from tenants.context import in_schema
from tenants.enums import OPEN
from tenants.errors import DomainError
from tenants.models import Tenant

TICKET_SECONDS = 60
LASTS = timedelta(minutes=30)
SHORTEST_REASON = 10
_SALT = "support.visit"


def ask(tenant: Tenant, *, person: int, person_name: str, reason: str, by: User) -> tuple[Visit, str]:
    """Write down that an operator goes to a company as one of its employees; the row and the ticket.

    `person` is the employee's number in the company. Raises DomainError without a reason, for who is no operator, and
    for a company that is not open.
    """
    reason = " ".join(reason.split())
    if not (by.is_active and by.is_superuser):
        raise DomainError("Войти может только оператор.")
    if len(reason) < SHORTEST_REASON:
        raise DomainError("Напишите, зачем вы входите: это прочитает руководитель компании.", field="reason")
    if tenant.state not in OPEN or tenant.moved_to or tenant.maintenance_since:
        raise DomainError(f"{tenant}: войти сейчас нельзя, компания не работает.")
    visit = Visit.objects.create(
        tenant=tenant, operator=by, operator_name=str(by)[:200], person=person, person_name=person_name[:300],
        reason=reason[:300],
    )  # fmt: skip
    return visit, signing.dumps([tenant.schema_name, visit.pk], salt=_SALT)


def admit(ticket: str, *, to: Tenant) -> Visit:
    """Begin the visit that a ticket is for; from then on it lets in nobody.

    Raises DomainError if it is not ours, of another company, used, too old, or if the operator is one no more.
    """
    try:
        schema, number = signing.loads(ticket, salt=_SALT, max_age=TICKET_SECONDS)
    except signing.BadSignature:
        raise _no_longer() from None
    if schema != to.schema_name:
        raise _no_longer()
    now = timezone.now()
    asked_lately = now - timedelta(seconds=TICKET_SECONDS)
    with in_schema("public"):  # in the company's own schema the same name is the table of its people
        fresh = Visit.objects.filter(pk=number, tenant=to, entered_at=None, asked_at__gt=asked_lately)
        is_still_one = fresh.filter(operator__is_active=True, operator__is_superuser=True).exists()
        # One row by its own columns: of two that come at once the second sees what the first has written.
        if not is_still_one or not fresh.update(entered_at=now, ends_at=now + LASTS):
            raise _no_longer()
        return Visit.objects.get(pk=number)


def going_on(number: int, *, at: Tenant) -> Visit | None:
    """The visit if it still goes on in this company; None once it was ended or its time is over. One query."""
    now = timezone.now()
    return Visit.objects.filter(pk=number, tenant=at, entered_at__isnull=False, ended_at=None, ends_at__gt=now).first()


def end(visit: Visit) -> bool:
    """End it; False if somebody was faster."""
    ended = min(timezone.now(), visit.ends_at) if visit.ends_at else timezone.now()
    return bool(Visit.objects.filter(pk=visit.pk, ended_at=None).update(ended_at=ended))


def end_all(tenant: Tenant) -> None:
    """End what goes on in a company that is here no longer: its journal takes no more words."""
    now = timezone.now()
    Visit.objects.filter(tenant=tenant, entered_at__isnull=False, ended_at=None).update(ended_at=Least("ends_at", now))


def overdue() -> QuerySet[Visit]:
    """Visits whose time is over and whose end nobody has written down."""
    return Visit.objects.filter(ends_at__lte=timezone.now(), ended_at=None).select_related("tenant")


def visits_to(tenant: Tenant) -> QuerySet[Visit]:
    """The company's visits, the newest first."""
    return Visit.objects.filter(tenant=tenant)


def _no_longer() -> DomainError:
    return DomainError("Вход не состоялся: пропуск действует минуту и один раз. Начните с карточки компании.")
