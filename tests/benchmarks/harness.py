"""Taking turns: the machine's mood of the moment falls on both sides alike, and only the ratio counts."""

import gc
import statistics
import time
from collections.abc import Callable


def run(
    name: str,
    *,
    baseline: Callable[[], object],
    candidate: Callable[[], object],
    bar: float,
    at_least: bool = False,
    rounds: int = 7,
    warm_up: int = 1,
) -> bool:
    """Print one line `BENCH <name> ratio=<median> (<min>–<max>) bar=<bar> ok|MISSED` and say whether the bar holds.

    The ratio is candidate / baseline and must be at most `bar`; with `at_least` it is baseline / candidate ("so
    many times faster") and must be at least `bar`. A callable may return its own seconds (a float) where setting
    up must not be timed.
    """
    for _ in range(warm_up):
        baseline()
        candidate()
    ratios = []
    for turn in range(rounds):
        pair = [baseline, candidate] if turn % 2 == 0 else [candidate, baseline]
        taken = {work: _seconds(work) for work in pair}
        ratio = taken[candidate] / taken[baseline]
        ratios.append(1 / ratio if at_least else ratio)
    return report(name, ratios, bar=bar, at_least=at_least)


def report(name: str, ratios: list[float], *, bar: float, at_least: bool = False) -> bool:
    """Print the line for ratios measured elsewhere."""
    median = statistics.median(ratios)
    held = median >= bar if at_least else median <= bar
    spread = f"({min(ratios):.2f}–{max(ratios):.2f})"
    verdict = "ok" if held else "MISSED"
    print(f"BENCH {name} ratio={median:.2f} {spread} bar={bar:g} {verdict}", flush=True)  # noqa: T201  the report
    return held


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    started = time.perf_counter()
    own = work()
    taken = time.perf_counter() - started
    return own if isinstance(own, float) else taken
