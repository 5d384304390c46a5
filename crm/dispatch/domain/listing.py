"""Requests as lines of a spreadsheet."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from crm.dispatch.domain.days import wall
from crm.dispatch.domain.paper import executors_of
from crm.dispatch.domain.words import left_of, place_of
from crm.dispatch.models import Caller, Request
from identity.phones import show_phone

CHUNK = 2_000  # lines that are in memory at once
HEADINGS = (
    "№", "Создана", "Как поступила", "Город", "Адрес", "Где", "Л.С", "Заявитель", "Телефон", "Обращений", "Текст",
    "Тип", "Приоритет", "Статус", "Оплата", "Сумма, ₽", "Ответственный", "Исполнители", "Обещано", "Выполнить до",
    "Взята в работу", "Выполнена", "Срок", "Возвратов", "Оценка", "Отзыв", "Кто создал",
)  # fmt: skip


def lines(requests: QuerySet[Request], *, now: datetime) -> Iterator[Sequence[Any]]:
    """Under `HEADINGS`; they stream. `requests` come from `paper.for_paper`."""
    for one in requests.iterator(chunk_size=CHUNK):
        callers = list(one.callers.all())
        first = callers[0] if callers else None
        yield [
            one.number, wall(one.created_at), one.get_source_display(), one.house.city, one.house.address,
            place_of(one), one.account.number if one.account else "", _name(one, first), _phone(one, first),
            len(callers), one.text,
            str(one.type or ""), one.get_priority_display(), one.get_status_display(),
            "платная" if one.is_paid else "бесплатная", one.price, str(one.responsible or ""), executors_of(one),
            wall(one.expected_at), wall(one.due_at), wall(one.started_at), wall(one.finished_at),
            left_of(one, now).words, one.returns, one.rating, one.rating_comment, str(one.created_by or ""),
        ]  # fmt: skip


def _name(request: Request, first: Caller | None) -> str:
    return (first.name if first else "") or (request.account.owner if request.account else "")


def _phone(request: Request, first: Caller | None) -> str:
    sees = request.sees_phone  # type: ignore[attr-defined]  # annotated by `for_paper`
    return show_phone(first.phone) if first and first.phone and sees else ""
