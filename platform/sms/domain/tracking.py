"""What became of messages: reports asked for and reports brought, each settled once.

A delivered message is charged at the price that was agreed. One that was not delivered is charged only if the service
took money for it, else its money is released. A service that is silent for three days releases it too; when such a
message turns out to be delivered after all, it is charged if free money is there, and is at our cost if not: a company
never goes below zero for SMS. Viber is waited for some hours only, as an SMS may go in its place.
"""

import logging
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from billing.domain import ledger, parking
from billing.enums import AccountKind, TransactionKind
from billing.models import LedgerAccount
from sms.domain import providers
from sms.domain.parts import asked_in_parts, joined
from sms.enums import HELD, Medium, State
from sms.gateways.base import VIBER_LIFE, Asked, Fate, Gateway, NotSentError, Report, UnknownResultError
from sms.models import Message, Provider, Reserve
from tenants.errors import DomainError
from tenants.models import Tenant
from tenants.russian import decline

log = logging.getLogger(__name__)

SILENCE = timedelta(hours=72)  # services give up a message after a day; two more are for their reports
VIBER_SILENCE = VIBER_LIFE + timedelta(minutes=20)  # its life and the report of its end
LOST_AFTER = timedelta(minutes=2)  # since it was claimed: longer than a request takes
SURELY_NOT_THERE = timedelta(minutes=10)  # a service that does not know our number after that never got it
_OPEN = (State.SENDING, State.SENT, State.SILENT)
_AT_ONCE = 1_000
_MOST_ASKED = 5_000  # in a minute, of one provider; most reports are brought by callback
_LONGEST_PAUSE = timedelta(hours=1)


def take_reports(provider: Provider, reports: Sequence[Report]) -> int:
    """Settle what a provider says of its messages; how many changed. The same report twice changes nothing."""
    reports = joined(provider, reports)
    _note_costs(provider, reports)
    final = [report for report in reports if report.fate in (Fate.DELIVERED, Fate.UNDELIVERED)]
    numbers = {report.their_id for report in final}
    open_ones = Message.objects.filter(provider=provider, their_id__in=numbers, state__in=_OPEN)
    tenants = open_ones.order_by("tenant_id").values_list("tenant_id", flat=True).distinct()
    tenants = tenants.exclude(tenant__in=parking.parked())  # asked about again once their books hold
    by_id: dict[str, list[Report]] = defaultdict(list)
    for report in final:
        by_id[report.their_id].append(report)
    return sum(_settle(tenant, provider, by_id) for tenant in Tenant.objects.filter(pk__in=list(tenants)))


def ask() -> None:
    """Ask each provider about its messages whose time has come; a question unanswered is asked again later."""
    for provider in Provider.objects.all():
        due = Message.objects.filter(provider=provider, state=State.SENT, next_at__lte=timezone.now())
        _ask_about(provider, list(due.order_by("next_at")[:_MOST_ASKED]))


def find_lost() -> None:
    """Ask what became of messages whose handing over was cut off; those that surely never arrived are queued again."""
    long_ago = timezone.now() - LOST_AFTER
    Message.objects.filter(state=State.SENDING, provider=None, state_at__lt=long_ago).update(
        state=State.QUEUED, state_at=timezone.now()
    )  # claimed by a worker that died before it said a word
    for provider in Provider.objects.all():
        lost = Message.objects.filter(
            provider=provider, state=State.SENDING, state_at__lt=long_ago, next_at__lte=timezone.now()
        )
        found = list(lost.exclude(their_id="").order_by("pk")[:_AT_ONCE])
        if found:
            _find(provider, found)


def release_silent() -> int:
    """Release the money of messages of which nothing was heard for `SILENCE` (`VIBER_SILENCE`); how many there were."""
    now = timezone.now()
    going = Message.objects.filter(state__in=[State.SENDING, State.SENT])
    in_viber = going.filter(medium=Medium.VIBER, state_at__lt=now - VIBER_SILENCE)
    return _release(going.filter(state_at__lt=now - SILENCE), "Сервис не сообщил, что со СМС.") + _release(
        in_viber, f"Не дошло в Viber за {VIBER_LIFE.seconds // 3600} ч."
    )


