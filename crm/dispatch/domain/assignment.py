"""Rules by which new requests go to somebody by themselves: by type, by house, or by both."""

from django.db.models import F, Q

from crm.dispatch.domain import executors, steps
from crm.dispatch.models import AssignmentRule, Request
from tenants.errors import DomainError


def rule_for(request: Request) -> AssignmentRule | None:
    """The most exact rule: for type and house, else for the type, else for the house, else for all."""
    rules = AssignmentRule.objects.filter(
        Q(type=request.type_id) | Q(type=None), Q(house=request.house_id) | Q(house=None)
    ).select_related("responsible__user", "employee__user", "contractor")
    return rules.order_by(F("type").asc(nulls_last=True), F("house").asc(nulls_last=True)).first()


def apply_rules(request: Request) -> None:
    """Give a request that has just been opened to whom its rule names; it stays new until somebody takes it.

    Who has left or does not do such requests any more is passed over: a call is not lost to a stale rule.
    """
    rule = rule_for(request)
    if rule is None:
        return
    if rule.responsible and rule.responsible.user.is_active:
        request.responsible = rule.responsible
        request.save(update_fields=["responsible"])
    try:
        executors.give(
            steps.locked(request),
            employees=[rule.employee] if rule.employee else [],
            contractor=rule.contractor,
            by=None,
        )
    except DomainError:
        return
    request.refresh_from_db()
