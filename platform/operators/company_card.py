"""A company's card: everything that Бурмистр knows of it, on one page, and links to where something is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils.timezone import localtime
from wagtail.admin.views import generic

from billing.domain.closing import closings_of
from billing.domain.metering import today_of
from billing.domain.month_charge import fee_so_far
from billing.domain.overview import outline
from billing.domain.queries import invoices_of, transactions_of
from billing.models import BankLine, Correction, FreePeriod, Parking, Standing, Tariff
from crm.company.models import ContractorPerson, Employee
from notifications.domain.mail_domains import domain_of
from operators.states import state_of
from registration.models import HistoryLine
from sms.domain.queries import Sought, Totals, messages_of, totals
from sms.models import Reserve
from support.domain.visits import visits_to
from support.models import FileAsk
from tenants.context import home_host, speaking_for
from tenants.enums import OPEN
from tenants.models import Tenant

SHOWN = 8
DEEDS = 20


@dataclass(frozen=True)
class Deed:
    """What an operator did with a company."""

    at: datetime
    by: str
    words: str
    url: str = ""


@dataclass(frozen=True)
class Inside:
    """All that is read in the company's own schema: how many people work there, and not who."""

    staff: int
    contractors: int


class CompanyPage(generic.InspectView):
    """The card; some twenty queries, each bounded, one look into the company's schema."""

    template_name = "operators/company.html"
    page_title = "Компания"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | card_of(self.object)


def card_of(tenant: Tenant) -> dict[str, Any]:
    """What the page shows of a company."""
    line = outline(tenant)
    return {
        "tenant": tenant,
        "state": state_of(line.tenant),
        "line": line,
        "is_open": tenant.state in OPEN and not tenant.moved_to and not tenant.maintenance_since,
        "home_host": home_host(tenant),
        "domains": tenant.domains.order_by("-is_primary", "domain"),
        "mail": domain_of(tenant),
        "application": getattr(tenant, "application", None),
        "inside": _inside(tenant),
        "own_tariff": Tariff.objects.filter(tenant=tenant).first(),
        "free_periods": FreePeriod.objects.filter(tenant=tenant)[:3],
        "so_far": fee_so_far(tenant),
        "standing": Standing.objects.select_related("invoice", "spared_by").filter(tenant=tenant).first(),
        "parking": Parking.objects.filter(tenant=tenant, freed_at=None).first(),
        "transactions": transactions_of(tenant).select_related("created_by")[:SHOWN],
        "invoices": invoices_of(tenant)[:SHOWN],
        "closings": closings_of(tenant)[:SHOWN],
        "reserve": Reserve.objects.filter(tenant=tenant).first(),
        "sms": _sms_of_month(tenant),
        "asks": FileAsk.objects.filter(tenant=tenant)[:SHOWN],
        "deeds": deeds_of(tenant),
    }


def deeds_of(tenant: Tenant) -> list[Deed]:
    """The last deeds of operators on a company, the newest first; one bounded query for each sort of them."""
    return sorted(_deeds(tenant), key=lambda deed: deed.at, reverse=True)[:DEEDS]


def _deeds(tenant: Tenant) -> Iterator[Deed]:
    by_hand = transactions_of(tenant).filter(created_by__isnull=False).select_related("created_by")
    for row in by_hand[:DEEDS]:
        url = f"{reverse('transactions:index')}?tenant={tenant.pk}"
        yield Deed(row.created_at, str(row.created_by), f"Операция: {row.description}", url)
    decided = BankLine.objects.filter(tenant=tenant, decided_by__isnull=False).select_related("decided_by")
    for line in decided.order_by("-decided_at")[:DEEDS]:
        if line.decided_at:
            url = reverse("bank_lines:inspect", args=[line.pk])
            yield Deed(line.decided_at, str(line.decided_by), f"Зачислен платёж: {line}", url)
    corrected = Correction.objects.filter(parking__tenant=tenant).select_related("proposed_by", "confirmed_by")
    for one in corrected.order_by("-pk")[:DEEDS]:
        url = reverse("parkings:inspect", args=[one.parking_id])
        yield Deed(one.proposed_at, str(one.proposed_by), f"Предложено: {one}", url)
        if one.confirmed_at:
            yield Deed(one.confirmed_at, str(one.confirmed_by), f"Подтверждено: {one}", url)
    for ask in FileAsk.objects.filter(tenant=tenant, answered_by__isnull=False).select_related("answered_by")[:DEEDS]:
        if ask.closed_at:
            url = reverse("file_asks:inspect", args=[ask.pk])
            yield Deed(ask.closed_at, str(ask.answered_by), f"Ответ о файле «{ask}»", url)
    for visit in visits_to(tenant)[:DEEDS]:
        when = f"{localtime(visit.entered_at):%H:%M}" if visit.entered_at else "не вошёл"
        yield Deed(visit.asked_at, visit.operator_name, f"Вход как {visit.person_name} ({when}): {visit.reason}")
    lines = HistoryLine.objects.filter(application__tenant=tenant, by__isnull=False).select_related("by", "application")
    for step in lines.order_by("-pk")[:DEEDS]:
        url = reverse("applications:inspect", args=[step.application_id])
        yield Deed(step.at, str(step.by), f"Заявка: {step.get_act_display().lower()}", url)


def _inside(tenant: Tenant) -> Inside | None:
    """None while the schema is not there or not what this code reads."""
    if tenant.state not in OPEN or tenant.moved_to or tenant.maintenance_since:
        return None
    with speaking_for(tenant):
        try:
            with transaction.atomic():
                staff = Employee.objects.filter(user__is_active=True).count()
                contractors = ContractorPerson.objects.filter(user__is_active=True).count()
                return Inside(staff, contractors)
        except ProgrammingError:
            return None


def _sms_of_month(tenant: Tenant) -> Totals:
    return totals(messages_of(tenant, Sought(since=today_of(tenant).replace(day=1))))
