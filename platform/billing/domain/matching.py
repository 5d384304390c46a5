"""Whose money it is: by the number of our invoice in the purpose, then by the payer's ИНН.

A number alone is weak: people write numbers of other papers too. So the invoice's company must be the payer; a stranger
who pays for a company is believed if the sum is the invoice's to the kopeck, and nobody is if two companies claim it.
"""

import re
from collections.abc import Sequence
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
    """The company and its unpaid invoices that are meant, in the order in which the purpose names them; without a
    company `why` says what stands in the way."""

    tenant: Tenant | None
    invoices: tuple[Invoice, ...]
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
    found = Invoice.objects.select_related("tenant").filter(number__in=numbers)
    named = sorted(found, key=lambda one: numbers.index(one.number))
    own = [one for one in named if line.payer_inn in ("", one.tenant.inn, one.buyer.get("inn", ""))]
    if own and len({one.tenant_id for one in own}) == 1:
        return _open(
            own[0].tenant, _meant(line, own), f"По номеру счёта: {', '.join(f'№ {one.number}' for one in own)}"
        )
    if payer:
        return _open(payer, invoices_of_sum(payer, line), "По ИНН плательщика")
    exact = [one for one in named if one.amount == line.amount and one.state == InvoiceState.ISSUED]
    if len(exact) == 1:
        return _open(exact[0].tenant, exact, f"По номеру и сумме счёта № {exact[0].number}: платит другое лицо")
    if named:
        return Match(None, (), "Счёт с таким номером есть, но ИНН плательщика и сумма другие.")
    return Match(None, (), "Номера нашего счёта в назначении нет, ИНН плательщика не знаком.")


def invoices_of_sum(tenant: Tenant, line: BankLine) -> list[Invoice]:
    """The one unpaid invoice of the company that is exactly of this sum; nothing if there is none or several."""
    waiting = list(Invoice.objects.filter(tenant=tenant, state=InvoiceState.ISSUED, amount=line.amount)[:2])
    return waiting if len(waiting) == 1 else []


def _meant(line: BankLine, named: list[Invoice]) -> list[Invoice]:
    """Of several named ones that of the same sum; without one all of them, while the money lasts."""
    exact = [one for one in named if one.amount == line.amount]
    return exact[:1] or named


def _open(tenant: Tenant, invoices: Sequence[Invoice], why: str) -> Match:
    if tenant.moved_to:
        return Match(None, (), f"Компания «{tenant}» переехала: её деньги — там.")
    return Match(tenant, tuple(one for one in invoices if one.state == InvoiceState.ISSUED), why)