def _release(silent: QuerySet[Message], words: str) -> int:
    released = 0
    while numbers := list(silent.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        with transaction.atomic():
            rows = silent.select_for_update(of=("self",), skip_locked=True).filter(pk__in=numbers).order_by("pk")
            locked = list(rows.values_list("pk", flat=True))
            now = timezone.now()
            Message.objects.filter(pk__in=locked).update(state=State.SILENT, state_at=now, told=words)
        if not locked:
            break
        released += len(locked)
    return released


def _ask_about(provider: Provider, messages: Sequence[Message]) -> None:
    client = _client(provider)
    if client is None:
        return
    with closing(client):
        for start in range(0, len(messages), client.most_asked):
            some = messages[start : start + client.most_asked]
            _ask_later(some)
            if (reports := _statuses(client, provider, some)) is None:
                return
            take_reports(provider, reports)


def _find(provider: Provider, messages: Sequence[Message]) -> None:
    client = _client(provider)
    if client is None or not client.can_find:
        return
    for start in range(0, len(messages), client.most_asked):
        some = messages[start : start + client.most_asked]
        _ask_later(some)
        if (reports := _statuses(client, provider, some)) is None:
            return
        taken = {(r.their_id, r.phone) for r in reports if r.fate == Fate.ON_ITS_WAY}
        unheard = {(r.their_id, r.phone) for r in reports if r.fate == Fate.UNHEARD_OF}
        take_reports(provider, reports)
        _move([one for one in some if (one.their_id, one.phone) in taken], State.SENT)
        surely = timezone.now() - SURELY_NOT_THERE
        _move([one for one in some if (one.their_id, one.phone) in unheard and one.state_at < surely], State.QUEUED)


def _move(messages: Sequence[Message], state: State) -> None:
    """Only those that nobody has touched since they were asked about."""
    marks = {message.pk: message.state_at for message in messages}
    now = timezone.now()
    with transaction.atomic():
        rows = Message.objects.select_for_update(of=("self",)).filter(pk__in=marks, state=State.SENDING)
        same = [pk for pk, mark in rows.order_by("pk").values_list("pk", "state_at") if mark == marks[pk]]
        Message.objects.filter(pk__in=same).update(state=state, state_at=now, next_at=now)


def _ask_later(messages: Iterable[Message]) -> None:
    """The longer a message is on its way, the rarer it is asked about."""
    now = timezone.now()
    changed = list(messages)
    for message in changed:
        message.next_at = now + min(max((now - message.state_at) / 2, timedelta(minutes=1)), _LONGEST_PAUSE)
    Message.objects.bulk_update(changed, ["next_at"])


def _statuses(client: Gateway, provider: Provider, messages: Sequence[Message]) -> list[Report] | None:
    try:
        return client.statuses([Asked(*one) for one in asked_in_parts(messages)])
    except (NotSentError, UnknownResultError) as error:
        log.warning("sms_no_statuses", extra={"provider": provider.pk, "reason": str(error)})
        return None


def _client(provider: Provider) -> Gateway | None:
    try:
        return providers.client_of(provider)
    except DomainError:
        return None


def _settle(tenant: Tenant, provider: Provider, by_id: dict[str, list[Report]]) -> int:
    """One transaction for a company: its messages are locked, one operation is posted, the states follow."""
    with transaction.atomic():
        rows = Message.objects.select_for_update(of=("self",)).filter(
            state__in=_OPEN, tenant=tenant, provider=provider, their_id__in=by_id,
        )  # fmt: skip
        told = [(one, report) for one in rows.order_by("pk") if (report := _report_of(one, by_id[one.their_id]))]
        if not told:
            return 0
        costly = [one for one, report in told if _is_charged(one, report, provider)]
        charged = _affordable(tenant, costly)
        charge = _post(tenant, charged) if charged else None
        paid = {one.pk for one in charged}
        late = {one.pk for one in costly} - paid
        now = timezone.now()
        for message, report in told:
            delivered = report.fate == Fate.DELIVERED
            message.state = State.DELIVERED if delivered else State.UNDELIVERED
            message.state_at, message.told = _moment(report, message, now), report.words[:200]
            message.provider_cost = message.provider_cost if report.cost is None else report.cost
            message.no_number = report.no_number
            message.charge = charge if message.pk in paid else None
            message.waived = message.pk in late
        Message.objects.bulk_update(
            [message for message, _ in told],
            ["state", "state_at", "told", "provider_cost", "no_number", "charge", "waived"],
        )
        return len(told)


def _note_costs(provider: Provider, reports: Sequence[Report]) -> None:
    """What was taken for messages that are settled already, where nobody had said it."""
    costs = {report.their_id: report for report in reports if report.cost is not None}
    unsaid = Message.objects.filter(
        provider=provider, their_id__in=costs, provider_cost=None, state__in=[State.DELIVERED, State.UNDELIVERED]
    )
    for message in unsaid.order_by("pk")[:_AT_ONCE]:
        if (report := costs[message.their_id]).phone in ("", message.phone):
            Message.objects.filter(pk=message.pk).update(provider_cost=report.cost)


def _report_of(message: Message, reports: Sequence[Report]) -> Report | None:
    return next((report for report in reports if report.phone in ("", message.phone)), None)


def _is_charged(message: Message, report: Report, provider: Provider) -> bool:
    if report.fate == Fate.DELIVERED:
        return True
    took = message.provider_cost if report.cost is None else report.cost
    return provider.charges_undelivered if took is None else took > 0


def _affordable(tenant: Tenant, messages: Sequence[Message]) -> list[Message]:
    """What was held is paid from what was held; a late one from what is free, in the order of numbers."""
    paid = [message for message in messages if message.state in HELD]
    late = [message for message in messages if message.state not in HELD]
    if late:
        funds = ledger.funds_of(tenant)
        both = [funds.pk, ledger.own(AccountKind.REVENUE).pk]  # in the order in which the books lock them
        balances = dict(
            LedgerAccount.objects.select_for_update().filter(pk__in=both).order_by("pk").values_list("pk", "balance")
        )
        free = balances[funds.pk] - Reserve.objects.values_list("held", flat=True).get(tenant=tenant)
        for message in late:
            if message.total <= free:
                free -= message.total
                paid.append(message)
    return paid


def _post(tenant: Tenant, messages: Sequence[Message]) -> ledger.Transaction:
    base = sum((message.base for message in messages), Decimal(0))
    markup = sum((message.markup for message in messages), Decimal(0))
    count = len(messages)
    whats = dict.fromkeys(message.reference or message.get_cause_display() for message in messages)
    about = next(iter(whats)) if len(whats) == 1 else "разные"
    return ledger.post(
        key=f"sms:{tenant.pk}:{uuid.uuid4()}",  # once: the messages are locked, and each is charged once
        kind=TransactionKind.SMS,
        tenant=tenant,
        amount=-(base + markup),
        against=AccountKind.REVENUE,
        description=f"СМС: {count} {decline(count, 'сообщение', 'сообщения', 'сообщений')} ({about})",
        details={"messages": count, "base": f"{base:.2f}", "markup": f"{markup:.2f}"},
        by=None,
    )


def _moment(report: Report, message: Message, now: datetime) -> datetime:
    """When it was delivered, as the service says, unless its clock is wrong."""
    return report.at if report.at and message.state_at <= report.at <= now else now
