"""pytest plugin (`-p tests.properties`): after a run, how many examples each property was tried with.

The figures are those of `--hypothesis-show-statistics`, a line for each test instead of a paragraph.
"""

import re
from itertools import chain

import pytest

_STATISTICS = "_hypothesis_stats"  # by which Hypothesis' own plugin finds them at the end of a run
_TRIED = re.compile(r"(\d+) passing, (\d+) failing")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table."""
    reports = chain.from_iterable(terminalreporter.stats.values())
    tried = {one.nodeid: _TRIED.findall(one.__dict__[_STATISTICS]) for one in reports if _STATISTICS in one.__dict__}
    terminalreporter.section("properties: examples that passed, that failed")
    for test, phases in sorted(tried.items()):
        passed, failed = (sum(map(int, numbers)) for numbers in zip(*phases, strict=True))
        terminalreporter.write_line(f"{passed:7} {failed:4}  {test}")
