"""Two months of the demo's SMS: reminders, notices, words about requests; most of them arrived."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from django.utils import timezone

from billing.domain import payments
from billing.models import Invoice
from crm.people.models import PersonPhone
from identity.models import User
from operators.demo.clock import Deed
from sms.domain import providers, reconciling, tracking
from sms.domain.sending import Item, Why, reserve_and_queue
from sms.enums import Cause, Operator, ProviderKind, State
from sms.gateways.base import Fate, Report
from sms.models import Markup, Message, Price, Provider
from tenants.context import speaking_for
from tenants.models import Tenant

DAYS = 60
_PAID_AHEAD = Decimal(1500)
_MOST = 45  # in one mailing
_PRICES = (("", "2.05"), (Operator.MTS, "2.10"), (Operator.BEELINE, "1.95"), (Operator.T2, "1.80"))
_MAILINGS: list[tuple[int, Cause, str, str]] = [
    (2, Cause.OUTAGE, "Отключение воды", "Отключение ХВС завтра с 10 до 14: ремонт насоса. Запаситесь водой."),
    (9, Cause.READINGS, "Напоминание о показаниях", "Передайте показания счётчиков до 25 числа."),
    (17, Cause.DEBT, "Напоминание о долге", "У вас долг за ЖКУ. Оплатите до 10 числа, чтобы не было пени."),
    (26, Cause.NOTICE, "Собрание собственников", "Общее собрание собственников: суббота, 11:00, двор дома. Ждём вас."),
    (40, Cause.READINGS, "Напоминание о показаниях", "Передайте показания счётчиков до 25 числа."),
    (52, Cause.NOTICE, "Промывка отопления", "Промывка системы отопления с понедельника. Закройте вентили батарей."),
]


def deeds(tenants: list[Tenant]) -> list[Deed]:
    """The whole ledger of the demo: each company pays a little ahead and sends its mailings."""
    random = Random(8)  # noqa: S311  the same demo every time
    today = timezone.localdate()
    first = today - timedelta(days=DAYS)
    provider = _provider(first)
    told: list[Deed] = [(first, partial(_pay_ahead, tenant, first)) for tenant in tenants]
    for tenant in tenants:
        for days_ago, *mailing in _MAILINGS:
            told.append((today - timedelta(days=days_ago), partial(_mail, tenant, provider, random, *mailing)))
    return told


def reconcile() -> None:
    """Ask the service what it charged, for each day."""
    for back in range(1, DAYS + 1):
        reconciling.reconcile_day(timezone.localdate() - timedelta(days=back))


def _mail(tenant: Tenant, provider: Provider, random: Random, *mailing: Any) -> None:
    cause, reference, text = mailing
    _send(tenant, provider, _why(tenant, cause, reference), text, random)


def _provider(first: date) -> Provider:
    provider = providers.save_provider(
        Provider(), kind=ProviderKind.NOWHERE, name="Демо: никуда не отправляет", position=1, is_on=True, login="",
        secret="", sender="", charges_undelivered=False,
    )  # fmt: skip
    Price.objects.bulk_create(
        Price(provider=provider, operator=operator, valid_from=first, amount=Decimal(amount))
        for operator, amount in _PRICES
    )
    Markup.objects.get_or_create(tenant=None, valid_from=first, defaults={"amount": Decimal("0.50")})
    return provider


def _pay_ahead(tenant: Tenant, first: date) -> None:
    invoice = Invoice.objects.filter(tenant=tenant, state="paid").earliest("number")
    payments.record_payment(invoice, amount=_PAID_AHEAD, received_on=first, document_number="700", by=None)


def _why(tenant: Tenant, cause: Cause, reference: str) -> Why:
    """Notices are sent by a person, reminders go by themselves."""
    if cause not in (Cause.NOTICE, Cause.OUTAGE):
        return Why(cause, reference)
    with speaking_for(tenant):
        head = User.objects.filter(access__role="head").earliest("pk")
    return Why(cause, reference, by_id=head.pk, by_name=str(head))


def _send(tenant: Tenant, provider: Provider, why: Why, text: str, random: Random) -> None:
    with speaking_for(tenant):
        rows = PersonPhone.objects.filter(person__ties__until=None).order_by("number")
        houses = dict(rows.values_list("number", "person__ties__account__house"))
    phones = random.sample(sorted(houses), min(len(houses), _MOST))
    key = uuid.UUID(int=random.getrandbits(128)).hex
    items = [Item(f"demo:{key}", phone, text, house=houses[phone]) for phone in phones]
    batch = reserve_and_queue(tenant, items, why=why).batch
    reports = []
    for message in Message.objects.filter(batch=batch).order_by("pk"):
        _take(message, provider)
        reports.append(_report(message, random))
    tracking.take_reports(provider, reports)
    left = Message.objects.filter(batch=batch, state=State.SENT)
    left.update(state=State.SILENT, state_at=timezone.now(), told="Сервис не сообщил, что со СМС.")


def _take(message: Message, provider: Provider) -> None:
    for state in (State.SENDING, State.SENT):
        Message.objects.filter(pk=message.pk).update(
            state=state, state_at=timezone.now(), provider=provider, their_id=str(message.pk)
        )


def _report(message: Message, random: Random) -> Report:
    dice = random.random()
    their_id = str(message.pk)
    if dice < 0.02:
        return Report(their_id, Fate.ON_ITS_WAY)
    if dice < 0.07:
        return Report(their_id, Fate.UNDELIVERED, cost=Decimal(0), words="номер недоступен")
    dearer = Decimal("0.05") if dice < 0.1 else Decimal(0)
    return Report(their_id, Fate.DELIVERED, cost=message.base + dearer)
