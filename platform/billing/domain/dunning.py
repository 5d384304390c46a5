"""Money that runs out: warned of, waited for, and at last the work suspended; back at once when money is there.

What a day comes to is decided here under the lock of one row, so that however many workers look, each step is taken
once. Letters, the invoice and the journal are made by `crm.billing`, in the same transaction: it knows the people.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_UP, Decimal

from django.db import transaction
from django.utils import timezone

from billing.domain import metering
from billing.domain.forecast import Forecast, forecast
from billing.enums import InvoiceState, Step
from billing.models import DunningRules, Invoice, Parking, Standing
from identity.models import User
from tenants.context import in_schema
from tenants.domain import lifecycle
from tenants.enums import OPEN, State
from tenants.errors import DomainError
from tenants.models import Tenant

SUSPENDED_WORDS = "Закончились деньги на балансе"
LONGEST_RESPITE = 180  # days
_STILL_GOOD = timedelta(days=30)  # an unpaid invoice that is not older is sent again instead of a new one
_WHOLE = Decimal(100)


@dataclass(frozen=True)
class Outlook:
    """What the company is shown: `suspends_on` is the day on which its work is suspended if nothing comes."""

    standing: Standing
    is_low: bool
    is_over: bool
    suspends_on: date | None


@dataclass(frozen=True)
class Turn:
    """What a look at a company came to; `owed` is the sum (roubles) for which an invoice is to be made, if one is."""

    standing: Standing
    forecast: Forecast
    steps: tuple[Step, ...]
    suspends_on: date | None
    owed: Decimal | None


@transaction.atomic
def look(tenant: Tenant) -> Turn:
    """See how the company's money stands today and take the steps that are due; safe to repeat.

    A company whose books are being mended is left as it is.
    """
    with in_schema("public"):
        Standing.objects.get_or_create(tenant=tenant)
        standing = Standing.objects.select_for_update(of=("self",)).get(tenant=tenant)
        rules = DunningRules.load()
        tenant = Tenant.objects.get(pk=tenant.pk)
        shown, today = forecast(tenant), metering.today_of(tenant)
        if tenant.state not in OPEN or Parking.objects.filter(tenant=tenant, freed_at=None).exists():
            return Turn(standing, shown, (), None, None)
        steps = _steps(standing, tenant, shown, today, rules)
        standing.save()
        owed = _to_invoice(standing, shown, rules) if steps and standing.low_since else None
        return Turn(standing, shown, tuple(steps), _suspends_on(standing, rules), owed)


def outlook(tenant: Tenant) -> Outlook | None:
    """What to tell the company above its transactions; None while its money lasts."""
    standing = Standing.objects.select_related("invoice").filter(tenant=tenant, low_since__isnull=False).first()
    if standing is None:
        return None
    is_over = standing.over_since is not None
    return Outlook(standing, not is_over, is_over, _suspends_on(standing, DunningRules.load()))


@transaction.atomic
def spare(tenant: Tenant, *, until: date, reason: str, by: User) -> Standing:
    """Do not suspend the company until a day (inclusive), whatever its money; one that is suspended works again.

    Raises DomainError without a reason, for a day that is past or too far away.
    """
    today = metering.today_of(tenant)
    if not reason.strip():
        raise DomainError("Напишите, почему отсрочка: это увидят коллеги и компания.", field="reason")
    if until < today:
        raise DomainError("Этот день уже прошёл.", field="until")
    if until > today + timedelta(days=LONGEST_RESPITE):
        raise DomainError(f"Отсрочить можно не больше чем на {LONGEST_RESPITE} дней.", field="until")
    Standing.objects.get_or_create(tenant=tenant)
    standing = Standing.objects.select_for_update(of=("self",)).get(tenant=tenant)
    standing.spared_until, standing.spared_reason, standing.spared_by = until, reason.strip()[:300], by
    if standing.suspended_on:
        _restore(standing, tenant)
    standing.save()
    return standing


def link_invoice(standing: Standing, invoice: Invoice) -> None:
    """Remember which invoice was made for it."""
    Standing.objects.filter(pk=standing.pk).update(invoice=invoice)
    standing.invoice = invoice


def _steps(standing: Standing, tenant: Tenant, shown: Forecast, today: date, rules: DunningRules) -> list[Step]:
    steps = []
    is_over = not shown.free_until and (shown.is_over or shown.balance < 0)
    ends = today if is_over else shown.lasts_until
    if ends is None or (ends - today).days > rules.warn_days:
        standing.low_since = standing.over_since = standing.invoice = None
        standing.spared_until, standing.spared_reason, standing.spared_by = None, "", None
    elif standing.low_since is None:
        standing.low_since = today
        steps.append(Step.LOW)
    if not is_over:
        standing.over_since = None
    elif standing.over_since is None:
        standing.over_since = today
        steps = [Step.OVER]  # one letter says it all
    if standing.over_since is None:
        if standing.suspended_on:
            _restore(standing, tenant)
            steps.append(Step.RESTORED)
    elif _is_due(standing, today, rules) and tenant.state == State.ACTIVE:
        lifecycle.move(tenant, to=State.SUSPENDED, reason=SUSPENDED_WORDS)
        standing.suspended_on = today
        steps.append(Step.SUSPENDED)
    return steps


def _is_due(standing: Standing, today: date, rules: DunningRules) -> bool:
    day = _suspends_on(standing, rules)
    return day is not None and today >= day


def _suspends_on(standing: Standing, rules: DunningRules) -> date | None:
    if standing.over_since is None:
        return None
    day = standing.over_since + timedelta(days=rules.grace_days)
    return max(day, standing.spared_until + timedelta(days=1)) if standing.spared_until else day


def _restore(standing: Standing, tenant: Tenant) -> None:
    standing.suspended_on = None
    if Tenant.objects.filter(pk=tenant.pk, state=State.SUSPENDED).exists():
        lifecycle.move(tenant, to=State.ACTIVE)


def _to_invoice(standing: Standing, shown: Forecast, rules: DunningRules) -> Decimal | None:
    """Some months ahead and what is missing, up to whole hundreds; None if an invoice waits that is recent enough."""
    recent = Invoice.objects.filter(
        tenant=standing.tenant_id, state=InvoiceState.ISSUED, issued_on__gte=timezone.localdate() - _STILL_GOOD
    )
    if waiting := recent.order_by("-number").first():
        link_invoice(standing, waiting)
        return None
    whole = shown.monthly_fee * rules.invoice_months + max(-shown.balance, Decimal(0))
    return (whole / _WHOLE).to_integral_value(ROUND_UP) * _WHOLE or None
