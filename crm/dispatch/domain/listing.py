"""Requests as lines of a spreadsheet."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from crm.dispatch.domain.paper import executors_of, for_paper
from crm.dispatch.domain.words import left_of, place_of
from crm.dispatch.models import Caller, Request
from identity.models import User
from identity.phones import show_phone
from tenants.context import current_tenant
from tenants.local_time import zone

CHUNK = 2_000  # lines that are in memory at once
HEADINGS = (
    "№", "Создана", "Как поступила", "Город", "Адрес", "Где", "Л.С", "Заявитель", "Телефон", "Обращений", "Текст",
    "Тип", "Приоритет", "Статус", "Оплата", "Сумма, ₽", "Ответственный", "Исполнители", "Обещано", "Выполнить до",
    "Взята в работу", "Выполнена", "Срок", "Возвратов", "Оценка", "Отзыв", "Кто создал",
)  # fmt: skip


def for_export(requests: QuerySet[Request], *, user: User) -> QuerySet[Request]:
    """With everything that `lines` shows, in a constant number of queries for each chunk."""
    return for_paper(requests, user=user)


def lines(requests: QuerySet[Request], *, now: datetime) -> Iterator[Sequence[Any]]:
    """Under `HEADINGS`; they stream. `requests` come from `for_export`."""
    place = zone(current_tenant().time_zone)
    for one in requests.iterator(chunk_size=CHUNK):

        def at(when: datetime | None) -> datetime | None:
            return when.astimezone(place) if when else None

        callers = list(one.callers.all())
        first = callers[0] if callers else None
        yield [
            one.number, at(one.created_at), one.get_source_display(), one.house.city, one.house.address, place_of(one),
            one.account.number if one.account else "", _name(one, first), _phone(one, first), len(callers), one.text,
            str(one.type or ""), one.get_priority_display(), one.get_status_display(),
            "платная" if one.is_paid else "бесплатная", one.price, str(one.responsible or ""), executors_of(one),
            at(one.expected_at), at(one.due_at), at(one.started_at), at(one.finished_at), left_of(one, now).words,
            one.returns, one.rating, one.rating_comment, str(one.created_by or ""),
        ]  # fmt: skip


def _name(request: Request, first: Caller | None) -> str:
    return (first.name if first else "") or (request.account.owner if request.account else "")


def _phone(request: Request, first: Caller | None) -> str:
    sees = request.sees_phone  # type: ignore[attr-defined]  # annotated by `for_paper`
    return show_phone(first.phone) if first and first.phone and sees else ""
