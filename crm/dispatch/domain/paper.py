"""«Распечатать наряд» (manual, section 6, 14): a work order on A4 by Typst, one or those of a day in one file.

What is not known is a line to be written on by hand. Times are by the clock of the company, whoever prints.
"""

import io
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from crm.company.domain.card import LOGO_SHAPE, logo_bytes
from crm.company.models import Employee, Profile
from crm.dispatch import rights
from crm.dispatch.domain.days import day_span, moment
from crm.dispatch.domain.words import place_of
from crm.dispatch.enums import OPEN
from crm.dispatch.models import Caller, Request, RequestExecutor, WorkLine
from crm.rights.domain.rows import within
from identity.models import User
from identity.phones import show_phone
from tenants.context import base_url, current_tenant
from tenants.errors import DomainError

MOST_ORDERS = 200  # in one file: half a second of work, and a pack of paper
_TEMPLATES = Path(settings.ROOT) / "themes" / "print"
_LEAST_LINES = 6  # of the table of works: the rest is written in by hand
_WITH = ("house", "account", "type", "contractor", "responsible__user", "created_by")


def for_paper(requests: QuerySet[Request], *, user: User) -> QuerySet[Request]:
    """With everything that stands on papers, in four queries; `sees_phone`: the person may see the callers' phones."""
    hands = RequestExecutor.objects.filter(released_at=None).select_related("employee__user")
    phones = within(Request.objects.filter(pk=OuterRef("pk")), rights.SEE_PHONES, user=user)
    return requests.select_related(*_WITH).prefetch_related(
        Prefetch("hands", hands, to_attr="in_hand"),
        Prefetch("callers", Caller.objects.select_related("account").order_by("number")),
        Prefetch("work", WorkLine.objects.order_by("pk")),
    ).annotate(sees_phone=Exists(phones))  # fmt: skip


def orders_of_day(
    requests: QuerySet[Request], day: date, *, executor: Employee | None = None, now: datetime
) -> QuerySet[Request]:
    """Open requests that are to be done that day: expected, due or postponed till then; today also what is overdue."""
    starts, ends = day_span(day)
    planned = Coalesce("expected_at", "due_at")
    of_day = Q(planned__gte=starts, planned__lt=ends, postponed_until=None) | Q(postponed_until=day)
    if starts <= now < ends:
        of_day |= Q(planned__lt=starts, postponed_until=None) | Q(postponed_until__lt=day)
    found = requests.filter(status__in=OPEN).annotate(planned=planned).filter(of_day)
    if executor is not None:
        mine = RequestExecutor.objects.filter(employee=executor, released_at=None).values("request")
        found = found.filter(pk__in=mine)
    return found.order_by("house__address_key", F("account__flat_key").asc(nulls_first=True), "number")


def orders_as_pdf(requests: QuerySet[Request], profile: Profile, *, user: User) -> tuple[bytes, int]:
    """The orders as one PDF, each from a new page, and how many. Raises DomainError for none and for too many."""
    found = list(for_paper(requests, user=user)[: MOST_ORDERS + 1])
    if not found:
        raise DomainError("На этот день нарядов нет: ни одна открытая заявка не назначена на него.")
    if len(found) > MOST_ORDERS:
        raise DomainError(f"За раз печатаем до {MOST_ORDERS} нарядов, а их больше. Выберите исполнителя.")
    return orders_pdf(found, profile), len(found)


def orders_pdf(requests: Sequence[Request], profile: Profile) -> bytes:
    """The orders of requests that came from `for_paper`."""
    return compiled("work_order.typ", {**letterhead(profile), "orders": [order_data(one) for one in requests]})


