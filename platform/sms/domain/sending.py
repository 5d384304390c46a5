"""The door for whoever sends: what it will cost, and the money reserved together with the queued messages.

A batch is reserved whole or not at all, in one transaction and one INSERT. The company's account in the books is
locked first, so batches of one company go one after another and none sees money that another has taken; that nothing
is held beyond the balance is checked once more by the database.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from billing.domain.ledger import funds_of
from billing.domain.metering import today_of
from billing.domain.paper import in_figures
from billing.domain.parking import ParkedError, with_parking
from billing.models import LedgerAccount
from sms.domain.prices import Cost, price_list
from sms.enums import Cause, Medium, State
from sms.models import Message, Reserve
from sms.tasks import dispatch_soon
from tenants.errors import DomainError
from tenants.models import Tenant

MOST_AT_ONCE = 1_000


class NotEnoughMoneyError(DomainError):
    """The balance does not bear the batch; `missing` is how much (roubles)."""

    def __init__(self, missing: Decimal) -> None:
        super().__init__(f"На лицевом счёте не хватает {in_figures(missing)} ₽ на эти СМС. Пополните баланс.")
        self.missing = missing


class BeyondLimitError(DomainError):
    """The company's own limit for the month does not bear the batch; `over` is by how much (roubles)."""

    def __init__(self, over: Decimal) -> None:
        super().__init__(
            f"Месячный лимит на СМС будет превышен на {in_figures(over)} ₽. Отправить сверх лимита может тот, "
            "у кого есть на это право, или лимит надо поднять."
        )
        self.over = over


@dataclass(frozen=True)
class Item:
    """One message to one recipient. `key` names what it is about ("notice:15"): with one key a number gets one SMS,
    however often it is asked for. `phone` is E.164, `house` the number of the house in the company's own books."""

    key: str
    phone: str
    text: str
    house: int | None = None


@dataclass(frozen=True)
class Why:
    """Who or what caused messages: `reference` is what exactly ("Заявка № 15"), `by_id` an employee's user."""

    cause: Cause
    reference: str = ""
    by_id: int | None = None
    by_name: str = ""


@dataclass(frozen=True)
class Quote:
    """What messages will cost, in roubles."""

    messages: int = 0
    segments: int = 0
    base: Decimal = Decimal(0)
    markup: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        """Base and markup, in roubles."""
        return self.base + self.markup


@dataclass(frozen=True)
class Queued:
    """What a call has put into the queue; `repeated` items were there before and are not sent again."""

    batch: uuid.UUID
    quote: Quote
    repeated: int


@dataclass(frozen=True)
class Funds:
    """What a company has for SMS, in roubles. `left_of_limit` is None without a limit."""

    balance: Decimal
    held: Decimal
    spent_this_month: Decimal
    limit: Decimal | None

    @property
    def available(self) -> Decimal:
        """What is not yet reserved, in roubles."""
        return self.balance - self.held

    @property
    def left_of_limit(self) -> Decimal | None:
        """What the month's limit still bears, in roubles."""
        return None if self.limit is None else max(self.limit - self.spent_this_month, Decimal(0))


def quote(tenant: Tenant, texts: Iterable[tuple[str, str]], *, medium: Medium = Medium.SMS) -> Quote:
    """What (phone, text) pairs will cost today; two queries for however many. Raises DomainError for a text that
    cannot go, and while no service is connected."""
    prices = price_list(tenant, medium)
    return _sum(prices.cost(phone, text) for phone, text in texts)


def funds(tenant: Tenant) -> Funds:
    """The company's money for SMS at this moment."""
    balance = LedgerAccount.objects.filter(kind="funds", tenant=tenant).values_list("balance", flat=True).first()
    reserve = Reserve.objects.filter(tenant=tenant).first() or Reserve(tenant=tenant, month=_month(tenant))
    return _funds(balance or Decimal(0), reserve, _month(tenant))


