"""What the page «Состояние» shows of the moment: each part stands alone, so that one that is away hides no other."""

import os
import shutil
from dataclasses import dataclass
from functools import cache
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.urls import reverse
from redis.exceptions import RedisError

from notifications.models import Letter
from tenants.context import in_schema
from watch import queues
from watch.domain import schedule
from watch.enums import RunState
from watch.models import TaskRun
from watch.wording import span

LATE_PULSE_SECONDS = 180
LATE_QUEUE_SECONDS = 600
LOW_DISK_SHARE = 0.1


@dataclass(frozen=True)
class Fact:
    """One figure with what stands behind it."""

    label: str
    value: str
    note: str = ""
    wrong: bool = False
    url: str = ""


def look() -> dict[str, Any]:
    """Everything that changes by itself; some ten queries and one round trip to Redis."""
    try:
        broker = queues.look()
    except RedisError:
        broker = None
    return {
        "facts": [_of_failures(), *_of_broker(broker), _of_letters(), _of_database(), _of_disk()],
        "periodic": schedule.periodic(),
        "version": version(),
    }


def _of_broker(broker: queues.Broker | None) -> list[Fact]:
    if broker is None:
        return [Fact("Redis", "не отвечает", "Очереди стоят, вход и формы закрыты.", wrong=True)]
    pulse = broker.pulse_seconds
    late = pulse is None or pulse > LATE_PULSE_SECONDS
    return [
        Fact("Redis", "отвечает", f"занято {broker.memory_bytes // 2**20} МБ"),
        Fact(
            "Рабочие процессы",
            str(len(broker.workers)),
            ", ".join(broker.workers) if broker.workers else "Задачи никто не выполняет.",
            wrong=not broker.workers,
        ),
        Fact(
            "Планировщик",
            "молчит" if late else "работает",
            "ещё не подавал сигнала" if pulse is None else f"последний сигнал {span(pulse)} назад",
            wrong=late,
        ),
        *(_of_queue(queue) for queue in broker.queues),
        Fact("Задач в работе", str(broker.taken), "вместе с отложенными до своего часа"),
    ]


def _of_queue(queue: queues.Queue) -> Fact:
    age = queue.oldest_seconds or 0
    label = "Задач в очереди" if queue.name == "celery" else f"В очереди {queue.name}"
    note = f"старшая ждёт {span(age)}" if queue.waiting else "никто не ждёт"
    return Fact(label, str(queue.waiting), note, wrong=age > LATE_QUEUE_SECONDS)


def _of_database() -> Fact:
    started = perf_counter()
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity"
                " WHERE backend_type = 'client backend'"
            )
            used, most = cursor.fetchone()
    except Error:
        return Fact("База данных", "не отвечает", wrong=True)
    spent = (perf_counter() - started) * 1000
    return Fact("База данных", f"{spent:.0f} мс", f"соединений {used} из {most}", wrong=used > most * 0.9)


def _of_letters() -> Fact:
    with in_schema("public"):
        waiting = Letter.objects.filter(state=Letter.State.WAITING).count()
        failed = Letter.objects.filter(state=Letter.State.FAILED).count()
    note = f"не отправлено {failed}" if failed else "все остальные отправлены"
    return Fact(
        "Писем ждёт",
        str(waiting),
        note,
        failed > 0,
        f"{reverse('letters:index')}?state={'failed' if failed else 'waiting'}",
    )


def _of_disk() -> Fact:
    disk = shutil.disk_usage(settings.HOME if settings.HOME.exists() else settings.ROOT)
    free = f"{disk.free / 2**30:.0f} ГБ"
    note = f"из {disk.total / 2**30:.0f} ГБ"
    return Fact("Свободно на диске", free, note, wrong=disk.free < disk.total * LOW_DISK_SHARE)


def _of_failures() -> Fact:
    with in_schema("public"):
        failed = TaskRun.objects.filter(state=RunState.FAILED, again=None).count()
    note = "список ниже" if failed else "всё выполнено"
    return Fact("Не удалось задач", str(failed), note, wrong=failed > 0)


@cache
def version() -> str:
    """What runs here: `VERSION` of the image, else the commit of the checkout, else nothing."""
    if given := os.environ.get("VERSION"):
        return given
    git = settings.ROOT / ".git"
    try:
        head = (git / "HEAD").read_text().strip()
        reference = head.removeprefix("ref: ")
        return (git / reference).read_text()[:8] if reference != head else head[:8]
    except OSError:
        return ""
