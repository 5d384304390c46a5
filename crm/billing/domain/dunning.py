"""Telling a company that its money runs out, and what its journal says of it; the rules are in `billing.domain`."""

from datetime import date

from django.db import transaction

from billing.domain import dunning
from billing.domain.dunning import Turn
from billing.enums import Step
from billing.models import Standing
from crm.billing import rights
from crm.billing.domain.invoices import issue_invoice
from crm.billing.domain.telling import write_to_those_who
from crm.journal.domain.entries import record
from identity.models import User
from tenants.context import current_tenant, in_schema, speaking_for
from tenants.models import Tenant

_SUBJECTS = {
    Step.LOW: "Деньги на балансе скоро закончатся",
    Step.OVER: "Деньги на балансе закончились",
    Step.SUSPENDED: "Работа в CRM приостановлена",
    Step.RESTORED: "Работа в CRM возобновлена",
}


@transaction.atomic
def watch() -> tuple[Step, ...]:
    """Look at the current company's money, make the invoice, write letters and the journal; what was done.

    All or nothing, and each step once, however often it is called.
    """
    tenant = current_tenant()
    turn = dunning.look(tenant)
    if turn.owed:
        invoice = issue_invoice(amount=turn.owed, by=None)
        dunning.link_invoice(turn.standing, invoice)
    for step in turn.steps:
        if step == Step.SUSPENDED:
            record(action="crm_billing.suspend", obj=tenant, by=None)
        elif step == Step.RESTORED:
            record(action="crm_billing.restore", obj=tenant, by=None)
    if turn.steps:
        _write(turn)
    return turn.steps


@transaction.atomic
def spare(tenant: Tenant, *, until: date, reason: str, by: User) -> Standing:
    """An operator's respite, seen by the company in its journal. Raises DomainError as `billing.domain.dunning`."""
    with in_schema("public"):
        standing = dunning.spare(tenant, until=until, reason=reason, by=by)
    told = {
        "spared_until": [None, f"{until:%d.%m.%Y}"],
        "spared_reason": [None, standing.spared_reason],
        "spared_by": [None, by.get_full_name()],
    }
    with speaking_for(tenant):
        record(action="crm_billing.spare", obj=tenant, by=None, changes=told)
    return standing


def _write(turn: Turn) -> None:
    """To those who pay; the last step says what is most important."""
    step = turn.steps[-1]
    write_to_those_who(
        rights.ISSUE_INVOICE, template="money_runs_out", subject=_SUBJECTS[step], page="/crm/billing/invoices/",
        step=step.value, forecast=turn.forecast, invoice=turn.standing.invoice, suspends_on=turn.suspends_on,
    )  # fmt: skip