def order_data(request: Request) -> dict[str, Any]:
    """Everything that stands in one order, ready to be shown; `request` comes from `for_paper`."""
    lines = list(request.work.all())
    return {
        "number": request.number,
        "date": moment(request.created_at),
        "address": address_of(request),
        "floor": _floor(request),
        "account": request.account.number if request.account else "",
        "callers": callers_of(request),
        "text": request.text,
        "type": str(request.type or ""),
        "priority": request.get_priority_display(),
        "status": request.get_status_display(),
        "dates": _dates(request),
        "executors": executors_of(request),
        "responsible": str(request.responsible or ""),
        "note": request.house.dispatcher_note,
        "lines": [line_cells(line) for line in lines],
        "empty_lines": max(_LEAST_LINES - len(lines), 1),
        "is_paid": request.is_paid,
        "sum": money(request.price) if request.is_paid and request.price is not None else "",
        "qr": qr_of(request),
    }


def letterhead(profile: Profile) -> dict[str, Any]:
    """Who the paper is from."""
    return {
        "company": profile.full_name,
        "contacts": joined(
            profile.legal_address or profile.address,
            profile.emergency_phone and f"аварийная служба: {profile.emergency_phone}",
            profile.phone and f"офис: {profile.phone}",
        ),
        "logo": list(logo_bytes(profile)),
        "logo_is_wide": (profile.logo_width or 1) / (profile.logo_height or 1) > LOGO_SHAPE,
    }  # fmt: skip


def compiled(template: str, data: dict[str, Any]) -> bytes:
    """The PDF of a template of `themes/print`."""
    path = str(_TEMPLATES / template)
    return bytes(typst.compile(path, sys_inputs={"data": json.dumps(data, ensure_ascii=False)}))


def qr_of(request: Request) -> str:
    """SVG of the address of the request: whoever may see it opens it with a camera."""
    svg = io.BytesIO()
    address = base_url(current_tenant()) + reverse("request_page", args=[request.number])
    segno.make(address, error="m", micro=False).save(svg, kind="svg", border=0, scale=4)
    return svg.getvalue().decode()


def address_of(request: Request) -> str:
    """«Пермь, ул. Ленина, д. 5, кв. 12»."""
    return joined(str(request.house), place_of(request))


def executors_of(request: Request) -> str:
    """Employees by name, or the contractor with the phone; `request` comes from `for_paper`."""
    if request.contractor:
        return joined(request.contractor.short_name, request.contractor.phone)
    return ", ".join(sorted(str(hand.employee) for hand in request.in_hand))  # type: ignore[attr-defined]  # prefetched


def callers_of(request: Request) -> list[str]:
    """«Макаров Олег, +7 908 437-34-18» of each who called, the first first; phones only for who may see them."""
    sees = request.sees_phone  # type: ignore[attr-defined]  # for_paper
    told = (_caller(caller, sees=sees) for caller in request.callers.all())
    return [words for words in told if words]


def line_cells(line: WorkLine) -> list[str]:
    """Name, unit, quantity, price and sum of a line."""
    return [line.name, line.unit, plain(line.quantity), money(line.price), money(line.total)]


def money(amount: Decimal) -> str:
    """«1 234,50», with spaces that do not break."""
    return f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",")


def plain(number: Decimal) -> str:
    """«2», «1,5»."""
    return f"{number.normalize():f}".replace(".", ",")


def joined(*parts: str) -> str:
    """The parts that say something, through commas."""
    return ", ".join(part for part in parts if part)


def _caller(caller: Caller, *, sees: bool) -> str:
    phone = show_phone(caller.phone) if caller.phone and sees else ""
    return joined(caller.name or (caller.account.owner if caller.account else ""), phone)


def _floor(request: Request) -> str:
    account = request.account
    entrance = (account.entrance if account else None) or request.entrance
    floor = account.floor if account else None
    return joined(f"подъезд {entrance}" if entrance else "", f"этаж {floor}" if floor is not None else "")


def _dates(request: Request) -> list[list[str]]:
    """Label → moment of what is promised and due; what nobody has set is not there."""
    rows: Iterable[tuple[str, str]] = (
        ("Обещано жителю", moment(request.expected_at)),
        ("Локализовать до", moment(request.localise_by)),
        ("Выполнить до", moment(request.due_at)),
        ("Отложена до", f"{request.postponed_until:%d.%m.%Y}" if request.postponed_until else ""),
    )
    return [[label, value] for label, value in rows if value]
