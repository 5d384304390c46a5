"""The month's limit, with who set it in the journal."""

from decimal import Decimal

from django.db import transaction

from crm.journal.domain.entries import write
from crm.sms import rights
from identity.models import User
from sms.domain import limits
from sms.models import Reserve
from tenants.context import current_tenant


@transaction.atomic
def set_limit(*, limit: Decimal | None, by: User) -> None:
    """Let the company's SMS of a month cost up to `limit` roubles; None takes the limit away. Raises DomainError."""
    tenant = current_tenant()
    before = limits.set_monthly_limit(tenant, limit)
    if before == limit:
        return
    write(
        action=rights.SET_LIMIT,
        object_type=Reserve._meta.label_lower,
        object_id=str(tenant.pk),
        object_text="Лимит на СМС",
        by=by,
        changes={"monthly_limit": [_words(before), _words(limit)]},
    )


def _words(limit: Decimal | None) -> str:
    return "без лимита" if limit is None else f"{limit:.2f}".replace(".", ",")
