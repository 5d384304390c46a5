"""The checklist of a new company on its desk; each step looks itself whether it is done."""

from collections.abc import Callable
from dataclasses import dataclass

from identity.may import may
from identity.models import User


@dataclass(frozen=True)
class FirstStep:
    """One step: what to do, why, where, and a question to the database whether it is done (one cheap query)."""

    code: str
    order: int
    title: str
    hint: str
    url_name: str
    action: str
    done: Callable[[], bool]


@dataclass(frozen=True)
class StepState:
    """A step as the desk shows it to one person."""

    step: FirstStep
    done: bool


_steps: dict[str, FirstStep] = {}


def register(step: FirstStep) -> None:
    """Add a step; modules call this when their app is ready."""
    _steps[step.code] = step


def steps_for(user: User) -> list[StepState]:
    """The steps that this person may take, in order, each with its state; empty once all are done."""
    mine = [step for step in sorted(_steps.values(), key=lambda step: step.order) if may(user, step.action)]
    states = [StepState(step=step, done=step.done()) for step in mine]
    return [] if all(state.done for state in states) else states
