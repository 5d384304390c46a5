"""Warning those who manage contractors that a contract ends."""

from datetime import date, timedelta

from django.db import transaction

from crm.company import rights
from crm.company.domain.contract_terms import company_today, term_of
from crm.company.domain.own_notices import who_wants
from crm.company.models import ContractNotice, Contractor
from crm.company.notices import CONTRACT_ENDS
from crm.rights.domain.people import who_may
from identity.channels import Channel
from notifications.domain import letters
from notifications.kinds import By
from tenants.context import base_url, current_tenant

MARKS = (0, 7, 30)  # days before the end, the nearest first
_LATE = 7  # days after the end in which a worker that was away still tells


@transaction.atomic
def warn_of_endings() -> int:
    """Write one letter of all contracts that have come to a mark to each who manages contractors; how many contracts.

    Safe to repeat: each mark of each end is told once. A day on which nothing ran is made up for on the next: told is
    the nearest mark, and those that passed unheard are not told any more.
    """
    today = company_today()
    until = Contractor.objects.filter(
        is_active=True, valid_until__range=(today - timedelta(days=_LATE), today + timedelta(days=MARKS[-1]))
    )
    told = [one for one in until.order_by("valid_until", "short_name", "pk") if _is_first(one, on=today)]
    if told:
        _write(told, on=today)
    return len(told)


def _is_first(contractor: Contractor, *, on: date) -> bool:
    """Take note of the mark; False if it was told, also by a worker that does the same in this moment."""
    assert contractor.valid_until is not None  # noqa: S101  the query asks for it
    left = (contractor.valid_until - on).days
    mark = next(mark for mark in MARKS if left <= mark)
    return ContractNotice.objects.get_or_create(
        contractor=contractor, valid_until=contractor.valid_until, days_before=mark
    )[1]


def _write(contractors: list[Contractor], *, on: date) -> None:
    tenant = current_tenant()
    lines = [(contractor, term_of(contractor, on=on).words) for contractor in contractors]
    subject = f"{contractors[0]}: {lines[0][1]}" if len(lines) == 1 else "Договоры с подрядчиками кончаются"
    managers = who_may(rights.MANAGE_CONTRACTORS, channel=Channel.COMPUTER)
    for user in who_wants(managers, CONTRACT_ENDS, by=By.EMAIL):
        letters.write(
            template="contracts_ending",
            to=user.email,
            subject=subject,
            context={
                "person": user,
                "company": tenant.short_name,
                "lines": lines,
                "list": f"{base_url(tenant)}/crm/contractors/",
            },
        )
