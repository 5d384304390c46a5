"""What goes of calls when a person's data are erased (152-ФЗ, ст. 21)."""

from collections.abc import Collection

from crm.dispatch.models import Caller


def erase_calls(numbers: Collection[int]) -> None:
    """Take name and phone out of these calls; who asked for it stands in the act of erasing."""
    Caller.objects.filter(pk__in=numbers).update(name="", phone="", person=None)
