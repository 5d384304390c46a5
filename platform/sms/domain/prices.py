"""What a message costs a company: three numbers, base, markup and total.

Both are of a segment, as what services sell is segments: a text of three costs three times as much («накручиваем на
базовую стоимость 50 копеек с 1 СМС», manual section 11). The base is the price of the first service that is on; when
another carries the message in its place, the company pays what was agreed, and the difference is ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from billing.domain.metering import today_of
from sms.domain.numbers import operator_of
from sms.domain.texts import MOST_SEGMENTS, Measured, measure
from sms.enums import Encoding, Medium, Operator
from sms.models import Markup, Price, Provider
from tenants.errors import DomainError
from tenants.models import Tenant

DEFAULT_MARKUP = Decimal("0.50")
MOST_IN_VIBER = 1_000  # signs of one message in Viber; by memory, to be checked with the service


@dataclass(frozen=True)
class Cost:
    """What one message comes to, in roubles."""

    operator: Operator
    measured: Measured
    base: Decimal
    markup: Decimal

    @property
    def total(self) -> Decimal:
        """Base and markup, in roubles."""
        return self.base + self.markup


@dataclass(frozen=True)
class PriceList:
    """Prices of a segment that hold today for one company; `base` has "" for any operator not named. A message in
    Viber is one segment, however long."""

    base: Mapping[str, Decimal]
    markup: Decimal
    medium: Medium = Medium.SMS

    def cost(self, phone: str, text: str) -> Cost:
        """The price of a message. Raises DomainError for a text longer than services carry, or without words."""
        if not text.strip():
            raise DomainError("В СМС нет текста.", field="text")
        measured = measure(text) if self.medium == Medium.SMS else _whole(text)
        if measured.segments > MOST_SEGMENTS:
            raise DomainError(
                f"Текст займёт {measured.segments} СМС, а отправить одним сообщением можно не больше {MOST_SEGMENTS}.",
                field="text",
            )
        operator = operator_of(phone)
        of_one = self.base.get(operator, self.base[""])
        return Cost(operator, measured, of_one * measured.segments, self.markup * measured.segments)


def price_list(tenant: Tenant, medium: Medium = Medium.SMS) -> PriceList:
    """Today's prices for a company; two queries. Raises DomainError while no service is on or priced."""
    today = today_of(tenant)
    if medium == Medium.VIBER:
        price = viber_price()
        if price is None:
            raise DomainError("Сообщения в Viber пока не отправляются: сервис не подключён. Напишите нам.")
        return PriceList({"": price}, _markup(tenant, today), medium)
    base: dict[str, Decimal] = {}
    first = Provider.objects.filter(is_on=True, prices__valid_from__lte=today, prices__operator="").first()
    if first is not None:
        of_it = Price.objects.filter(provider=first, valid_from__lte=today).order_by("valid_from")
        base = {price.operator: price.amount for price in of_it}
    if not base:
        raise DomainError("СМС пока не отправляются: сервис рассылки не подключён. Напишите нам.")
    return PriceList(base, _markup(tenant, today))


def viber_price() -> Decimal | None:
    """What the first service that carries Viber takes for a message, roubles; None while there is none. One query."""
    carrying = Provider.objects.filter(is_on=True, viber_price__isnull=False)
    return carrying.values_list("viber_price", flat=True).first()


def _whole(text: str) -> Measured:
    if len(text) > MOST_IN_VIBER:
        raise DomainError(f"В Viber входит {MOST_IN_VIBER} знаков, а в тексте {len(text)}.", field="text")
    return Measured(Encoding.UCS2, 1, len(text), MOST_IN_VIBER - len(text), 0)


def _markup(tenant: Tenant, today: date) -> Decimal:
    own_or_common = Q(tenant=None) | Q(tenant=tenant)
    found = Markup.objects.filter(own_or_common, valid_from__lte=today)
    amount = found.order_by("tenant_id", "-valid_from").values_list("amount", flat=True).first()  # NULL sorts last
    return DEFAULT_MARKUP if amount is None else amount
