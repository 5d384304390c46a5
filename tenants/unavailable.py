"""The polite page of a tenant that cannot answer: being made, mended or moved, or in the archive."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.template.loader import render_to_string

from tenants.context import speaking_for
from tenants.enums import State
from tenants.models import Tenant

log = logging.getLogger(__name__)

RETRY_AFTER = {"making": "30", "reading": "60", "mending": "300"}  # seconds
_finders: list[Callable[[], Any]] = []


def ring_by(finder: Callable[[], Any]) -> None:
    """Register who knows the dispatcher's phone (`text`, `dial`, or None) of the current tenant."""
    _finders.append(finder)


def unavailable(tenant: Tenant) -> HttpResponse:
    """410 once the tenant is in the archive, else 503 with why and when to come again; names no company."""
    why = _why(tenant)
    context = {"why": why, "phone": _phone(tenant) if why == "mending" else None}
    response = HttpResponse(render_to_string("base/unavailable.html", context), status=410 if why == "gone" else 503)
    if why in RETRY_AFTER:
        response["Retry-After"] = RETRY_AFTER[why]
    response["Cache-Control"] = "no-store"
    return response


def _why(tenant: Tenant) -> str:
    if tenant.state == State.ARCHIVED:
        return "gone"
    if tenant.state == State.PROVISIONING:
        return "making"
    return "mending" if tenant.maintenance_since else "reading"


def _phone(tenant: Tenant) -> Any:
    """A leak does not wait for us. The schema may be one that this code does not fit, so nothing is taken for sure."""
    try:
        with speaking_for(tenant), transaction.atomic():
            return next(filter(None, (finder() for finder in _finders)), None)
    except DatabaseError:
        log.warning("No phone for the page of %s", tenant.schema_name, exc_info=True)
        return None
