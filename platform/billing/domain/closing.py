"""Closing a month with papers: «Акт» and «УПД», by what was charged in it.

УПД is of status 2 (a paper of transfer only, no invoice for VAT): Бурмистр works without VAT. Its form is that of the
letter of ФНС from 21.10.2013 № ММВ-20-3/96@, built on the form of ПП 1137.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import typst
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.formats import date_format

from billing.domain import metering
from billing.domain.charging import month_name
from billing.domain.invoices import NUMBERS_OF_ONE_INSTALLATION, Buyer, seller
from billing.domain.paper import in_figures, in_words
from billing.enums import TransactionKind
from billing.models import Closing, Revision, Transaction
from identity.models import User
from tenants.context import in_schema
from tenants.errors import DomainError
from tenants.models import Tenant

FORMS = {"akt": "act.typ", "upd": "transfer_document.typ"}
_FOLDER = Path(settings.ROOT) / "themes" / "print"
_NUMBERS = 7_340_022  # the advisory lock under which papers get their numbers


@transaction.atomic
def close_month(tenant: Tenant, month: date, *, buyer: Buyer) -> Closing | None:
    """The paper of a month that has ended (any day of it); None if nothing was charged. A repeat gives the first.

    The fee is of the month, SMS are those that were charged in it by the company's own calendar. Numbers go on
    without gaps. Raises DomainError if the month is not over.
    """
    first = month.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    if metering.today_of(tenant) < after:
        raise DomainError(f"{month_name(first).capitalize()} ещё не закончился.")
    with in_schema("public"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERS])
        if there := Closing.objects.filter(tenant=tenant, month=first).first():
            return there
        lines = _lines(tenant, first, after)
        if not lines:
            return None
        return Closing.objects.create(
            number=_next_number(), tenant=tenant, month=first, day=after - timedelta(days=1),
            amount=sum((amount for _, amount in lines), Decimal(0)),
            lines=[[words, f"{amount:.2f}"] for words, amount in lines], seller=seller(), buyer=asdict(buyer),
        )  # fmt: skip


def closings_of(tenant: Tenant) -> QuerySet[Closing]:
    """The company's papers, the newest first."""
    return Closing.objects.filter(tenant=tenant).prefetch_related("revisions")


@transaction.atomic
def revise(closing: Closing, *, amounts: Sequence[Decimal], reason: str, buyer: Buyer, by: User) -> Revision:
    """Correct an act that was given: the sums of its lines (roubles, in their order) and the customer's requisites.

    The act stays; the correction has its number beside it, and no money moves by it. A line of nothing is left out.
    Raises DomainError without a reason, for a sum below zero or another number of lines, and if nothing changes.
    """
    reason = " ".join(reason.split())[:300]
    Closing.objects.select_for_update().get(pk=closing.pk)
    last = closing.revisions.order_by("-number").first()
    if not reason:
        raise DomainError("Напишите, что было не так: это увидит компания.", field="reason")
    if len(amounts) != len(closing.lines) or any(amount < 0 for amount in amounts):
        raise DomainError("Впишите сумму каждой строки; меньше нуля она не бывает.", field="amounts")
    named = [(words, amount) for (words, _), amount in zip(closing.lines, amounts, strict=True) if amount]
    lines = [[words, f"{amount:.2f}"] for words, amount in named]
    if (lines, asdict(buyer)) == ((last or closing).lines, (last or closing).buyer):
        raise DomainError("Ничего не изменилось: такой документ уже есть.")
    return Revision.objects.create(
        closing=closing, number=last.number + 1 if last else 1, day=metering.today_of(closing.tenant), lines=lines,
        amount=sum((amount for _, amount in named), Decimal(0)), buyer=asdict(buyer), reason=reason, made_by=by,
    )  # fmt: skip


def as_pdf(closing: Closing, form: str, *, revision: Revision | None = None) -> bytes:
    """The paper in one of `FORMS`, as it was given or as it was corrected."""
    said = revision or closing
    data = {
        "revision": {"number": revision.number, "date": date_format(revision.day, "j E Y г.")} if revision else None,
        "number": closing.number,
        "day": f"{closing.day:%d.%m.%Y}",
        "date": date_format(closing.day, "j E Y г."),
        "month": month_name(closing.month),
        "seller": closing.seller,
        "buyer": said.buyer,
        "lines": [[words, in_figures(Decimal(amount))] for words, amount in said.lines],
        "amount": in_figures(said.amount),
        "words": in_words(said.amount),
    }
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return bytes(typst.compile(str(_FOLDER / FORMS[form]), sys_inputs=inputs))


def _lines(tenant: Tenant, first: date, after: date) -> list[tuple[str, Decimal]]:
    name, zone = month_name(first), ZoneInfo(tenant.time_zone)
    charged = Transaction.objects.filter(tenant=tenant)
    fee = charged.filter(kind=TransactionKind.SUBSCRIPTION, period=first).aggregate(sum=Sum("amount"))["sum"]
    in_it = charged.filter(created_at__gte=_midnight(first, zone), created_at__lt=_midnight(after, zone))
    of_kinds = in_it.aggregate(
        sms=Sum("amount", filter=Q(kind=TransactionKind.SMS)), fees=Sum("amount", filter=Q(kind=TransactionKind.FEE))
    )
    lines = [(f"Пользование системой «Бурмистр» за {name}", -(fee or Decimal(0)))]
    lines.append((f"СМС-сообщения за {name}", -(of_kinds["sms"] or Decimal(0))))
    lines.append((f"Приём оплат жителей за {name}", -(of_kinds["fees"] or Decimal(0))))
    return [(words, amount) for words, amount in lines if amount > 0]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), zone)


def _next_number() -> int:
    """As invoices: each installation from a start of its own."""
    first = settings.INVOICE_NUMBERS_FROM
    ours = Closing.objects.filter(number__gte=first, number__lt=first + NUMBERS_OF_ONE_INSTALLATION)
    last = ours.order_by("-number").values_list("number", flat=True).first()
    return first if last is None else last + 1
