"""Hours as people write them: «Пн–Пт 9:00–18:00, перерыв 13:00–14:00; Сб, Вс — выходной»."""

import re
from itertools import pairwise

from crm.company.domain.opening_hours import Interval, Intervals, Week, merged
from crm.company.models import DAY
from tenants.errors import DomainError

SHORT = ["Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс"]
_CLOCK = re.compile(r"(\d{1,2})(?:[:.\-]?(\d{2}))?")
_DASH = r"\s*[–—-]\s*"
_TIME = r"(\d{1,2}(?:[:.]\d{2})?)"
_LINE = re.compile(
    rf"(?:(?P<days>[а-я]{{2}})(?:{_DASH}(?P<last>[а-я]{{2}}))?|(?P<daily>ежедневно))[:,]?\s*(?:с\s+)?"
    rf"{_TIME}(?:{_DASH}|\s+до\s+){_TIME}"
    rf"(?:,?\s*(?:обед|перерыв)\s*:?\s*(?:с\s+)?{_TIME}(?:{_DASH}|\s+до\s+){_TIME})?\.?"
)


def read_clock(text: str) -> int:
    """«9», «9:00», «09.00», «900», «24:00» → minutes since midnight. Raises DomainError for what is no time."""
    found = _CLOCK.fullmatch(text.strip())
    hours, minutes = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if minutes > 59 or hours * 60 + minutes > DAY:
        raise DomainError(f"«{text.strip()}» — не время. Напишите, например, 9:00.")
    return hours * 60 + minutes


def clock(minutes: int) -> str:
    """540 → «9:00»; the end of a day is «24:00»."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def hours_in_words(intervals: Intervals) -> str:
    """«9:00–18:00, перерыв 13:00–14:00»; «выходной» without intervals, «круглосуточно» for a whole day."""
    if not intervals:
        return "выходной"
    if intervals == (Interval(0, DAY),):
        return "круглосуточно"
    whole = f"{clock(intervals[0].opens)}–{clock(intervals[-1].closes)}"
    breaks = [f"{clock(before.closes)}–{clock(after.opens)}" for before, after in pairwise(intervals)]
    if not breaks:
        return whole
    return f"{whole}, {'перерыв' if len(breaks) == 1 else 'перерывы'} {' и '.join(breaks)}"


def week_lines(week: Week) -> list[tuple[str, str]]:
    """Days with the same hours together, days off last: [("Пн–Пт", "9:00–18:00"), ("Сб, Вс", "выходной")]."""
    groups: dict[Intervals, list[int]] = {}
    for weekday in range(7):
        groups.setdefault(tuple(week.get(weekday, ())), []).append(weekday)
    if off := groups.pop((), None):
        groups[()] = off
    return [(_days_in_words(days), hours_in_words(intervals)) for intervals, days in groups.items()]


def week_in_words(week: Week) -> str:
    """The whole week in one line."""
    return "; ".join(
        f"{days} — {hours}" if hours == "выходной" else f"{days} {hours}" for days, hours in week_lines(week)
    )


def read_week(text: str) -> Week | None:
    """What a company once typed into «часы работы», if it is as plain as «Пн–пт 9:00–18:00, обед 13:00–14:00»."""
    found = _LINE.fullmatch(" ".join(text.lower().split()))
    if not found:
        return None
    first, last = _weekday(found["days"]), _weekday(found["last"] or found["days"])
    if found["daily"]:
        first, last = 0, 6
    if first is None or last is None or last < first:
        return None
    try:
        intervals = _around_break(*(read_clock(part) for part in found.groups()[3:] if part))
    except DomainError:
        return None
    return dict.fromkeys(range(first, last + 1), intervals)


def _around_break(opens: int, closes: int, *breaks: int) -> Intervals:
    edges = [opens, *breaks, closes]
    return merged(tuple(Interval(*edges[place : place + 2]) for place in range(0, len(edges), 2)))


def _weekday(short: str | None) -> int | None:
    return SHORT.index(short.capitalize()) if short and short.capitalize() in SHORT else None


def _days_in_words(days: list[int]) -> str:
    """[0, 1, 2, 5] → «Пн–Ср, Сб»; two in a row stay two: «Сб, Вс»."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(
        f"{SHORT[run[0]]}–{SHORT[run[-1]]}" if len(run) > 2 else ", ".join(SHORT[day] for day in run) for run in runs
    )
