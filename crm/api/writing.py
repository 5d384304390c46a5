"""The operations that make something. Sent again with the same `Idempotency-Key`, they answer as they did, and make
nothing.
"""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Header

from crm.api import schemas
from crm.api.operations import person_of, writes
from crm.dispatch import rights as dispatch
from crm.dispatch.domain.by_program import open_by_program
from crm.dispatch.models import Request

Key = Annotated[
    UUID,
    Header(alias="Idempotency-Key", description="UUID заявки в вашей программе: при повторе пошлите тот же"),
]


@writes("/requests", dispatch.CREATE_REQUESTS, response=schemas.RequestState, summary="Записать заявку")
def write_request(request: HttpRequest, new: schemas.NewRequest, key: Key) -> Request:
    number = open_by_program(key=key, by=person_of(request), **dict(new))
    return Request.objects.get(number=number)
