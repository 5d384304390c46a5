"""What is said to one reading before it is kept: what is wrong with it, and what is so unusual that it is asked about.

Nothing is written here. The import of files asks the same of many at once, in SQL (`staged_readings.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product

from crm.meters.domain.consumption import (
    consumption,
    is_jump,
    may_be_over_zero,
    months_between,
    went_over_zero,
)
from crm.meters.domain.pasts import Past
from crm.meters.domain.values import PLACES, as_text, in_words
from crm.meters.domain.windows import month_words
from crm.meters.enums import Resource
from crm.meters.models import Meter
from tenants.errors import DomainError

JUMP, OVER_ZERO, SWAPPED = "jump", "zero", "swapped"


@dataclass(frozen=True)
class Problem:
    """Why a value cannot be kept; `tariff` counts from 1, None is about the meter."""

    meter_id: int
    message: str
    tariff: int | None = None


@dataclass(frozen=True)
class Question:
    """What somebody has to confirm; `kind` is JUMP or OVER_ZERO."""

    meter_id: int
    kind: str
    message: str


@dataclass(frozen=True)
class Swap:
    """«Похоже, вы поменяли местами ХВС и ГВС»: with the values of these two exchanged everything is as usual."""

    cold_id: int
    hot_id: int
    message: str = "Похоже, вы поменяли местами ХВС и ГВС."


class ReadingsRefused(DomainError):  # noqa: N818  says what happened; the error is its parent
    """Something of what was handed in is wrong: nothing of it is kept. `swaps` may say how to mend it."""

    def __init__(self, problems: Sequence[Problem], swaps: Sequence[Swap] = ()) -> None:
        super().__init__(" ".join([problems[0].message, *(swap.message for swap in swaps)]))
        self.problems, self.swaps = list(problems), list(swaps)


class NeedsConfirmation(DomainError):  # noqa: N818  a question, not an error
    """Nothing is wrong, but something is unusual: nothing is kept until it is handed in again as confirmed."""

    def __init__(self, questions: Sequence[Question], swaps: Sequence[Swap] = ()) -> None:
        super().__init__(" ".join([*(one.message for one in questions), *(swap.message for swap in swaps)]))
        self.questions, self.swaps = list(questions), list(swaps)


@dataclass(frozen=True)
class Checked:
    """What was found of one meter's values."""

    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()
    over_zero: bool = False

    @property
    def is_usual(self) -> bool:
        """Nothing is wrong and nothing is asked."""
        return not self.problems and not self.questions


def check_values(meter: Meter, values: Sequence[Decimal], past: Past, *, month: date, times: int) -> Checked:
    """Compare values with the dial, with the readings before and after, and with what is usual."""
    if len(values) != meter.tariffs:
        wanted = "нужно одно показание" if meter.tariffs == 1 else f"нужны показания по {meter.tariffs} тарифам"
        return Checked((Problem(meter.pk, f"У этого прибора {wanted}."),))
    impossible = tuple(
        Problem(meter.pk, message, number)
        for number, value in enumerate(values, start=1)
        if (message := _why_impossible(meter, value))
    )
    if impossible:
        return Checked(impossible)
    problems = (*_below(meter, values, past), *_above(meter, values, past))
    if problems:
        return Checked(problems)
    if past.before is None or len(past.before.values) != len(values):
        return Checked()
    before = past.before.values
    over_zero = went_over_zero(values, before)
    questions = [_zero(meter, values, before)] if over_zero else []
    used = sum(consumption(values, before, limit=meter.limit), Decimal(0))
    months, usual = months_between(past.before.month, month), past.usual(meter)
    if usual is not None and is_jump(used, months=months, usual_a_month=usual, times=times):
        questions.append(_jump(meter, used, months, usual))
    return Checked(questions=tuple(questions), over_zero=over_zero)


def find_swaps(
    typed: Sequence[tuple[Meter, Sequence[Decimal], Past, date]], checked: Sequence[Checked], *, times: int
) -> list[Swap]:
    """Pairs of cold and hot water of one account that are only unusual as they are typed, not exchanged."""
    cold = [index for index, (meter, *_) in enumerate(typed) if meter.resource == Resource.COLD_WATER]
    hot = [index for index, (meter, *_) in enumerate(typed) if meter.resource == Resource.HOT_WATER]
    swaps: list[Swap] = []
    for one, other in product(cold, hot):
        (meter, values, past, month), (twin, twin_values, twin_past, twin_month) = typed[one], typed[other]
        if meter.account_id != twin.account_id or (checked[one].is_usual and checked[other].is_usual):
            continue
        if past.before is None or twin_past.before is None:
            continue
        exchanged = check_values(meter, twin_values, past, month=month, times=times)
        exchanged_twin = check_values(twin, values, twin_past, month=twin_month, times=times)
        if exchanged.is_usual and exchanged_twin.is_usual:
            swaps.append(Swap(meter.pk, twin.pk))
    return swaps


def _why_impossible(meter: Meter, value: Decimal) -> str:
    if value >= meter.limit:
        return f"На приборе {meter.digits} цифр до запятой: больше {meter.limit - 1} он не покажет."
    if value < 0:
        return "Показание не бывает меньше нуля."
    if value != round(value, PLACES):
        return f"После запятой бывает до {PLACES} цифр."
    return ""


def _below(meter: Meter, values: Sequence[Decimal], past: Past) -> list[Problem]:
    if past.before is None or len(past.before.values) != len(values):
        return []
    before = past.before.values
    if may_be_over_zero(values, before, limit=meter.limit):
        return []
    return [
        Problem(
            meter.pk,
            f"Меньше прошлого показания: за {month_words(past.before.month)} было {as_text(last)}.",
            number,
        )
        for number, (value, last) in enumerate(zip(values, before, strict=True), start=1)
        if value < last
    ]


def _above(meter: Meter, values: Sequence[Decimal], past: Past) -> list[Problem]:
    """A reading of an earlier month must not be above the one that is known of a later month."""
    if past.after is None or len(past.after.values) != len(values):
        return []
    after = past.after.values
    if past.after.rolled_over and may_be_over_zero(after, values, limit=meter.limit):
        return []
    return [
        Problem(
            meter.pk,
            f"Больше следующего показания: за {month_words(past.after.month)} уже есть {as_text(later)}.",
            number,
        )
        for number, (value, later) in enumerate(zip(values, after, strict=True), start=1)
        if value > later
    ]


def _zero(meter: Meter, values: Sequence[Decimal], before: Sequence[Decimal]) -> Question:
    message = (
        f"Меньше прошлого: было {in_words(list(before))}, стало {in_words(list(values))}. "
        f"Прибор прошёл через ноль после {meter.limit - 1}?"
    )
    return Question(meter.pk, OVER_ZERO, message)


def _jump(meter: Meter, used: Decimal, months: int, usual: Decimal) -> Question:
    in_time = "" if months == 1 else f" за {months} мес."
    message = (
        f"Расход {as_text(used)} {meter.unit}{in_time}, а обычно около {as_text(round(usual, 1))} в месяц. Всё верно?"
    )
    return Question(meter.pk, JUMP, message)