@transaction.atomic
def reserve_and_queue(
    tenant: Tenant, items: Sequence[Item], *, why: Why, beyond_limit: bool = False, medium: Medium = Medium.SMS
) -> Queued:
    """Reserve the price of up to `MOST_AT_ONCE` messages and queue them; they go out once the transaction is done.

    An item whose key and number were queued before is left out and costs nothing. `beyond_limit` is for those who may
    go beyond the month's limit. Raises NotEnoughMoneyError, BeyondLimitError, and DomainError for a text that cannot
    go and for a company whose books are being mended; then nothing is queued. ValueError for more items than that.
    """
    if len(items) > MOST_AT_ONCE:
        raise ValueError(f"At most {MOST_AT_ONCE} messages at once")
    account = with_parking(LedgerAccount.objects.select_for_update()).get(pk=funds_of(tenant).pk)
    if account.is_parked:
        raise ParkedError(tenant)
    month = _month(tenant)
    Reserve.objects.get_or_create(tenant=tenant, defaults={"month": month})
    reserve = Reserve.objects.select_for_update().get(tenant=tenant)
    fresh = _not_queued_yet(tenant, items)
    batch = uuid.uuid4()
    if not fresh:
        return Queued(batch, Quote(), repeated=len(items))
    prices = price_list(tenant, medium)
    costs = [prices.cost(item.phone, item.text) for item in fresh]
    whole = _sum(costs)
    _refuse_without_money(_funds(account.balance, reserve, month), whole, beyond_limit=beyond_limit)
    Message.objects.bulk_create(
        [
            _message(item, cost, tenant=tenant, why=why, batch=batch, month=month, medium=medium)
            for item, cost in zip(fresh, costs, strict=True)
        ]
    )
    transaction.on_commit(lambda: dispatch_soon(batch))
    return Queued(batch, whole, repeated=len(items) - len(fresh))


@transaction.atomic
def cancel(tenant: Tenant, batches: Iterable[uuid.UUID]) -> int:
    """Take back what still waits of these batches and release its money; how many messages were stopped."""
    waiting = Message.objects.select_for_update(of=("self",)).filter(
        tenant=tenant, batch__in=list(batches), state=State.QUEUED
    )
    numbers = list(waiting.order_by("pk").values_list("pk", flat=True))
    now = timezone.now()
    return Message.objects.filter(pk__in=numbers).update(state=State.CANCELLED, state_at=now, told="")


def _refuse_without_money(funds: Funds, whole: Quote, *, beyond_limit: bool) -> None:
    if (missing := whole.total - funds.available) > 0:
        raise NotEnoughMoneyError(missing)
    left = funds.left_of_limit
    if left is not None and not beyond_limit and whole.total > left:
        raise BeyondLimitError(whole.total - left)


def _not_queued_yet(tenant: Tenant, items: Sequence[Item]) -> list[Item]:
    """Exact, as the caller has locked the company's account: nobody else queues for it meanwhile."""
    keys, phones = {item.key for item in items}, {item.phone for item in items}
    known = set(Message.objects.filter(tenant=tenant, key__in=keys, phone__in=phones).values_list("key", "phone"))
    fresh = {(item.key, item.phone): item for item in reversed(items) if (item.key, item.phone) not in known}
    return list(reversed(fresh.values()))


def _message(
    item: Item, cost: Cost, *, tenant: Tenant, why: Why, batch: uuid.UUID, month: date, medium: Medium
) -> Message:
    now = timezone.now()
    return Message(
        tenant=tenant, key=item.key, batch=batch, medium=medium, cause=why.cause, reference=why.reference[:60],
        by_id=why.by_id, by_name=why.by_name[:200], house=item.house, phone=item.phone, operator=cost.operator,
        text=item.text, encoding=cost.measured.encoding, segments=cost.measured.segments, base=cost.base,
        markup=cost.markup, total=cost.total, month=month, state=State.QUEUED, state_at=now, created_at=now,
        next_at=now, history=[[State.QUEUED.value, now.isoformat(), ""]],
    )  # fmt: skip


def _funds(balance: Decimal, reserve: Reserve, month: date) -> Funds:
    spent = reserve.month_total if reserve.month == month else Decimal(0)
    return Funds(balance=balance, held=reserve.held, spent_this_month=spent, limit=reserve.monthly_limit)


def _month(tenant: Tenant) -> date:
    return today_of(tenant).replace(day=1)


def _sum(costs: Iterable[Cost]) -> Quote:
    messages, segments, base, markup = 0, 0, Decimal(0), Decimal(0)
    for cost in costs:
        messages += 1
        segments += cost.measured.segments
        base += cost.base
        markup += cost.markup
    return Quote(messages, segments, base, markup)
