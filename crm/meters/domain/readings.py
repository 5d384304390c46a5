"""Handing readings in, correcting them, taking them back: one way for everybody who does it.

A staff member at the computer, an inspector in the yard, a resident by a link or in the cabinet and a program call
`hand_in`; a file goes through SQL with the same rules (`staged_readings.py`). A reading is never overwritten: a
correction is a new row over the old one (manual, section 13).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from crm.journal.domain.entries import record
from crm.meters import rights
from crm.meters.domain import windows
from crm.meters.domain.checks import (
    Checked,
    NeedsConfirmation,
    Problem,
    ReadingsRefused,
    check_values,
    find_swaps,
)
from crm.meters.domain.events import event_of, house_of, note
from crm.meters.domain.pasts import Past, pasts_of
from crm.meters.domain.values import in_words
from crm.meters.enums import Deed, Source
from crm.meters.models import Meter, MeterEvent, Reading
from crm.rights.domain.rows import covers
from identity.models import User
from tenants.errors import DomainError

__all__ = [
    "BY_RESIDENTS",
    "BY_STAFF",
    "Entry",
    "NeedsConfirmation",
    "ReadingsRefused",
    "correct",
    "hand_in",
    "withdraw",
]

BY_RESIDENTS = frozenset({Source.LINK, Source.CABINET})
BY_STAFF = frozenset({Source.COMPUTER, Source.MOBILE})


@dataclass(frozen=True)
class Entry:
    """What one meter shows: a value for each tariff; `meter` comes with its account. `confirmed`: what is unusual was
    asked about and is right. `photo` is the name of a file that is kept already."""

    meter: Meter
    values: Sequence[Decimal]
    photo: str = ""
    comment: str = ""
    confirmed: bool = False


@dataclass
class _Typed:
    entry: Entry
    month: date
    past: Past = field(default_factory=Past)
    checked: Checked = field(default_factory=Checked)

    @property
    def meter(self) -> Meter:
        """The meter, with its account."""
        return self.entry.meter

    @property
    def values(self) -> list[Decimal]:
        """One for each tariff."""
        return list(self.entry.values)

    @property
    def is_there(self) -> bool:
        """The month has this very reading already."""
        return self.past.now is not None and self.past.now.values == self.values


@transaction.atomic
def hand_in(
    entries: Sequence[Entry],
    *,
    taken_on: date,
    source: Source,
    by: User | None,
    confirmed: bool = False,
    month: date | None = None,
) -> list[Reading]:
    """Keep what these meters showed on `taken_on`: all or nothing, in the month that the house's window says.

    `month` is another month to count it in: a meter begins with what counts in the month before.

    What is kept already is left as it is; another value for the same month goes over it by a correcting row: of
    staff this asks for the right to correct, of a resident that the reading was a resident's own. Residents are
    taken only within the window. `confirmed` confirms what is unusual of every meter.

    Raises ReadingsRefused, which says what is wrong with which meter, NeedsConfirmation with what is to be asked,
    DomainError if the day is wrong or readings are not taken then. Source: manual, section 13; ПП 354.
    """
    if not entries:
        raise DomainError("Нет ни одного показания.")
    if taken_on > windows.today():
        raise DomainError("Этот день ещё не наступил: показания бывают за сегодня или раньше.", field="taken_on")
    rules = windows.settings()
    typed = _placed(entries, taken_on, source, windows.windows_of([house_of(e.meter) for e in entries], rules=rules))
    for one in typed:
        one.month = month or one.month
    _lock(typed)
    for one in typed:
        one.checked = _check(one, taken_on=taken_on, source=source, by=by, times=rules.jump)
    _refuse(typed, times=rules.jump, confirmed=confirmed)
    kept = _keep([one for one in typed if not one.is_there], taken_on=taken_on, source=source, by=by)
    return [reading for one in typed if (reading := kept.get(one.meter.pk) or one.past.now)]


@transaction.atomic
def correct(
    reading: Reading,
    *,
    values: Sequence[Decimal],
    by: User | None,
    source: Source = Source.COMPUTER,
    taken_on: date | None = None,
    comment: str = "",
    confirmed: bool = False,
) -> Reading:
    """Put other values over a reading; the month stays. Raises what `hand_in` raises.

    `taken_on` is that of the reading unless it is said.
    """
    reading = _current(reading)
    taken_on = taken_on or reading.taken_on
    if taken_on > windows.today():
        raise DomainError("Этот день ещё не наступил: показания бывают за сегодня или раньше.", field="taken_on")
    entry = Entry(reading.meter, values, photo=str(reading.photo or ""), comment=comment, confirmed=confirmed)
    typed, rules = [_Typed(entry, reading.month)], windows.settings()
    _lock(typed)
    if typed[0].is_there and taken_on == reading.taken_on:
        raise DomainError("Показания те же самые: исправлять нечего.")
    typed[0].checked = _check(typed[0], taken_on=taken_on, source=source, by=by, times=rules.jump)
    _refuse(typed, times=rules.jump, confirmed=confirmed)
    return _keep(typed, taken_on=taken_on, source=source, by=by)[reading.meter_id]


@transaction.atomic
def withdraw(reading: Reading, *, reason: str, by: User, source: Source = Source.COMPUTER) -> Reading:
    """Take a reading back: the month is without one, the row and the reason stay in the history.

    Raises DomainError without the right, without a reason, or if the reading counts no longer.
    """
    reading = _current(reading)
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise DomainError("Напишите, почему показание отменено: это увидят в истории.", field="reason")
    if not covers(reading, rights.CORRECT_READINGS, user=by):
        raise DomainError("Отменять показания вам не разрешено.")
    Reading.objects.filter(pk=reading.pk).update(is_current=False)
    changes = {"value": [in_words(reading.values), None], "reason": [None, reason]}
    note(reading.meter, Deed.WITHDRAWN, by=by, source=source, reading=reading, changes=changes)
    record(action="meters.withdraw_reading", obj=reading, by=by, changes=changes)
    return reading


def _placed(
    entries: Sequence[Entry], taken_on: date, source: Source, by_house: dict[int, windows.Window]
) -> list[_Typed]:
    typed = []
    for entry in entries:
        window = by_house[house_of(entry.meter)]
        if source in BY_RESIDENTS and not window.is_open(taken_on):
            opens = window.next_opening(taken_on)
            raise DomainError(f"Показания принимаем {window} каждого месяца. Ближайший приём — с {opens:%d.%m.%Y}.")
        typed.append(_Typed(entry, window.month_of(taken_on)))
    return typed


def _lock(typed: list[_Typed]) -> None:
    """Two who hand in for one meter come one after the other. Locked in the order of numbers: no deadlock."""
    months = {one.meter.pk: one.month for one in typed}
    if len(months) < len(typed):
        raise DomainError("Один прибор указан дважды.")
    active = dict(Meter.objects.select_for_update().filter(pk__in=months).order_by("pk").values_list("pk", "is_active"))
    pasts = pasts_of(months)
    for one in typed:
        one.past = pasts.get(one.meter.pk, Past())
        one.meter.is_active = active[one.meter.pk]


def _check(one: _Typed, *, taken_on: date, source: Source, by: User | None, times: int) -> Checked:
    if message := _why_not_taken(one.meter, taken_on=taken_on, source=source):
        return Checked((Problem(one.meter.pk, message),))
    if one.past.now and not one.is_there and (message := _why_not_over(one.past.now, source=source, by=by)):
        return Checked((Problem(one.meter.pk, message),))
    checked = check_values(one.meter, one.values, one.past, month=one.month, times=times)
    return replace(checked, questions=()) if one.is_there else checked


def _why_not_taken(meter: Meter, *, taken_on: date, source: Source) -> str:
    if not meter.is_active:
        return "Прибор снят: показания по нему больше не принимают."
    if meter.account and not meter.account.is_active:
        return "Лицевой счёт отключён: показания по нему больше не принимают."
    if meter.read_by_supplier and source in BY_RESIDENTS:
        return "Показания этого прибора снимает поставщик: передавать их не нужно."
    if meter.installed_on and taken_on < meter.installed_on:
        return f"Прибор установлен {meter.installed_on:%d.%m.%Y}: раньше этого дня показаний у него нет."
    return ""


def _why_not_over(now: Reading, *, source: Source, by: User | None) -> str:
    told = f"За {windows.month_words(now.month)} уже передано {in_words(now.values)}."
    if source in BY_RESIDENTS and now.source not in BY_RESIDENTS:
        return f"{told} Эти показания внесла управляющая организация: чтобы исправить, позвоните нам."
    if source in BY_STAFF and by is not None and not covers(now, rights.CORRECT_READINGS, user=by):
        return f"{told} Исправить может тот, кому это разрешено."
    return ""


def _refuse(typed: list[_Typed], *, times: int, confirmed: bool) -> None:
    """Raise what was found."""
    problems = [problem for one in typed for problem in one.checked.problems]
    asked = [] if confirmed else [q for one in typed if not one.entry.confirmed for q in one.checked.questions]
    if not problems and not asked:
        return
    checked = [one.checked for one in typed]
    swaps = find_swaps([(one.meter, one.values, one.past, one.month) for one in typed], checked, times=times)
    if problems:
        raise ReadingsRefused(problems, swaps)
    raise NeedsConfirmation(asked, swaps)


def _keep(typed: list[_Typed], *, taken_on: date, source: Source, by: User | None) -> dict[int, Reading]:
    """Write the rows, those of corrections over the old ones, and the history; the new rows by meter."""
    if over := [one.past.now.pk for one in typed if one.past.now]:
        Reading.objects.filter(pk__in=over).update(is_current=False)
    rows = Reading.objects.bulk_create([_row(one, taken_on=taken_on, source=source, by=by) for one in typed])
    told = [_told(one, reading) for one, reading in zip(typed, rows, strict=True)]
    MeterEvent.objects.bulk_create(
        event_of(
            one.meter, Deed.CORRECTED if one.past.now else Deed.READ,
            by=by, source=source, reading=reading, changes=changes,
        )
        for one, reading, changes in zip(typed, rows, told, strict=True)
    )  # fmt: skip
    for reading, changes in zip(rows, told, strict=True):
        if reading.corrects_id:
            record(action="meters.correct_reading", obj=reading, by=by, changes=changes)
    return {reading.meter_id: reading for reading in rows}


def _row(one: _Typed, *, taken_on: date, source: Source, by: User | None) -> Reading:
    first, *others = one.values
    second, third = [*others, None, None][:2]
    return Reading(
        meter=one.meter, month=one.month, taken_on=taken_on, value=first, value_2=second, value_3=third,
        rolled_over=one.checked.over_zero, confirmed=bool(one.checked.questions), source=source, by=by,
        photo=one.entry.photo, comment=one.entry.comment, corrects=one.past.now,
    )  # fmt: skip


def _told(one: _Typed, reading: Reading) -> dict[str, list[Any]]:
    before = one.past.now
    changes: dict[str, list[Any]] = {"value": [in_words(before.values) if before else None, in_words(reading.values)]}
    if one.entry.comment:
        changes["comment"] = [None, one.entry.comment]
    return changes


def _current(reading: Reading) -> Reading:
    """The row, locked behind its meter as in `hand_in`, with its meter. Raises DomainError if it counts no longer."""
    Meter.objects.select_for_update().get(pk=reading.meter_id)
    reading = Reading.objects.select_for_update(of=("self",)).select_related("meter__account").get(pk=reading.pk)
    if not reading.is_current:
        raise DomainError("Это показание уже исправили или отменили: откройте действующее.")
    return reading
