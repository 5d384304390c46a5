"""Handing what waits to push services: claimed for some minutes, tried, and written down.

A worker that dies leaves what it claimed, and whoever comes after those minutes tries it anew. That a service had
taken it already shows to nobody: both have one topic and one tag, so the later takes the place of the earlier, at the
service and on the screen.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from push import gateway
from push.book import book
from push.domain.by_push import lives_for
from push.domain.receipts import receipt_of
from push.gateway import Answer, Call, Outcome
from push.models import Push, State
from tenants.connection import connection
from watch.providers import provider_call

CHUNK, SIDE_BY_SIDE = 100, 10
LEASE = timedelta(minutes=10)  # more than a chunk of services that do not answer takes
KEPT = timedelta(days=30)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
_MOST_COMPANIES = 5_000


def companies_that_wait() -> list[str]:
    """Schemas of which something may be tried now."""
    due = Push.objects.filter(state=State.WAITING, next_at__lte=timezone.now())
    return list(due.order_by().values_list("schema_name", flat=True).distinct()[:_MOST_COMPANIES])


def send_waiting() -> int:
    """Send what waits of the current company; how many were tried. Ends when nothing is due or services ask to wait."""
    tried = 0
    with gateway.session() as through:
        while batch := _claim():
            tried += len(batch)
            if not _send(batch, through):
                break
    return tried


def forget_old() -> int:
    """Remove what is older than a month; nobody asks about it any more."""
    return Push.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]


@transaction.atomic
def _claim() -> list[Push]:
    now = timezone.now()
    waiting = Push.objects.select_for_update(of=("self",), skip_locked=True).filter(
        schema_name=connection.schema_name, state=State.WAITING, next_at__lte=now
    )
    batch = list(waiting.order_by("-is_urgent", "pk")[:CHUNK])
    Push.objects.filter(pk__in=[one.pk for one in batch]).update(next_at=now + LEASE)
    return batch


def _send(batch: Sequence[Push], through: Any) -> bool:
    """Try a batch; False if somebody asked to wait."""
    devices = book().subscriptions({one.device for one in batch})
    present = [one for one in batch if one.device in devices]
    calls = [
        Call(devices[one.device], _payload(one), topic=topic_of(one), ttl=lives_for(one), is_urgent=one.is_urgent)
        for one in present
    ]
    with provider_call(provider="push", operation="send") as call, ThreadPoolExecutor(SIDE_BY_SIDE) as workers:
        outcomes = list(workers.map(lambda one: gateway.send(one, through), calls))
        call.answer = ", ".join(f"{answer.value}: {count}" for answer, count in _counts(outcomes))
    absent = [(one, Outcome(Answer.GONE, "Устройство отключили.")) for one in batch if one.device not in devices]
    _note([*zip(present, outcomes, strict=True), *absent])
    return all(one.answer is not Answer.LATER for one in outcomes)


def _counts(outcomes: Sequence[Outcome]) -> Iterator[tuple[Answer, int]]:
    for answer in Answer:
        if count := sum(one.answer is answer for one in outcomes):
            yield answer, count


@transaction.atomic
def _note(told: Sequence[tuple[Push, Outcome]]) -> None:
    now = timezone.now()
    rows = Push.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one, _ in told])
    now_rows = {one.pk: one for one in rows.order_by("pk")}
    changed = []
    for claimed, outcome in told:
        one = now_rows.get(claimed.pk)
        if one is None or one.state == State.SENT:  # its receipt was quicker than our own note
            continue
        if one.state == State.CANCELLED and outcome.answer is not Answer.TAKEN:
            continue
        _write(one, outcome, now)
        changed.append(one)
    Push.objects.bulk_update(changed, ["state", "state_at", "told", "tries", "next_at", "payload"])
    said = {answer: {one.device for one, outcome in told if outcome.answer is answer} for answer in Answer}
    given_up = {one.device for one in changed if one.state == State.FAILED} - said[Answer.UNFIT] - said[Answer.GONE]
    book().note(accepted=said[Answer.TAKEN], refused=said[Answer.REFUSED] | given_up, gone=said[Answer.GONE])


def _write(one: Push, outcome: Outcome, now: Any) -> None:
    one.told, one.state_at = outcome.words[:200], now
    if outcome.answer is Answer.TAKEN:
        one.state, one.payload = State.SENT, {}
        return
    pause = outcome.pause
    if pause is None:
        pause = min(_FIRST_PAUSE * 2 ** min(one.tries, 10), _LONGEST_PAUSE)
    one.tries, one.next_at = one.tries + 1, now + pause
    if outcome.answer is not Answer.LATER or one.next_at > one.created_at + lives_for(one):
        one.state, one.payload = State.FAILED, {}


def topic_of(push: Push) -> str:
    """Of all that is about one thing, 32 characters: as many as a topic may have."""
    digest = hashlib.sha256(f"{push.schema_name}:{push.key}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def _payload(push: Push) -> dict[str, Any]:
    return {**push.payload, "tag": topic_of(push), "receipt": receipt_of(push)}
