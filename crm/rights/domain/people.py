"""Who may do something: for those who are to be told."""

from crm.rights.domain.access import boxes_of
from crm.rights.models import Access
from crm.rights.registry import Box
from identity.channels import Channel
from identity.models import User


def who_may(code: str, *, channel: Channel) -> list[User]:
    """Active people who may do the action through the channel. One query; a company's staff are some hundreds."""
    box = Box(code, channel)
    everybody = Access.objects.filter(user__is_active=True).select_related("user").order_by("user_id")
    return [access.user for access in everybody if box in boxes_of(access)]
