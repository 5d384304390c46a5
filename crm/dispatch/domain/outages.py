"""Announcing an outage and saying otherwise later. What was said and when is kept: it is asked for afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from crm.dispatch.domain import steps
from crm.dispatch.domain.changing import KEPT
from crm.dispatch.domain.outage_places import Spot, checked, spots_of
from crm.dispatch.domain.reasons import LONGEST_REASON, said
from crm.dispatch.enums import Deed, OutageKind, Supply
from crm.dispatch.events import outage_said
from crm.dispatch.models import Outage, OutageChange, OutagePlace, Request
from crm.journal.domain.entries import record
from identity.models import User
from tenants.errors import DomainError

LONGEST = {"reason": LONGEST_REASON, "doing": 500, "sentence": 500}


@dataclass(frozen=True)
class Change:
    """What is said of an outage from now on; `KEPT` stays as it is. Its kind stays always."""

    supply: Supply = KEPT
    starts_at: datetime = KEPT
    ends_at: datetime | None = KEPT
    reason: str = KEPT
    doing: str = KEPT
    sentence: str = KEPT
    places: Iterable[Spot] = KEPT
    tells_residents: bool = KEPT
    tells_by_sms: bool = KEPT


@transaction.atomic
def announce_outage(
    *,
    kind: OutageKind,
    supply: Supply,
    starts_at: datetime,
    places: Iterable[Spot],
    by: User | None,
    ends_at: datetime | None = None,
    reason: str = "",
    doing: str = "",
    sentence: str = "",
    tells_residents: bool = False,
    tells_by_sms: bool = False,
) -> Outage:
    """Announce it at these places. An empty `sentence` means the one that is made of the rest at each call.

    `tells_residents`: who lives there is told of it and of what changes, by `tells_by_sms` for money too.

    Raises DomainError without a place, for impossible or repeated ones, for an end before the beginning, for a text
    that is too long. A planned one that is announced late is kept: the law fines it (ПП РФ 354, п. 31 «н»), but people
    have to hear of it all the same; `outage_words.is_told_late` tells.
    """
    spots = checked(places)
    outage = Outage(
        kind=kind, supply=supply, starts_at=_minute(starts_at), ends_at=_minute(ends_at), created_by=by,
        reason=_clean("reason", reason), doing=_clean("doing", doing), sentence=_clean("sentence", sentence),
        tells_residents=tells_residents, tells_by_sms=tells_by_sms,
    )  # fmt: skip
    _refuse_backwards(outage)
    outage.save()
    _put(outage, spots)
    record(action="dispatch.outage_announced", obj=outage, by=by, changes={"places": [None, _listed(spots)]})
    outage_said.send(Outage, outage=outage, changes={}, by=by)
    return outage


@transaction.atomic
def change_outage(outage: Outage, change: Change, *, by: User | None, version: int | None = None) -> Outage:
    """Say otherwise: put it off, widen it, tell what is being done. Nothing is written if nothing changes.

    Raises DomainError if somebody has changed it since `version`, if it is over, and as `announce_outage` does.
    """
    outage = locked(outage, version=version)
    _refuse_over(outage)
    changes: dict[str, list[Any]] = {}
    for name in (field.name for field in fields(Change)):
        after = getattr(change, name)
        if after is KEPT:
            continue
        pair = _change_places(outage, after) if name == "places" else _change_field(outage, name, after)
        if pair:
            changes[name] = pair
    if not changes:
        return outage
    _refuse_backwards(outage)
    return _keep(outage, "dispatch.outage_changed", by=by, changes=changes)


@transaction.atomic
def end_outage(outage: Outage, *, by: User | None, at: datetime | None = None, version: int | None = None) -> Outage:
    """It is over, since `at` or now. Raises DomainError if it is over already, not begun, or `at` is not between."""
    outage, now = locked(outage, version=version), timezone.now()
    _refuse_over(outage)
    if outage.starts_at > now:
        raise DomainError("Оно ещё не началось: его можно отменить или перенести.")
    at = at or now
    if not outage.starts_at <= at <= now:
        raise DomainError("Закончиться оно могло после своего начала и не позже чем сейчас.", field="at")
    outage.ended_at = at
    return _keep(outage, "dispatch.outage_ended", by=by, changes={"ended_at": [None, _plain(at)]})


@transaction.atomic
def cancel_outage(outage: Outage, *, reason: str, by: User | None, version: int | None = None) -> Outage:
    """There will be none, or it was announced by mistake. Raises DomainError without a reason, or if it is over."""
    outage = locked(outage, version=version)
    _refuse_over(outage)
    reason = said(reason, "Напишите, почему отменяем: об этом спросят.")
    outage.cancelled_at = timezone.now()
    changes = {"cancelled_at": [None, _plain(outage.cancelled_at)], "reason_why": [None, reason]}
    return _keep(outage, "dispatch.outage_cancelled", by=by, changes=changes)


@transaction.atomic
def reopen_outage(outage: Outage, *, reason: str, by: User | None, version: int | None = None) -> Outage:
    """It goes on after all: an end or a cancelling is undone by a new step. Raises DomainError without a reason."""
    outage = locked(outage, version=version)
    if not outage.is_over:
        raise DomainError("Оно и не заканчивалось.")
    reason = said(reason, "Напишите, почему открываем снова.")
    name = "ended_at" if outage.ended_at else "cancelled_at"
    changes = {name: [_plain(getattr(outage, name)), None], "reason_why": [None, reason]}
    setattr(outage, name, None)
    return _keep(outage, "dispatch.outage_reopened", by=by, changes=changes)


@transaction.atomic
def join_to_outage(request: Request, outage: Outage, *, by: User | None, version: int | None = None) -> Request:
    """The request is about this outage: a step of its history. Nothing happens if it is joined already.

    Raises DomainError for a cancelled outage, and for one that is not in the request's house.
    """
    request = steps.locked(request, version=version)
    outage = Outage.objects.select_for_update(of=("self",)).get(pk=outage.pk)
    if request.outage_id == outage.pk:
        return request
    if outage.cancelled_at is not None:
        raise DomainError("Это отключение отменено.", field="outage")
    if not outage.places.filter(house=request.house_id).exists():
        raise DomainError(f"{request}: это отключение не в её доме.", field="outage")
    before = Outage.objects.get(pk=request.outage_id) if request.outage_id else None
    request.outage = outage
    steps.keep(request, Deed.CHANGED, by=by, changes={"outage": [before and str(before), str(outage)]})
    return request


@transaction.atomic
def part_from_outage(request: Request, *, by: User | None, version: int | None = None) -> Request:
    """It was about something else. Nothing happens if it is joined to none."""
    request = steps.locked(request, version=version)
    if request.outage_id is None:
        return request
    before = Outage.objects.get(pk=request.outage_id)
    request.outage = None
    steps.keep(request, Deed.CHANGED, by=by, changes={"outage": [str(before), None]})
    return request


def locked(outage: Outage, *, version: int | None = None) -> Outage:
    """The outage as it is now, held until the transaction ends; DomainError if it changed since `version`."""
    now = Outage.objects.select_for_update(of=("self",)).get(pk=outage.pk)
    if version is not None and now.version != version:
        last = now.history.select_related("by").order_by("-pk").first()
        who = f": {last.by or 'система'}" if last else ""
        raise DomainError(f"Пока вы писали, отключение изменили{who}. Посмотрите, что изменилось, и повторите.")
    return now


def _keep(outage: Outage, action: str, *, by: User | None, changes: dict[str, list[Any]]) -> Outage:
    outage.version += 1
    outage.save()
    OutageChange.objects.create(outage=outage, changes=changes, by=by)
    record(action=action, obj=outage, by=by, changes=changes)
    outage_said.send(Outage, outage=outage, changes=changes, by=by)
    return outage


def _change_field(outage: Outage, name: str, after: Any) -> list[Any] | None:
    before = getattr(outage, name)
    after = _clean(name, after) if name in LONGEST else _minute(after)
    if after == before:
        return None
    setattr(outage, name, after)
    return [_plain(before), _plain(after)]


def _change_places(outage: Outage, after: Iterable[Spot]) -> list[Any] | None:
    before, spots = spots_of(outage), checked(after)
    if set(before) == set(spots):
        return None
    outage.places.all().delete()
    _put(outage, spots)
    return [_listed(before), _listed(spots)]


def _put(outage: Outage, spots: list[Spot]) -> None:
    OutagePlace.objects.bulk_create(
        OutagePlace(outage=outage, house=spot.house, entrance=spot.entrance, riser=spot.riser) for spot in spots
    )


def _minute(value: Any) -> Any:
    """People tell minutes; a moment with seconds would look changed each time its form is saved."""
    return value.replace(second=0, microsecond=0) if isinstance(value, datetime) else value


def _listed(spots: Iterable[Spot]) -> str:
    return "; ".join(str(spot) for spot in spots)


def _plain(value: Any) -> str | None:
    """As histories keep it: a moment in ISO, which whoever reads sees on the own clock."""
    if isinstance(value, bool):
        return "да" if value else "нет"
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else str(value or "") or None


def _clean(name: str, text: str) -> str:
    text = " ".join(text.split())
    if len(text) > LONGEST[name]:
        raise DomainError(f"Слишком длинно: не больше {LONGEST[name]} знаков.", field=name)
    return text


def _refuse_backwards(outage: Outage) -> None:
    if outage.ends_at is not None and outage.ends_at <= outage.starts_at:
        raise DomainError("Отключение не может кончиться раньше, чем начнётся.", field="ends_at")


def _refuse_over(outage: Outage) -> None:
    if outage.cancelled_at is not None:
        raise DomainError("Это отключение уже отменено.")
    if outage.ended_at is not None:
        raise DomainError("Это отключение уже закончилось.")
