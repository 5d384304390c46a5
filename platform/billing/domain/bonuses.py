"""Bonuses: given monthly for what a company did, spent first on the fee.

They come onto the same account as money, each by an operation of its own that says for what it was given. How much of
the balance is bonuses follows from the operations: what was given, less the fees charged after it.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from billing.domain import ledger, metering
from billing.domain.charging import month_name
from billing.domain.parking import ParkedError
from billing.enums import AccountKind, BonusKind, TransactionKind
from billing.models import BonusRule, Transaction
from tenants.context import in_schema, speaking_for
from tenants.errors import DomainError
from tenants.models import Tenant

# How many of a kind the current company had from one day up to another (not included).
Counter = Callable[[date, date], int]

_counters: dict[BonusKind, Counter] = {}


def register(kind: BonusKind, counter: Counter) -> None:
    """Who counts things of a kind; given by the package that has them, from its `AppConfig.ready`.

    Until then a rule for the kind is refused (`refuse_uncounted`), and an old one gives nothing.
    """
    _counters[kind] = counter


def is_counted(kind: str) -> bool:
    """Whether anything is counted for a kind yet."""
    return kind in _counters


def refuse_uncounted(kind: str) -> None:
    """Raise DomainError for a kind of which nothing is counted: by such a rule nothing would ever be given."""
    if not is_counted(kind):
        raise DomainError("Это пока не считается: по такому правилу ничего не начислится.", field="kind")


def accrue(tenant: Tenant, month: date) -> list[Transaction]:
    """Give the bonuses of a month that has ended (any day of it); a kind is given once a month, whatever is repeated.

    Nothing while the company's books are being mended. Raises DomainError if the month is not over.
    """
    first = month.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    if metering.today_of(tenant) < after:
        raise DomainError(f"{month_name(first).capitalize()} ещё не закончился.")
    given = []
    for kind, rule in _rules(first).items():
        with speaking_for(tenant):
            units = _counters[kind](first, after)
        amount = min(rule.amount * units, rule.most)
        if amount > 0 and (posted := _give(tenant, first, rule, units, amount)):
            given.append(posted)
    return given


def left(tenant: Tenant) -> Decimal:
    """How much of the balance (roubles) is bonuses."""
    rows = Transaction.objects.filter(tenant=tenant, kind__in=[TransactionKind.BONUS, TransactionKind.SUBSCRIPTION])
    rest = Decimal(0)
    for amount in rows.order_by("pk").values_list("amount", flat=True):
        rest = max(rest + amount, Decimal(0))
    return min(rest, max(ledger.balance_of(tenant), Decimal(0)))


def _rules(first: date) -> dict[BonusKind, BonusRule]:
    rules: dict[BonusKind, BonusRule] = {}
    for rule in BonusRule.objects.filter(valid_from__lte=first).order_by("valid_from"):
        if rule.kind in _counters:
            rules[BonusKind(rule.kind)] = rule
    return rules


def _give(tenant: Tenant, first: date, rule: BonusRule, units: int, amount: Decimal) -> Transaction | None:
    key = f"bonus:{tenant.pk}:{first:%Y-%m}:{rule.kind}"
    with in_schema("public"), transaction.atomic():
        if Transaction.objects.filter(idempotency_key=key).exists():
            return None  # what came late is not counted again
        try:
            return ledger.post(
                key=key, kind=TransactionKind.BONUS, tenant=tenant, amount=amount, against=AccountKind.BONUSES,
                description=f"Бонус за {month_name(first)}: {rule.get_kind_display().lower()}", by=None, period=first,
                details={"bonus": rule.kind, "units": units, "price": f"{rule.amount:.2f}", "most": f"{rule.most:.2f}"},
            )  # fmt: skip
        except (ParkedError, ledger.OtherContentError):  # the latter: another worker was faster and counted less
            return None
