"""Letters of one company to one person: what is kept of them, and forgetting whose they were (152-ФЗ)."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q, QuerySet

from notifications.models import Letter
from tenants.connection import connection
from tenants.context import in_schema

FORGOTTEN = "стёрто"


def letters_to(addresses: Collection[str]) -> list[Letter]:
    """Letters of the current company to any of the addresses, newest first; texts are not read."""
    company = connection.schema_name
    with in_schema("public"):
        return list(_to(addresses, company).defer("text", "html"))


@transaction.atomic
def forget(letters: Collection[int]) -> int:
    """Take addresses and texts out of letters of the current company; that one went out, when and about what stays.

    A letter that is just being sent is left alone. How many were changed.
    """
    company = connection.schema_name
    with in_schema("public"):
        found = Letter.objects.filter(pk__in=letters, schema_name=company).exclude(state=Letter.State.WAITING)
        return found.update(recipients=[FORGOTTEN], text="", html="", error="")


def _to(addresses: Collection[str], company: str) -> QuerySet[Letter]:
    wanted = Q(pk__in=[])
    for address in addresses:
        wanted |= Q(recipients__contains=[address])
    return Letter.objects.filter(wanted, schema_name=company)
