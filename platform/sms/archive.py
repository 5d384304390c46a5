"""What of a company's archive the SMS ledger is: a sheet to read, the limit that it set itself, markups of its own.

Messages stay in the books of where they were sent; operations that charged them go along with the company's books.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sms.domain import limits, sending
from sms.enums import State
from sms.models import Markup, Message, Reserve
from tenants.archive.format import Manifest
from tenants.archive.registry import Part, Sheet
from tenants.archive.registry import register as register_in_archive
from tenants.models import Tenant

MESSAGES = Sheet(
    title="СМС",
    order=82,
    rows=lambda tenant: Message.objects.filter(tenant=tenant).order_by("id"),
    columns={
        "created_at": "", "medium": "", "cause": "", "reference": "", "by_name": "", "phone": "", "text": "",
        "segments": "", "base": "", "markup": "", "total": "", "state": "", "state_at": "",
    },
    in_public=True,
)  # fmt: skip


def _rows(tenant: Tenant) -> Iterator[dict[str, Any]]:
    for reserve in Reserve.objects.filter(tenant=tenant, monthly_limit__isnull=False):
        yield {"limit": reserve.monthly_limit}
    for markup in Markup.objects.filter(tenant=tenant).order_by("valid_from"):
        yield {"valid_from": markup.valid_from, "amount": markup.amount}


def _restore(tenant: Tenant, told: Iterator[dict[str, Any]], _: Manifest) -> None:
    for row in told:
        if "limit" in row:
            limits.set_monthly_limit(tenant, Decimal(row["limit"]))
        else:
            Markup.objects.get_or_create(
                tenant=tenant, valid_from=row["valid_from"], defaults={"amount": row["amount"]}
            )


def _facts(tenant: Tenant) -> dict[str, Any]:
    told = list(_rows(tenant))
    return {
        "limits": [f"{row['limit']:.2f}" for row in told if "limit" in row],
        "markups": [f"{row['valid_from']}: {row['amount']:.2f}" for row in told if "amount" in row],
    }


def _depart(tenant: Tenant, _: Manifest, to: str) -> None:
    """What still waits does not go out from here any more; its money goes along with the balance."""
    waiting = Message.objects.filter(tenant=tenant, state=State.QUEUED)
    sending.cancel(tenant, set(waiting.values_list("batch", flat=True)))


LIMIT = Part(code="sms", rows=_rows, restore=_restore, facts=_facts, depart=_depart)


def register() -> None:
    """Add the sheet, the limit and the markups to archives."""
    register_in_archive(MESSAGES, LIMIT)
