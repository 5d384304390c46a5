"""The directory of request types."""

from django.core.exceptions import ValidationError
from django.db import transaction

from crm.journal.domain.entries import differences, record
from crm.request_types.models import RequestType
from identity.models import User
from tenants.errors import DomainError

_SHOWN = ["name", "is_active", "order"]


@transaction.atomic
def save_type(before: RequestType | None, *, name: str, is_active: bool, order: int, by: User) -> RequestType:
    """Add a type (`before` is None) or change one; «включён» off takes it out of new requests.

    Raises DomainError if the name is empty or taken. Source: manual, section 6, «Типы заявок».
    """
    name = " ".join(name.split())
    if not name:
        raise DomainError("Напишите, что это за работы.", field="name")
    after = RequestType(pk=before.pk if before else None, name=name, is_active=is_active, order=order)
    after._state.adding = before is None  # so that a type is not compared with itself
    try:
        after.validate_constraints()
    except ValidationError as error:
        raise DomainError(error.messages[0], field="name") from None
    after.save()
    action = "request_types.change_type" if before else "request_types.add_type"
    record(action=action, obj=after, by=by, changes=differences(before, after, _SHOWN))
    return after
