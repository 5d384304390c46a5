"""Papers of a paid request: the act of completed work and the invoice with the payment QR.

The resident accepts the work by the act (ГК РФ, ст. 720) and pays by the invoice to the company's account. A paper
keeps no number of its own: both go by the number of the request.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from billing.domain.paper import in_words
from billing.domain.payment_qr import as_svg
from crm.company.domain.card import payment_code, payment_to
from crm.company.models import Profile
from crm.dispatch.domain.days import day_of, today
from crm.dispatch.domain.paper import address_of, compiled, executors_of, joined, letterhead, line_cells, money
from crm.dispatch.enums import Status
from crm.dispatch.models import Request
from tenants.errors import DomainError


def act_as_pdf(request: Request, profile: Profile) -> bytes:
    """The act of completed work; `request` comes from `paper.for_paper`. Raises DomainError for what needs none."""
    return compiled("request_act.typ", act_data(request, profile))


def invoice_as_pdf(request: Request, profile: Profile) -> bytes:
    """The invoice. Raises DomainError for a request without a sum, and until the company's bank is filled in."""
    return compiled("request_invoice.typ", invoice_data(request, profile))


def act_data(request: Request, profile: Profile) -> dict[str, Any]:
    """Everything that stands in the act, ready to be shown."""
    if request.status not in {Status.WORKING, Status.DONE}:
        raise DomainError("Акт печатают, когда заявка в работе или выполнена.")
    return _both(request, profile) | {"executors": executors_of(request), "head": profile.head}


def invoice_data(request: Request, profile: Profile) -> dict[str, Any]:
    """Everything that stands in the invoice, ready to be shown."""
    data = _both(request, profile)
    if not payment_code(profile):
        raise DomainError("Счёт без реквизитов не оплатить: впишите банк, БИК и расчётный счёт в «Моей компании».")
    said = purpose(request)
    return data | {
        "seller": {
            "name": profile.full_name, "inn": profile.inn, "kpp": profile.kpp, "bank": profile.bank,
            "bik": profile.bik, "account": profile.settlement_account,
            "correspondent_account": profile.correspondent_account,
        },
        "purpose": said,
        "qr": as_svg(qr_text(request, profile)),
    }  # fmt: skip


def qr_text(request: Request, profile: Profile) -> str:
    """The text of the payment QR (ГОСТ Р 56042-2014); the sum is in kopecks.

    The personal account stands in the purpose alone: by a field of its own banks would take it for housing charges.
    """
    kopecks = int((_sum(request) * 100).to_integral_exact())
    return payment_to(profile, Sum=str(kopecks), Purpose=purpose(request))


def purpose(request: Request) -> str:
    """What the payer writes: by these words the payment is found."""
    account = f", л/с {request.account.number}" if request.account else ""
    return f"Оплата работ по заявке № {request.number} от {day_of(request.created_at):%d.%m.%Y}{account}"


def _both(request: Request, profile: Profile) -> dict[str, Any]:
    amount = _sum(request)
    lines = [line_cells(line) for line in request.work.all()]
    return {
        **letterhead(profile),
        "requisites": joined(
            f"ИНН {profile.inn}", profile.kpp and f"КПП {profile.kpp}", profile.ogrn and f"ОГРН {profile.ogrn}"
        ),
        "number": request.number,
        "opened": f"{day_of(request.created_at):%d.%m.%Y}",
        "date": f"{_day(request):%d.%m.%Y}",
        "customer": _customer(request),
        "address": address_of(request),
        "account": request.account.number if request.account else "",
        "lines": lines or [[f"Работы по заявке № {request.number}", "усл.", "1", money(amount), money(amount)]],
        "sum": money(amount),
        "words": in_words(amount),
    }


def _sum(request: Request) -> Decimal:
    if not request.is_paid:
        raise DomainError("Заявка бесплатная: акт и счёт к ней не нужны.")
    if not request.price:
        raise DomainError("Впишите работы и материалы с ценой или сумму заявки: пока платить не за что.")
    return request.price


def _day(request: Request) -> date:
    """The day of the work; until it is done, that of printing."""
    return day_of(request.finished_at) if request.finished_at else today()


def _customer(request: Request) -> str:
    """Whose premises they are; of a stranger how he called himself."""
    if request.account:
        return request.account.owner
    return next((caller.name for caller in request.callers.all() if caller.name), "")
