"""What the tests of SMS are about: a provider with prices, money on the balance, messages in the queue."""

from datetime import date
from decimal import Decimal

from billing.domain import ledger
from billing.enums import AccountKind, TransactionKind
from sms.domain.providers import save_provider
from sms.domain.sending import Item, Queued, Why, reserve_and_queue
from sms.enums import Cause, Operator, ProviderKind
from sms.models import Message, Price, Provider
from tenants.models import Tenant
from tests.emulators.sms import API_ID, LOGIN, PASSWORD

TEXT = "Отключение воды 5 марта с 10 до 14."
BASE, MARKUP, TOTAL = Decimal("2.00"), Decimal("0.50"), Decimal("2.50")
WHY = Why(Cause.NOTICE, "Уведомление № 1", by_name="Иванова Нина")


def add_provider(kind: ProviderKind, position: int = 1) -> Provider:
    provider = save_provider(
        Provider(), kind=kind, name=kind.label, position=position, is_on=True, sender="BURMISTR",
        login="" if kind == ProviderKind.SMSRU else LOGIN, secret=API_ID if kind == ProviderKind.SMSRU else PASSWORD,
        charges_undelivered=True, address="smpp://127.0.0.1:9" if kind == ProviderKind.SMPP else "",
    )  # fmt: skip
    for operator, amount in (("", BASE), (Operator.MTS, Decimal("1.80"))):
        Price.objects.create(provider=provider, operator=operator, valid_from=date(2026, 1, 1), amount=amount)
    return provider


def pay(tenant: Tenant, amount: Decimal, key: str = "payment:sms") -> None:
    ledger.post(
        key=f"{key}:{tenant.pk}", kind=TransactionKind.PAYMENT, tenant=tenant, amount=amount,
        against=AccountKind.BANK, description="Оплата", by=None,
    )  # fmt: skip


def phone(number: int = 0) -> str:
    """A number of T2: two roubles."""
    return f"+7908437{number:04d}"


def items(count: int, key: str = "notice:1", text: str = TEXT) -> list[Item]:
    return [Item(key, phone(number), text) for number in range(count)]


def queue(tenant: Tenant, count: int = 1, key: str = "notice:1", text: str = TEXT) -> Queued:
    return reserve_and_queue(tenant, items(count, key, text), why=WHY)


def states(tenant: Tenant) -> list[str]:
    return list(Message.objects.filter(tenant=tenant).order_by("pk").values_list("state", flat=True))
