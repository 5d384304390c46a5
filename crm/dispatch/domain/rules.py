"""What a company sets for its requests: deadlines, prices, to whom they go by themselves."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction

from crm.dispatch.models import AssignmentRule, PriceItem, TypeDeadline
from crm.journal.domain.entries import differences, record
from identity.models import User
from tenants.errors import DomainError

Row = TypeVar("Row", TypeDeadline, PriceItem, AssignmentRule)


@transaction.atomic
def save_deadline(row: TypeDeadline | None, *, by: User | None, **values: Any) -> TypeDeadline:
    """By when requests of a type (None: of all) and a priority are due, in minutes. Open requests keep what they have:
    residents were told it. Raises DomainError if there is a rule for these already, or it says no time at all.
    """
    if not any(values.get(name) for name in ("respond_minutes", "localise_minutes", "fix_minutes")):
        raise DomainError("Укажите хотя бы один срок.", field="fix_minutes")
    if values.get("fix_minutes") and not values.get("basis"):
        values["basis"] = "Правило компании"
    action = "dispatch.change_deadline" if row else "dispatch.add_deadline"
    return _save(TypeDeadline, row, values, action=action, by=by)


@transaction.atomic
def save_price(
    row: PriceItem | None, *, name: str, unit: str, price: Decimal, is_active: bool, by: User | None
) -> PriceItem:
    """A line of the price list; what was billed by the old price stays. Raises DomainError for a name that is there."""
    name = " ".join(name.split())
    if not name:
        raise DomainError("Напишите, что это за работа или материал.", field="name")
    values = {"name": name, "unit": unit.strip() or "шт.", "price": price, "is_active": is_active}
    action = "dispatch.change_price" if row else "dispatch.add_price"
    return _save(PriceItem, row, values, action=action, by=by)


@transaction.atomic
def save_assignment(row: AssignmentRule | None, *, by: User | None, **values: Any) -> AssignmentRule:
    """To whom new requests go by themselves. Raises DomainError for two kinds of hands, for nobody, and for a
    contractor or an employee who does not do the type.
    """
    kind, contractor, employee = values.get("type"), values.get("contractor"), values.get("employee")
    if kind and contractor and not contractor.request_types.filter(pk=kind.pk).exists():
        raise DomainError(f"«{contractor}» не делает заявки «{kind}»: добавьте ему этот тип.", field="contractor")
    if kind and employee:
        types = set(employee.request_types.values_list("pk", flat=True))
        if types and kind.pk not in types:
            raise DomainError(f"{employee} не делает заявки «{kind}»: добавьте ему этот тип.", field="employee")
    action = "dispatch.change_assignment" if row else "dispatch.add_assignment"
    return _save(AssignmentRule, row, values, action=action, by=by)


@transaction.atomic
def drop_rule(row: TypeDeadline | AssignmentRule, *, by: User | None) -> None:
    """Take a rule away; the last deadline for all types of a priority stays: without it nothing would be due."""
    if isinstance(row, TypeDeadline) and row.type_id is None:
        raise DomainError("Это срок для всех типов: его можно изменить, но не удалить.")
    action = "dispatch.drop_deadline" if isinstance(row, TypeDeadline) else "dispatch.drop_assignment"
    record(action=action, obj=row, by=by)
    row.delete()


def _save(model: type[Row], before: Row | None, values: Mapping[str, Any], *, action: str, by: User | None) -> Row:
    after = model(pk=before.pk if before else None, **values)
    after._state.adding = before is None  # so that a row is not compared with itself
    try:
        after.validate_constraints()
    except ValidationError as error:
        raise DomainError(error.messages[0]) from None
    after.save()
    record(action=action, obj=after, by=by, changes=differences(before, after, list(values)))
    return after
