"""Where a person is signed in, and ending that."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from identity.events import signed_out
from identity.models import Session, User
from tenants.connection import connection
from tenants.context import on_platform
from tenants.errors import DomainError
from tenants.models import Tenant

SHOWN = 30
_STAFF_EVERY = timedelta(hours=1)
_AT_ONCE = 1000


def of(user: User) -> list[Session]:
    """The person's open sessions, the one seen last first; no more than a page of them. One query."""
    return list(_open(user).order_by("-seen_at", "pk")[:SHOWN])


@transaction.atomic
def sign_out_there(user: User, *, mark: str) -> None:
    """End one of the person's own sessions, named by its `mark`. Raises DomainError if it has ended already."""
    session = next((session for session in _open(user).iterator() if session.mark == mark), None)
    if session is None:
        raise DomainError("Этот сеанс уже закончился.")
    session.delete()
    signed_out.send(sender=User, user=user)


def sign_out_everywhere(user: User, *, except_key: str | None = None) -> int:
    """End every session of the person in this schema, but the one with this key; how many. One query."""
    with connection.cursor() as cursor:  # Django would read the rows first: somebody listens to all deletions
        cursor.execute(
            f"DELETE FROM {Session._meta.db_table} WHERE user_id = %s AND session_key <> %s",  # noqa: S608  our name
            [user.pk, except_key or ""],
        )
        return int(cursor.rowcount)


def note_seen(key: str | None, *, address: str | None, must_set_up: bool) -> None:
    """Write down that the person is still there, and whether something must be done before anything else."""
    Session.objects.filter(session_key=key).update(seen_at=timezone.now(), address=address, must_set_up=must_set_up)


def note_staff(user: User) -> None:
    """Write down beside the company that somebody of its staff is there: once an hour, whoever it is."""
    if on_platform() or not user.is_staff:
        return
    now = timezone.now()
    not_lately = Q(staff_seen_at=None) | Q(staff_seen_at__lt=now - _STAFF_EVERY)
    Tenant.objects.filter(not_lately, schema_name=connection.schema_name).update(staff_seen_at=now)


def clear_expired() -> None:
    """Delete ended sessions, some at a time: nobody who signs in meanwhile waits. Both tables, while the old stands."""
    for table in (Session._meta.db_table, "django_session"):
        deleted = _AT_ONCE
        while deleted == _AT_ONCE:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"DELETE FROM {table} WHERE session_key IN (SELECT session_key FROM {table} "  # noqa: S608  our names
                    "WHERE expire_date < now() LIMIT %s)",
                    [_AT_ONCE],
                )
                deleted = cursor.rowcount


def _open(user: User) -> QuerySet[Session]:
    return Session.objects.filter(user=user, expire_date__gt=timezone.now())
