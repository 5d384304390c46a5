"""Whose money it is: by the number of our invoice in the purpose, then by the payer's ИНН.

A number alone is weak: people write numbers of other papers too. So the invoice's company must be the payer; a stranger
who pays for a company is believed if the sum is the invoice's to the kopeck, and nobody is if two companies claim it.
"""

import re
from dataclasses import dataclass

from billing.enums import InvoiceState
from billing.models import BankLine, Invoice
from tenants.models import Tenant

_NUMBERS = re.compile(
    r"""(?P<personal>лицев\w*\s+)?\bсч[её]?т?(?:[ауеом]|ам|ах|ов)?\b\.?(?!\s*-?\s*фактур)
        (?:\s*(?:на\s+оплату|за\s+услуги))?
        (?:\s*от\s*\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})(?!\d)\s*г?\.?)?
        \s*(?:№№|№|No|N|\#|номер)?\s*\.?
        (?P<numbers>\d{1,9}(?!\d|\.\d)(?:\s*(?:,|;|и)\s*(?:№\s*)?\d{1,9}(?!\d|\.\d))*)""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True)
class Match:
    """The company and, if one is meant, its invoice; without a company `why` says what stands in the way."""

    tenant: Tenant | None
    invoice: Invoice | None
    why: str


def invoice_numbers(purpose: str) -> list[int]:
    """Numbers of invoices that a purpose names: «счёту № 1 от 19.11.2026», «сч. 5», «счетам № 1, 2 и 3»."""
    found: dict[int, None] = {}
    for match in _NUMBERS.finditer(purpose):
        if not match.group("personal"):
            found |= dict.fromkeys(int(number) for number in re.findall(r"\d+", match.group("numbers")))
    return list(found)[:20]


def match(line: BankLine) -> Match:
    """Whose money a line is; three queries."""
    payer = Tenant.objects.filter(inn=line.payer_inn).first() if line.payer_inn else None
    numbers = invoice_numbers(line.purpose)
    named = list(Invoice.objects.select_related("tenant").filter(number__in=numbers).order_by("number"))
    own = [one for one in named if line.payer_inn in ("", one.tenant.inn, one.buyer.get("inn", ""))]
    if own and len({one.tenant_id for one in own}) == 1:
        invoice = _meant(line, own)
        return _open(own[0].tenant, invoice, f"По номеру счёта: {', '.join(f'№ {one.number}' for one in own)}")
    if payer:
        return _open(payer, invoice_of_sum(payer, line), "По ИНН плательщика")
    exact = [one for one in named if one.amount == line.amount and one.state == InvoiceState.ISSUED]
    if len(exact) == 1:
        return _open(exact[0].tenant, exact[0], f"По номеру и сумме счёта № {exact[0].number}: платит другое лицо")
    if named:
        return Match(None, None, "Счёт с таким номером есть, но ИНН плательщика и сумма другие.")
    return Match(None, None, "Номера нашего счёта в назначении нет, ИНН плательщика не знаком.")


def invoice_of_sum(tenant: Tenant, line: BankLine) -> Invoice | None:
    """The one unpaid invoice of the company that is exactly of this sum; None if there is none or several."""
    waiting = Invoice.objects.filter(tenant=tenant, state=InvoiceState.ISSUED, amount=line.amount)[:2]
    return waiting[0] if len(waiting) == 1 else None


def _meant(line: BankLine, named: list[Invoice]) -> Invoice | None:
    """Of several named ones that of the same sum."""
    if len(named) == 1:
        return named[0]
    return next((one for one in named if one.amount == line.amount), None)


def _open(tenant: Tenant, invoice: Invoice | None, why: str) -> Match:
    if tenant.moved_to:
        return Match(None, None, f"Компания «{tenant}» переехала: её деньги — там.")
    usable = invoice if invoice is None or invoice.state == InvoiceState.ISSUED else None
    return Match(tenant, usable, why)
