"""What a notice would come to before it is sent: people by channel, whom it misses, SMS and their cost."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from crm.notices import links
from crm.notices.domain import clock, recipients
from crm.notices.domain.audience import Whom, accounts_for
from crm.notices.domain.choosing import viber_goes
from crm.notices.domain.recipients import Counted
from crm.notices.enums import Kind
from crm.notices.models import Notice
from identity.models import User
from notifications.channels import Way, connected
from sms.domain.sending import Funds, Quote, funds, quote
from sms.domain.texts import Measured, advice, measure, with_refusal
from sms.enums import Medium
from tenants.context import current_tenant
from tenants.errors import DomainError

EXACT = 3_000  # numbers that are priced one by one; of more, so many say what the rest costs
_KOPECK = Decimal("0.01")


@dataclass(frozen=True)
class Preview:
    """`bare` measures the SMS without the link by which one refuses, `measured` what goes. `cost` is None where no SMS
    goes or its price is not known, then `no_price` says why; `is_about`: by a sample.
    `waits_until` is the morning for which an ordinary notice would wait now."""

    accounts: int
    unreached: int
    counted: Counted
    text: str
    bare: Measured
    measured: Measured
    advice: str
    cost: Quote | None
    is_about: bool
    no_price: str
    viber_cost: Quote | None
    funds: Funds
    waits_until: datetime | None

    @property
    def lines(self) -> list[tuple[str, int]]:
        """Channel → people, of those that are connected."""
        ways = [way for way in Way if way in connected() and (way != Way.VIBER or viber_goes(self.counted.rules))]
        return [(way.label, self.counted.by(way)) for way in ways]

    @property
    def refusal_signs(self) -> int:
        """Signs that the link by which one refuses takes; 0 without it."""
        return self.measured.units - self.bare.units

    @property
    def is_short_of_money(self) -> bool:
        """The balance does not bear the SMS and messages in Viber."""
        return self.paid > self.funds.available

    @property
    def is_beyond_limit(self) -> bool:
        """The month's limit does not bear the SMS and messages in Viber."""
        left = self.funds.left_of_limit
        return left is not None and self.paid > left

    @property
    def paid(self) -> Decimal:
        """What both come to, in roubles."""
        return sum((cost.total for cost in (self.cost, self.viber_cost) if cost), Decimal(0))


def preview(
    whom: Whom, *, kind: Kind, subject: str, text: str, short: str, user: User | None, event: str = "",
    tells_refusal: bool = False,
) -> Preview:  # fmt: skip
    """Count everything; the number of queries does not depend on how many people there are. Raises DomainError.

    `user` is the sender, None for the system; `event` the code of what is told by itself; `tells_refusal` as of `Said`.
    """
    whom.check()
    accounts = accounts_for(whom, user=user)
    rules = recipients.rules_now(kind, event=event)
    counted = recipients.count(accounts, rules)
    subject = subject.strip() or "Тема"
    sms_text = Notice(event=event, subject=subject, text=text.strip(), short=short.strip()).sms_text
    bare = measure(sms_text)
    if tells_refusal and kind == Kind.ORDINARY:
        sms_text = with_refusal(sms_text, links.longest_choice_url())
    tenant = current_tenant()
    cost, no_price = None, ""
    if messages := counted.by(Way.SMS):
        phones = recipients.some_phones(accounts, rules, most=EXACT)
        try:
            cost = _scaled(quote(tenant, [(phone, sms_text) for phone in phones]), len(phones), messages)
        except DomainError as error:
            no_price = str(error)
    viber_cost = None
    if by_viber := counted.by(Way.VIBER):  # one price for every number and every text
        phones = recipients.some_phones(accounts, rules, most=EXACT, way=Way.VIBER)
        known = quote(tenant, [(phone, subject or "Тема") for phone in phones], medium=Medium.VIBER)
        viber_cost = _scaled(known, len(phones), by_viber)
    return Preview(
        accounts=accounts.count(), unreached=recipients.count_unreached(accounts, rules), counted=counted,
        text=sms_text, bare=bare, measured=measure(sms_text), advice=advice(sms_text), cost=cost,
        is_about=counted.by(Way.SMS) > EXACT, no_price=no_price, viber_cost=viber_cost, funds=funds(tenant),
        waits_until=clock.wakes_at(timezone.now(), tenant.time_zone) if clock.keeps_quiet(kind) else None,
    )  # fmt: skip


def _scaled(sample: Quote, priced: int, messages: int) -> Quote:
    """Two people of one number get one SMS, so fewer may be priced than counted: then it is what was priced."""
    if priced < EXACT or not priced:
        return sample
    share = Decimal(messages) / priced
    return Quote(
        messages,
        round(sample.segments * share),
        (sample.base * share).quantize(_KOPECK, ROUND_HALF_UP),
        (sample.markup * share).quantize(_KOPECK, ROUND_HALF_UP),
    )
