"""The invoice on paper: PDF by Typst, sum in words, payment QR by ГОСТ Р 56042-2014."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.formats import date_format

from billing.domain.payment_qr import as_svg, payment_text
from billing.models import Invoice
from tenants.russian import decline

_TEMPLATE = Path(settings.ROOT) / "themes" / "print" / "invoice.typ"


def in_figures(amount: Decimal) -> str:
    """A sum in roubles as papers write it: «1 234,50», its thousands apart by a space that does not break."""
    return f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",")


def in_words(amount: Decimal) -> str:
    """«Четыре тысячи триста шестьдесят восемь рублей 50 копеек»; the amount is in roubles, not negative."""
    from num2words import num2words  # noqa: PLC0415  slow import: every language comes along

    kopecks = int((amount * 100).to_integral_exact())
    roubles, rest = divmod(kopecks, 100)
    words = num2words(roubles, lang="ru")
    text = (
        f"{words} {decline(roubles, 'рубль', 'рубля', 'рублей')} "
        f"{rest:02d} {decline(rest, 'копейка', 'копейки', 'копеек')}"
    )
    return text[0].upper() + text[1:]


def payment_code(invoice: Invoice) -> str:
    """The text of the payment QR; the sum is in kopecks."""
    seller = invoice.seller
    fields = {
        "Name": seller["name"],
        "PersonalAcc": seller["account"],
        "BankName": seller["bank"],
        "BIC": seller["bik"],
        "CorrespAcc": seller["correspondent_account"],
        "Sum": str(int((invoice.amount * 100).to_integral_exact())),
        "Purpose": purpose(invoice),
        "PayeeINN": seller["inn"],
        "KPP": seller["kpp"],
        "PayerINN": invoice.buyer["inn"],
    }
    return payment_text(fields)


def purpose(invoice: Invoice) -> str:
    """What the payer writes: by these words the payment is found."""
    return f"Оплата по счёту № {invoice.number} от {invoice.issued_on:%d.%m.%Y} за пользование системой. Без НДС"


def paper_data(invoice: Invoice) -> dict[str, Any]:
    """Everything that stands on the paper, ready to be shown."""
    return {
        "number": invoice.number,
        "date": date_format(invoice.issued_on, "j E Y г."),
        "seller": invoice.seller,
        "buyer": invoice.buyer,
        "amount": in_figures(invoice.amount),
        "words": in_words(invoice.amount),
        "purpose": purpose(invoice),
        "qr": as_svg(payment_code(invoice)),
    }


def as_pdf(invoice: Invoice) -> bytes:
    """The invoice as a PDF of one page."""
    data = json.dumps(paper_data(invoice), ensure_ascii=False)
    return bytes(typst.compile(str(_TEMPLATE), sys_inputs={"data": data}))
