"""Handing messages over: claimed by one worker, tried with one service after another, never sent twice.

A message is marked «Передаётся», with the service and our number of the request, before a byte goes out. If it is
certain that nothing was sent, the next service is tried; if not, the message stays so until the service is asked
(`tracking.find_lost`): sending it anew is the one thing that is never done unasked.
"""

import logging
import uuid
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from sms.domain import providers
from sms.domain.parts import keep_parts
from sms.domain.receiving import take_receipts
from sms.enums import Medium, State
from sms.gateways.base import VIBER_LIFE, Answer, Gateway, NotSentError, Outgoing, Parcel, Taken, UnknownResultError
from sms.models import OWN_ID, Message, Provider
from tenants.errors import DomainError

log = logging.getLogger(__name__)

CHUNK = 100
PATIENCE = timedelta(hours=24)  # for how long a message waits for a service that takes it
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(hours=1)
_LINGER = 3.0  # seconds on an open session after the last message


def hand_over(batch: uuid.UUID | None = None) -> int:
    """Hand over what waits of a batch, or of all; how many messages were tried. Returns when the queue is empty or
    nobody takes anything."""
    tried = 0
    while claimed := _claim(batch):
        tried += len(claimed)
        for medium in Medium:
            rest = [message for message in claimed if message.medium == medium]
            for provider in providers.working(medium) if rest else ():
                rest = _try(provider, rest)
                if not rest:
                    break
            _put_back(rest)
    return tried


def _claim(batch: uuid.UUID | None) -> list[Message]:
    """Some messages for this worker alone, no number twice: services tell messages of a request apart by number."""
    with transaction.atomic():
        waiting = Message.objects.select_for_update(of=("self",), skip_locked=True).filter(
            state=State.QUEUED, next_at__lte=timezone.now()
        )
        if batch:
            waiting = waiting.filter(batch=batch)
        by_phone: dict[str, Message] = {}
        for message in waiting.order_by("pk")[:CHUNK]:
            by_phone.setdefault(message.phone, message)
        claimed = list(by_phone.values())
        now = timezone.now()
        numbers = [message.pk for message in claimed]
        # Who carried it before is forgotten: without a provider, it is known that no byte went out since.
        Message.objects.filter(pk__in=numbers).update(
            state=State.SENDING, state_at=now, told="", next_at=now, provider=None, their_id=""
        )
        for message in claimed:
            message.state_at = now
        return claimed


def _try(provider: Provider, messages: Sequence[Message]) -> list[Message]:
    """Offer the messages to one service; those that it surely did not take are returned."""
    by_pk = {message.pk: message for message in messages}
    try:
        client = providers.client_of(provider)
    except DomainError as error:  # its key cannot be read
        providers.leave_alone(provider, NotSentError(str(error), is_lasting=True))
        return list(messages)
    outgoing = [
        Outgoing(one.pk, one.phone, one.text, alone=one.tries > 0, by_viber=one.medium == Medium.VIBER)
        for one in messages
    ]
    rest = _hand_parcels(provider, client, outgoing, by_pk)
    try:  # receipts that came meanwhile, on a session that is still open: never before our own note of the messages
        if len(rest) < len(messages):
            client.listen(partial(take_receipts, provider), _LINGER)
    except NotSentError as error:
        log.info("sms_no_receipts", extra={"provider": provider.pk, "reason": str(error)})
    finally:
        client.close()
    return rest


def _hand_parcels(
    provider: Provider, client: Gateway, outgoing: Sequence[Outgoing], by_pk: dict[int, Message]
) -> list[Message]:
    rest: list[Message] = []
    parcels = client.parcels(outgoing)
    for number, parcel in enumerate(parcels):
        ours = _mark(provider, parcel, by_pk)
        if not ours:
            continue
        try:
            answers = client.send(Parcel(ours, parcel.our_id))
        except NotSentError as error:
            providers.leave_alone(provider, error)
            rest += [by_pk[one.id] for unsent in parcels[number:] for one in unsent.messages]
            break
        except UnknownResultError as error:
            log.warning("sms_result_unknown", extra={"provider": provider.pk, "reason": str(error)})
            continue
        rest += [by_pk[pk] for pk in _note(provider, answers)]
    return rest


def _mark(provider: Provider, parcel: Parcel, by_pk: dict[int, Message]) -> list[Outgoing]:
    """Write down who is about to carry them, before the request; those that are still this worker's.

    `state_at` is the worker's mark: whoever took a message for lost in the meantime has changed it.
    """
    now, ours = timezone.now(), []
    with transaction.atomic():
        numbers = [one.id for one in parcel.messages]
        rows = Message.objects.select_for_update(of=("self",)).filter(pk__in=numbers, state=State.SENDING)
        marks = dict(rows.order_by("pk").values_list("pk", "state_at"))
        ours = [one for one in parcel.messages if marks.get(one.id) == by_pk[one.id].state_at]
        Message.objects.filter(pk__in=[one.id for one in ours]).update(
            provider=provider, their_id=parcel.our_id, state_at=now, next_at=now
        )
    for one in ours:
        by_pk[one.id].state_at = now
    return ours


def _note(provider: Provider, answers: Sequence[Taken]) -> list[int]:
    """Write down what the service said; numbers of those that it may take later."""
    now = timezone.now()
    with transaction.atomic():
        by_id = {answer.id: answer for answer in answers}
        rows = Message.objects.select_for_update(of=("self",)).filter(pk__in=by_id, state=State.SENDING)
        changed = []
        for message in rows.order_by("pk"):  # a report may have come before our own note: that one has moved on
            answer = by_id[message.pk]
            if answer.answer == Answer.TRY_LATER:
                continue
            message.state = State.SENT if answer.answer == Answer.TAKEN else State.REJECTED
            message.state_at, message.next_at, message.told = now, now + timedelta(minutes=1), answer.words[:200]
            message.provider, message.their_id = provider, (answer.their_id or message.their_id)[:OWN_ID]
            message.provider_cost, message.no_number = answer.cost, answer.no_number
            changed.append(message)
        Message.objects.bulk_update(
            changed, ["state", "state_at", "next_at", "told", "provider", "their_id", "provider_cost", "no_number"]
        )
        keep_parts(provider, {message.pk: by_id[message.pk].parts for message in changed})
    return [answer.id for answer in answers if answer.answer == Answer.TRY_LATER]


def _put_back(messages: Sequence[Message]) -> None:
    """Nobody takes them for now: they wait, longer each time; after a day (Viber: its life) their money is released."""
    now = timezone.now()
    with transaction.atomic():
        marks = {message.pk: message.state_at for message in messages}
        rows = Message.objects.select_for_update(of=("self",)).filter(pk__in=marks, state=State.SENDING)
        changed = []
        for message in rows.order_by("pk"):
            if message.state_at != marks[message.pk]:
                continue
            pause = min(_FIRST_PAUSE * 2 ** min(message.tries, 10), _LONGEST_PAUSE)
            until = message.created_at + (VIBER_LIFE if message.medium == Medium.VIBER else PATIENCE)
            gives_up = until <= now
            message.state = State.QUEUED
            message.state_at, message.next_at, message.tries = now, min(now + pause, max(until, now)), message.tries + 1
            message.told = "Ни один сервис не принял."
            changed.append((message, gives_up))
        Message.objects.bulk_update(
            [message for message, _ in changed], ["state", "state_at", "next_at", "tries", "told"]
        )
        over = [message.pk for message, gives_up in changed if gives_up]
        Message.objects.filter(pk__in=over).update(state=State.REJECTED)
