"""What was done and used for a request, and what it costs."""

from decimal import Decimal

from django.db import transaction

from crm.dispatch.domain import steps
from crm.dispatch.enums import Deed
from crm.dispatch.models import PriceItem, Request, WorkLine
from identity.models import User
from tenants.errors import DomainError

MOST_LINES = 100


@transaction.atomic
def add_line(
    request: Request, *, quantity: Decimal, by: User | None, item: PriceItem | None = None, name: str = "",
    unit: str = "шт.", price: Decimal = Decimal(0),
) -> WorkLine:  # fmt: skip
    """Write down a work or a material: by the price list, or in free words. A paid request's sum follows.

    Raises DomainError without a name, for a quantity of nothing, for a price below nothing.
    """
    request = steps.locked(request)
    if item is not None:
        name, unit, price = item.name, item.unit, item.price
    name = " ".join(name.split())[:200]
    if not name:
        raise DomainError("Напишите, что сделано или какой материал.", field="name")
    if quantity <= 0:
        raise DomainError("Количество должно быть больше нуля.", field="quantity")
    if price < 0:
        raise DomainError("Цена не может быть меньше нуля.", field="price")
    if request.work.count() >= MOST_LINES:
        raise DomainError(f"У заявки уже {MOST_LINES} строк.", field="name")
    line = WorkLine.objects.create(
        request=request, item=item, name=name, unit=unit or "шт.", quantity=quantity, price=price, by=by
    )
    _sum_up(request, by=by, changes={"work": [None, _words(line)]})
    return line


@transaction.atomic
def remove_line(line: WorkLine, *, by: User | None) -> None:
    """Take a line off; the step in the history says what it was."""
    request = steps.locked(line.request)
    line.delete()
    _sum_up(request, by=by, changes={"work": [_words(line), None]})


def total_of(request: Request) -> Decimal:
    """The sum of the lines, roubles."""
    return sum((line.total for line in request.work.all()), Decimal(0))


def _sum_up(request: Request, *, by: User | None, changes: dict[str, list[str | None]]) -> None:
    if request.is_paid:
        request.price = total_of(request)
    steps.keep(request, Deed.CHANGED, by=by, changes=changes)


def _words(line: WorkLine) -> str:
    return f"{line.name}, {line.quantity.normalize():f} {line.unit}"
