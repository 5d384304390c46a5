"""Letters about the company's money, to those of it whom it concerns."""

from typing import Any

from crm.rights.domain.people import who_may
from identity.channels import Channel
from notifications.domain import letters
from tenants.context import current_tenant, in_schema, office_url


def write_to_those_who(right: str, *, template: str, subject: str, page: str, **context: Any) -> None:
    """One letter to each who has the right, from Бурмистр; `page` is the path of the office that it leads to."""
    tenant, people = current_tenant(), who_may(right, channel=Channel.COMPUTER)
    context = {"company": tenant.short_name, "page": f"{office_url(tenant)}{page}", **context}
    with in_schema("public"):
        for user in people:
            letters.write(template=template, to=user.email, subject=subject, context={"person": user, **context})
