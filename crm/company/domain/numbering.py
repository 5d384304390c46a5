"""Where the numbers of requests go on. The modules that give numbers out say how far they are."""

from collections.abc import Callable

_questions: list[Callable[[], int]] = []


def declare_used(largest: Callable[[], int]) -> None:
    """Add a question "which is the largest number that you gave out" (0: none yet), asked in the company's schema.

    Called from the `AppConfig.ready` of a module that gives out numbers.
    """
    if largest not in _questions:
        _questions.append(largest)


def largest_used() -> int:
    """The largest number that any module gave out; 0 before the first."""
    return max((question() for question in _questions), default=0)
