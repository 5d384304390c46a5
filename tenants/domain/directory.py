"""The directory for central sign-in: which companies know a login.

It lies in `public` and holds keyed hashes (HMAC-SHA256 under `DIRECTORY_KEY`), never a login. Who writes speaks for a
company and reaches that company's rows only; who looks up is the platform, and gets no more than it asked for. Our
own operators are not in it: they have one door, `/operator/`.
"""

from collections.abc import Collection, Mapping

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from tenants.context import current_tenant, on_platform
from tenants.enums import OPEN, State
from tenants.models import SignInKey, Tenant


def digest_of(login: str) -> bytes:
    """The keyed hash of a login, which must be written in the one normal way."""
    return salted_hmac("tenants.directory", login, secret=settings.DIRECTORY_KEY, algorithm="sha256").digest()


def find(digest: bytes, *, limit: int) -> list[SignInKey]:
    """The first `limit` keys of a login in companies that can be entered, those that have known it longest first.

    Costs one query. Raises LookupError when it is asked from a company's side.
    """
    if not on_platform():
        raise LookupError("Only the platform looks into the directory.")
    keys = SignInKey.objects.filter(digest=digest, tenant__state__in=OPEN, tenant__moved_to="")
    return list(keys.select_related("tenant").order_by("pk")[:limit])


@transaction.atomic
def keep(people: Mapping[int, Collection[str]]) -> int:
    """Make these people of the current company known by exactly these logins (none: by nothing); rows changed.

    Costs one query if nothing has changed, at most three if something has.
    """
    tenant = current_tenant()
    wanted = {digest_of(login): person for person, logins in people.items() for login in logins}
    keys = SignInKey.objects.filter(tenant=tenant, person__in=list(people))
    there = {bytes(digest): person for digest, person in keys.values_list("digest", "person")}
    gone = list(there.keys() - wanted.keys())
    fresh = [
        SignInKey(tenant=tenant, digest=digest, person=person)
        for digest, person in wanted.items()
        if there.get(digest) != person
    ]
    if gone:
        keys.filter(digest__in=gone).delete()
    if fresh:
        SignInKey.objects.bulk_create(
            fresh, update_conflicts=True, unique_fields=["digest", "tenant"], update_fields=["person"]
        )
    return len(gone) + len(fresh)


def people(*, after: int, limit: int) -> list[int]:
    """Numbers of the current company's people in the directory, in order, those above `after`."""
    keys = SignInKey.objects.filter(tenant=current_tenant(), person__gt=after)
    return list(keys.order_by("person").values_list("person", flat=True).distinct()[:limit])


def forget_archived() -> int:
    """Drop the keys of companies in the archive: their people have gone. How many were dropped."""
    gone = Tenant.objects.filter(state=State.ARCHIVED)
    return SignInKey.objects.filter(tenant__in=gone).delete()[0]
