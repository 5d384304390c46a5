"""The papers of a month that has ended, and the letter about them."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from billing.domain import closing
from billing.domain.charging import month_name
from billing.domain.closing import revise as revise_closing
from billing.domain.metering import today_of
from billing.models import Closing, Revision
from crm.billing import rights
from crm.billing.domain.invoices import buyer
from crm.billing.domain.telling import write_to_those_who
from crm.journal.domain.entries import record
from identity.models import User
from tenants.context import current_tenant, in_schema, speaking_for


@transaction.atomic
def close_last_month() -> Closing | None:
    """Make the current company's act and УПД of the last month and write to those who pay; None if there is nothing.

    A month is closed once: a repeat writes to nobody.
    """
    tenant = current_tenant()
    month = today_of(tenant).replace(day=1) - timedelta(days=1)
    with in_schema("public"):
        there = closing.closings_of(tenant).filter(month=month.replace(day=1)).exists()
    made = closing.close_month(tenant, month, buyer=buyer())
    if made is None or there:
        return made
    record(action="crm_billing.close_month", obj=made, by=None)
    write_to_those_who(
        rights.SEE_BILLING, template="month_closed", subject=f"Акт и УПД за {month_name(month)}",
        page="/crm/billing/papers/", closing=made, month=month_name(month),
    )  # fmt: skip
    return made


@transaction.atomic
def revise(closing: Closing, *, amounts: Sequence[Decimal], reason: str, by: User) -> Revision:
    """An operator corrects an act of a company, with its requisites of today; seen in the company's journal.

    Raises DomainError as `billing.domain.closing.revise`.
    """
    with speaking_for(closing.tenant):
        today = buyer()
    with in_schema("public"):
        made = revise_closing(closing, amounts=amounts, reason=reason, buyer=today, by=by)
    told: dict[str, list[Any]] = {
        "act_revision": [None, str(made)],
        "amount": [f"{closing.amount:.2f}", f"{made.amount:.2f}"],
        "revision_reason": [None, made.reason],
        "revised_by": [None, by.get_full_name()],
    }
    with speaking_for(closing.tenant):
        record(action="crm_billing.revise_act", obj=closing, by=None, changes=told)
    return made
