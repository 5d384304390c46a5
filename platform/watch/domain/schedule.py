"""Periodic tasks: when each comes, in words, and how its last run went."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import current_app
from celery.schedules import crontab, schedule
from django.utils import timezone

from tenants.context import in_schema
from watch.domain.runs import is_periodic, tasks
from watch.models import TaskRun

_DAYS = ("воскресенье", "понедельник", "вторник", "среду", "четверг", "пятницу", "субботу")


@dataclass(frozen=True)
class Periodic:
    """A line of beat's schedule."""

    name: str
    title: str
    when: str
    next_at: datetime
    last: TaskRun | None


def periodic() -> list[Periodic]:
    """Every periodic task with its last run: one query."""
    entries = [entry for entry in current_app.conf.beat_schedule.values() if is_periodic(entry["task"])]
    names = [entry["task"] for entry in entries]
    with in_schema("public"):
        last = {
            run.name: run for run in TaskRun.objects.filter(name__in=names).order_by("name", "-id").distinct("name")
        }
    found = [
        Periodic(name, title_of(name), in_words(entry["schedule"]), _next(entry["schedule"]), last.get(name))
        for name, entry in zip(names, entries, strict=True)
    ]
    return sorted(found, key=lambda task: task.next_at)


def title_of(name: str) -> str:
    """What a task is called on the screen: its `title`, declared with the task; else its technical name."""
    return getattr(tasks().get(name), "title", "") or name


def _next(when: schedule) -> datetime:
    now = timezone.now()
    half_a_minute = timedelta(seconds=30)  # the estimate falls short by the milliseconds that it takes
    return (now + when.remaining_estimate(now) + half_a_minute).replace(second=0, microsecond=0)


def in_words(when: schedule) -> str:
    """«каждый день в 00:20», «каждые 10 минут», «1-го числа в 03:00»; a schedule beyond these as it is written."""
    if not isinstance(when, crontab):
        return _every(round(when.run_every.total_seconds() / 60))
    if len(when.minute) != 1:
        step = 60 // len(when.minute)
        return _every(step) if set(when.minute) == set(range(0, 60, step)) else str(when)
    if len(when.hour) == 24:
        return f"каждый час в {min(when.minute):02} мин"
    times = ", ".join(f"{hour:02}:{min(when.minute):02}" for hour in sorted(when.hour))
    return f"{_days(when)} в {times}"


def _every(minutes: int) -> str:
    if minutes <= 1:
        return "каждую минуту"
    word = "минуту" if minutes % 10 == 1 and minutes != 11 else "минут"
    if minutes % 10 in {2, 3, 4} and minutes not in {12, 13, 14}:
        word = "минуты"
    return f"каждые {minutes} {word}"


def _days(when: crontab) -> str:
    if len(when.day_of_month) < 31:
        return ", ".join(f"{day}-го" for day in sorted(when.day_of_month)) + " числа"
    if len(when.day_of_week) < 7:
        return ", ".join(f"в {_DAYS[day]}" for day in sorted(when.day_of_week)).replace("в вт", "во вт")
    return "каждый день"
