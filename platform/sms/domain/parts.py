"""Messages whose parts have numbers of their own: delivered when every part is, undelivered when one is not."""

from collections.abc import Iterator, Mapping, Sequence

from django.db import transaction

from sms.gateways.base import Fate, Report
from sms.models import OWN_ID, Message, MessagePart, Provider


def keep_parts(provider: Provider, parts: Mapping[int, Sequence[str]]) -> None:
    """Write down the numbers of parts (message → numbers), where there is more than the message's own, or it is longer
    than that can be."""
    MessagePart.objects.bulk_create(
        [
            MessagePart(message_id=message, provider=provider, their_id=number)
            for message, numbers in parts.items()
            for number in dict.fromkeys(numbers)
            if len(numbers) > 1 or len(number) > OWN_ID
        ],
        ignore_conflicts=True,
    )


def asked_in_parts(messages: Sequence[Message]) -> Iterator[tuple[str, str]]:
    """(Number at the service, phone) of all that is to be asked about: of each part where there are parts."""
    phones = {message.pk: message.phone for message in messages}
    parts = MessagePart.objects.filter(message__in=phones, is_delivered=None).values_list("message_id", "their_id")
    in_parts: dict[int, list[str]] = {}
    for pk, number in parts:
        in_parts.setdefault(pk, []).append(number)
    for message in messages:
        for number in in_parts.get(message.pk, [message.their_id]):
            yield number, phones[message.pk]


@transaction.atomic
def joined(provider: Provider, reports: Sequence[Report]) -> list[Report]:
    """Reports about parts turned into one about the message, once all parts are known or one has failed."""
    by_number = {report.their_id: report for report in reports}
    of_parts = MessagePart.objects.filter(provider=provider, their_id__in=by_number)
    messages = set(of_parts.values_list("message_id", flat=True))
    if not messages:
        return list(reports)
    # All parts of a message are locked: of two workers with a part each, the second sees both.
    found: dict[int, list[MessagePart]] = {}
    rows = MessagePart.objects.select_for_update(of=("self",)).select_related("message")
    for part in rows.filter(message__in=messages).order_by("pk"):
        found.setdefault(part.message_id, []).append(part)
    whole = []
    for parts in found.values():
        words = _note(parts, by_number)
        fate = _fate_of(parts)
        if fate:
            whole.append(Report(parts[0].message.their_id, fate, phone=parts[0].message.phone, words=words))
    numbers = {part.their_id for parts in found.values() for part in parts}
    return [report for report in reports if report.their_id not in numbers] + whole


def _note(parts: Sequence[MessagePart], by_number: Mapping[str, Report]) -> str:
    words = ""
    for part in parts:
        report = by_number.get(part.their_id)
        if report and report.fate in (Fate.DELIVERED, Fate.UNDELIVERED):
            words = words or report.words
            if part.is_delivered is None:
                part.is_delivered = report.fate == Fate.DELIVERED
                part.save(update_fields=["is_delivered"])
    return words


def _fate_of(parts: Sequence[MessagePart]) -> Fate | None:
    if any(part.is_delivered is False for part in parts):
        return Fate.UNDELIVERED
    return Fate.DELIVERED if all(part.is_delivered for part in parts) else None
