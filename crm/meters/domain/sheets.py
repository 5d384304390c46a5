"""Many flats at once: what is right is kept, what is wrong stays beside its row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from crm.meters.domain.checks import Problem, Question, Swap
from crm.meters.domain.readings import Entry, NeedsConfirmation, ReadingsRefused, hand_in
from crm.meters.enums import Source
from crm.meters.models import Meter, Reading
from identity.models import User


@dataclass
class Outcome:
    """What became of the rows: which readings are kept, what is said to the others."""

    kept: list[Reading] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    swaps: list[Swap] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Everything was kept."""
        return not self.problems and not self.questions


def hand_in_flat_by_flat(entries: Sequence[Entry], *, taken_on: date, source: Source, by: User) -> Outcome:
    """Each flat is kept whole or not at all, whatever the others are; at most three rounds of `hand_in`.

    Raises DomainError for what concerns all of them (a day that has not come).
    """
    outcome, left = Outcome(), list(entries)
    while left:
        try:
            outcome.kept += hand_in(left, taken_on=taken_on, source=source, by=by)
        except ReadingsRefused as refused:
            outcome.problems += refused.problems
            outcome.swaps += refused.swaps
            left = _without(left, {problem.meter_id for problem in refused.problems})
        except NeedsConfirmation as asked:
            outcome.questions += asked.questions
            outcome.swaps += [swap for swap in asked.swaps if swap not in outcome.swaps]
            left = _without(left, {question.meter_id for question in asked.questions})
        else:
            break
    return outcome


def _without(entries: list[Entry], meters: set[int]) -> list[Entry]:
    wrong = {_flat(entry.meter) for entry in entries if entry.meter.pk in meters}
    return [entry for entry in entries if _flat(entry.meter) not in wrong]


def _flat(meter: Meter) -> tuple[int | None, int | None]:
    return meter.account_id, meter.house_id
