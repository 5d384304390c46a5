"""Receipts that services bring on the session itself (SMPP): settled, committed, and only then acknowledged."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from django.db.models import Q
from django.utils import timezone

from sms.domain import providers
from sms.domain.tracking import take_reports
from sms.enums import ProviderKind, State
from sms.gateways.base import Fate, NotSentError, Report
from sms.gateways.smpp_text import spellings
from sms.models import Message, MessagePart, Provider
from tenants.errors import DomainError

log = logging.getLogger(__name__)

SECONDS = 25.0
_LEASE = timedelta(minutes=2)  # a worker that dies holds a service no longer
_OPEN = (State.SENDING, State.SENT, State.SILENT)


def receive(seconds: float = SECONDS) -> int:
    """Bind to each service that speaks SMPP and drain its receipts; how many were acknowledged. A service with which
    another worker is busy is passed over."""
    count = 0
    for provider in Provider.objects.filter(kind=ProviderKind.SMPP):
        # Those given up as silent are not waited for: their receipts are taken along with others'.
        is_awaited = Message.objects.filter(provider=provider, state__in=[State.SENDING, State.SENT]).exists()
        if is_awaited and _lease(provider):
            try:
                count += _drain(provider, seconds)
            finally:
                Provider.objects.filter(pk=provider.pk).update(listened_until=None)
    return count


def take_receipts(provider: Provider, reports: Sequence[Report]) -> set[str]:
    """Settle receipts; the numbers of those that need not come again. One whose message is not known yet does, and one
    of a company whose books are being mended."""
    named = _as_we_know_them(provider, reports)
    take_reports(provider, named)
    final = {report.their_id for report in named if report.fate in (Fate.DELIVERED, Fate.UNDELIVERED)}
    settled = Message.objects.filter(provider=provider, their_id__in=final).exclude(state__in=_OPEN)
    parts = MessagePart.objects.filter(provider=provider, their_id__in=final, is_delivered__isnull=False)
    passing = {report.their_id for report in named} - final
    done = passing | set(settled.values_list("their_id", flat=True)) | set(parts.values_list("their_id", flat=True))
    return {told.their_id for told, ours in zip(reports, named, strict=True) if ours.their_id in done}


def _as_we_know_them(provider: Provider, reports: Sequence[Report]) -> list[Report]:
    """The same with the numbers that `submit_sm_resp` gave, however the service writes them in receipts.

    Another spelling is a number of its own, and may be another message's: it counts only together with the phone, and
    then before the same spelling with another phone.
    """
    spelt = {report.their_id: {report.their_id, *spellings(report.their_id)} for report in reports}
    sought = set().union(*spelt.values())
    messages = Message.objects.filter(provider=provider, their_id__in=sought).values_list("their_id", "phone")
    parts = MessagePart.objects.filter(provider=provider, their_id__in=sought)
    known = {*messages, *parts.values_list("their_id", "message__phone")}
    named = []
    for report in reports:
        number = report.their_id
        if (number, report.phone) not in known:
            number = next((one for one in spelt[number] if (one, report.phone) in known), number)
        named.append(replace(report, their_id=number, phone=""))
    return named


def _lease(provider: Provider) -> bool:
    now = timezone.now()
    free = Provider.objects.filter(Q(listened_until=None) | Q(listened_until__lt=now), pk=provider.pk)
    return bool(free.update(listened_until=now + _LEASE))


def _drain(provider: Provider, seconds: float) -> int:
    try:
        client = providers.client_of(provider)
    except DomainError:  # its key cannot be read: the operator sees it when messages are sent
        return 0
    try:
        return client.listen(partial(take_receipts, provider), seconds)
    except NotSentError as error:
        log.warning("sms_no_receipts", extra={"provider": provider.pk, "reason": str(error)})
        return 0
    finally:
        client.close()
