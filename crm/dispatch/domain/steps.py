"""The one way to change a request: locked, with its version, and a step of its history in the same transaction."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from crm.dispatch.domain import telling
from crm.dispatch.enums import Deed
from crm.dispatch.models import Request, RequestEvent
from crm.journal.domain.entries import record
from identity.models import User
from identity.origin import current_origin
from tenants.errors import DomainError


def locked(request: Request, *, version: int | None = None) -> Request:
    """The request as it is now, held until the transaction ends.

    `version` is the one that the person saw; DomainError if somebody has changed it since, so nothing is overwritten.
    """
    now = Request.objects.select_for_update(of=("self",)).select_related("house", "type").get(pk=request.pk)
    if version is not None and now.version != version:
        last = now.events.select_related("by").order_by("-pk").first()
        who = f": {last.by or 'система'}, «{last.get_deed_display().lower()}»" if last else ""
        raise DomainError(f"Пока вы писали, заявку изменили{who}. Посмотрите, что изменилось, и повторите.")
    return now


@transaction.atomic
def keep(
    request: Request, deed: Deed, *, by: User | None, comment: str = "", changes: Mapping[str, list[Any]] | None = None
) -> RequestEvent:
    """Save a locked request and write the step, into its own history and into the journal."""
    request.version += 1
    request.save()
    return write(request, deed, by=by, comment=comment, changes=changes)


def write(
    request: Request, deed: Deed, *, by: User | None, comment: str = "", changes: Mapping[str, list[Any]] | None = None
) -> RequestEvent:
    """Write a step of a request that is saved already, and the letters about it."""
    plain = {name: [_plain(value) for value in pair] for name, pair in (changes or {}).items()}
    record(action=f"dispatch.{deed.value}", obj=request, by=by, changes={**plain, **_reason(comment)})
    step = RequestEvent.objects.create(
        request=request, deed=deed, by=by, channel=current_origin().channel, comment=comment[:300], changes=plain
    )
    telling.tell(step)
    return step


def _reason(comment: str) -> dict[str, list[Any]]:
    return {"reason": [None, comment]} if comment else {}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int)) else str(value)
