"""Бурмистр's operator in the company as one of its employees: let in, marked in the journal, shown out.

The operator's word and the ticket are `support.domain.visits`. What may be done meanwhile: `crm.company.visiting`.
"""

from collections.abc import Iterable

from django.db import transaction
from django.http import HttpRequest
from django.utils.timezone import localtime

from crm.company.domain import sign_in_rules
from crm.journal.domain.entries import record
from crm.rights.enums import Role
from crm.rights.models import Access
from identity.backends import find_by_login
from identity.channels import ENTER, Channel
from identity.domain import entering
from identity.models import User
from notifications.domain import letters
from support.domain import visits
from support.models import Visit
from tenants.context import current_tenant, in_schema, office_url, speaking_for
from tenants.errors import DomainError

ENTERED = "company.operator_entered"
LEFT = "company.operator_left"


def host(login: str) -> tuple[User, Role]:
    """The employee of the current company as whom an operator may come, by the whole e-mail or phone.

    Operators see no list of a company's people: whoever asks for help says who he is. Raises DomainError.
    """
    user = find_by_login(login)
    access = Access.objects.filter(user=user).exclude(role=Role.CONTRACTOR).first() if user else None
    if user is None or access is None or not (user.is_active and user.is_staff) or user.must_change_password:
        raise DomainError("Такого сотрудника у компании нет, или он ещё не входил.", field="person")
    return user, Role(access.role)


@transaction.atomic
def enter(request: HttpRequest, *, ticket: str) -> Visit:
    """Open the operator's session in the name of the employee that the ticket names.

    The company's journal says who, why and until when, and its heads get a letter. Raises DomainError if the company
    keeps operators out, for a ticket that is no good here (`visits.admit`), and if the employee may not enter himself.
    """
    if not sign_in_rules.operators_may_enter():
        raise DomainError("Компания не пускает операторов: это выключено в её «Правилах входа».")
    visit = visits.admit(ticket, to=current_tenant())
    user = User.objects.filter(pk=visit.person, is_active=True, is_staff=True, must_change_password=False).first()
    if user is None or visit.ends_at is None:
        raise DomainError("Этот сотрудник больше не входит в CRM.")
    user.channel = Channel.COMPUTER
    if not user.has_perm(ENTER[Channel.COMPUTER]):
        raise DomainError("Этот сотрудник не работает за компьютером.")
    entering.enter_as(request, user, visit=visit.pk, operator=visit.operator_name, until=visit.ends_at)
    told = {
        "visit_operator": [None, visit.operator_name],
        "visit_reason": [None, visit.reason],
        "visit_until": [None, f"{localtime(visit.ends_at):%d.%m.%Y %H:%M}"],
    }
    record(action=ENTERED, obj=user, by=user, changes=told)
    _write(visit, user)
    return visit


@transaction.atomic
def leave(visit: Visit, *, by: User | None) -> None:
    """End a visit of the current company; the journal says it once. `by` is None when its time was over."""
    if not visits.end(visit):
        return
    user = User.objects.filter(pk=visit.person).first()
    if user is not None:
        record(action=LEFT, obj=user, by=by, changes={"visit_operator": [visit.operator_name, None]})


def close_overdue(overdue: Iterable[Visit]) -> int:
    """Write down the end of visits whose time is over; how many."""
    closed = 0
    for visit in overdue:
        with speaking_for(visit.tenant):
            leave(visit, by=None)
        closed += 1
    return closed


def _write(visit: Visit, user: User) -> None:
    tenant = current_tenant()
    heads = Access.objects.select_related("user").filter(role=Role.HEAD, user__is_active=True)
    people = [access.user for access in heads]
    with in_schema("public"):
        for head in people:
            letters.write(
                template="operator_entered",
                to=head.email,
                subject="Оператор «Бурмистра» вошёл в вашу CRM",
                context={
                    "person": head,
                    "company": tenant.short_name,
                    "visit": visit,
                    "host": user,
                    "until": f"{localtime(visit.ends_at):%H:%M}" if visit.ends_at else "",
                    "page": f"{office_url(tenant)}/crm/journal/",
                    "rules": f"{office_url(tenant)}/crm/company/sign-in-rules/",
                },
            )
