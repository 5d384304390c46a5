"""Some months of the demo's books: accounts counted day by day, invoices, payments, the monthly charge."""

import io
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from django.utils import timezone

from billing.domain import charging, metering, payments, statements
from billing.models import Invoice, PlatformRequisites, Snapshot
from crm.billing.domain.closing import close_last_month
from crm.billing.domain.invoices import issue_invoice
from identity.models import User
from operators.demo.clock import Deed, as_of
from tenants.context import speaking_for
from tenants.models import Tenant

MONTHS = 3


def first_month(today: date) -> date:
    """The first day on which the demo's companies were there: `MONTHS` whole months before the present one."""
    return _months(today)[0]


def months_since(today: date) -> list[date]:
    """The first days of the months after the first one, up to the present."""
    return [*_months(today)[1:], today.replace(day=1)]


def deeds(tenants: list[Tenant]) -> list[Deed]:
    """Invoices, payments, the fee and the papers of each month, from the companies' first day to the present."""
    today = timezone.localdate()
    accounts = {tenant: metering.count_accounts(tenant) for tenant in tenants}
    _count_days(accounts, upto=today)
    told: list[Deed] = []
    for month in _months(today):
        months = 2 if month == first_month(today) else 1  # the first time for the month to come as well
        paid_on, after = month + timedelta(days=6), _after(month)
        told += [(paid_on, partial(_invoice_and_pay, tenant, accounts[tenant], months, month)) for tenant in tenants]
        told.append((after, partial(charging.charge_month, month)))
        told += [(after, partial(_close, tenant)) for tenant in tenants]
    yesterday = today - timedelta(days=1)
    told += [(yesterday, partial(_issue, tenant, number, 1, yesterday)) for tenant, number in accounts.items()]
    return told


def bring_statement(tenant: Tenant, day: date) -> None:
    """A bank's statement of a day: a company adds a little, and somebody whom nobody knows pays for something."""
    lines = [(tenant.inn, tenant.short_name, "1000.00", "Пополнение лицевого счёта. НДС не облагается")]
    lines.append(("7700000009", "ООО «Неизвестный»", "777.00", "Оплата по договору б/н"))
    own = PlatformRequisites.objects.get().account
    text = ["1CClientBankExchange", "ВерсияФормата=1.03", "Кодировка=Windows", f"РасчСчет={own}"]
    text += [f"ДатаНачала={day:%d.%m.%Y}", f"ДатаКонца={day:%d.%m.%Y}"]
    for number, (inn, name, amount, purpose) in enumerate(lines, start=900):
        text += ["СекцияДокумент=Платежное поручение", f"Номер={number}", f"Дата={day:%d.%m.%Y}", f"Сумма={amount}"]
        text += [f"ПлательщикИНН={inn}", f"Плательщик={name}", f"ПлательщикСчет=4070281050000000{number:04}"]
        text += [f"ПолучательСчет={own}", f"НазначениеПлатежа={purpose}", "КонецДокумента"]
    file = io.BytesIO("\r\n".join([*text, "КонецФайла"]).encode("cp1251"))
    operator = User.objects.filter(is_superuser=True).order_by("pk").first()
    assert operator is not None  # noqa: S101  the demo has made one
    statement = statements.load_statement(file, name="kl_to_1c.txt", by=operator)
    statements.credit_waiting(statement.pk)


def _count_days(accounts: dict[Tenant, int], *, upto: date) -> None:
    first = first_month(upto)
    days = [first + timedelta(days=number) for number in range((upto - first).days + 1)]
    Snapshot.objects.bulk_create(
        (Snapshot(tenant=tenant, day=day, accounts=number) for tenant, number in accounts.items() for day in days),
        ignore_conflicts=True,
    )


def _issue(tenant: Tenant, accounts: int, months: int, day: date) -> Invoice:
    """An invoice for so many months, two roubles an account, up to whole hundreds."""
    amount = Decimal(-(-accounts * 2 // 100) * 100 * months)
    with as_of(day), speaking_for(tenant):
        return issue_invoice(amount=amount, by=User.objects.get(access__role="accountant"))


def _invoice_and_pay(tenant: Tenant, accounts: int, months: int, month: date) -> None:
    _pay(_issue(tenant, accounts, months, month + timedelta(days=2)), month + timedelta(days=6))


def _close(tenant: Tenant) -> None:
    with speaking_for(tenant):
        close_last_month()


def _pay(invoice: Invoice, day: date) -> None:
    with as_of(day):
        payments.record_payment(
            invoice, amount=invoice.amount, received_on=day, document_number=str(100 + invoice.number), by=None
        )


def _months(today: date) -> list[date]:
    """The first days of the whole months before the present one, oldest first."""
    counted = [today.year * 12 + today.month - 1 - back for back in range(MONTHS, 0, -1)]
    return [date(number // 12, number % 12 + 1, 1) for number in counted]


def _after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
