"""«Журнал учёта заявок» as an inspector asks for it (Правила, утв. ПП РФ от 15.05.2013 № 416, п. 17).

A line is a call («обращение»): calls are numbered without gaps, requests share them. The law names no columns; these
are what п. 13 and 17 want to be seen: when and how it came, from whom and where, what about, by when the caller was
told, by when it was due, who did it and what came of it. Owners may read the journal too: then without people.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from crm.accounting.models import House
from crm.company.models import Profile
from crm.dispatch import rights
from crm.dispatch.domain.days import day_span, moment, wall
from crm.dispatch.domain.paper import compiled, executors_of, joined, letterhead, plain
from crm.dispatch.domain.words import place_of
from crm.dispatch.enums import Deed, Status
from crm.dispatch.models import Caller, Request, RequestEvent, RequestExecutor
from crm.rights.domain.rows import within
from identity.models import User
from identity.phones import show_phone
from tenants.errors import DomainError

CHUNK = 1_000  # lines that are in memory at once
MOST_ON_PAPER = 1_000  # lines of a PDF: its pages are made in memory all at once, some 160 MB
HEADINGS = (
    "№ обращения", "Поступило", "Как поступило", "Город", "Адрес", "Помещение", "Л.С", "Заявитель", "Телефон",
    "Содержание", "Заявка №", "Тип", "Приоритет", "Срок сообщён заявителю", "Обещано", "Локализовать до",
    "Локализовано", "Выполнить до", "Исполнитель", "Взята в работу", "Выполнена", "Статус", "Работы и материалы",
    "Отложена, отменена, возвращена", "Оценка", "Отзыв заявителя", "Отключение №", "Кто принял",
)  # fmt: skip
_NOTED = (Deed.POSTPONED, Deed.CANCELLED, Deed.REOPENED, Deed.RETURNED)


@dataclass(frozen=True)
class Sought:
    """Of which days (both included) and house; `with_people`: with names and phones."""

    since: date
    until: date
    house: House | None = None
    with_people: bool = True

    @property
    def told(self) -> dict[str, str]:
        """Label → value, for the journal of acts."""
        told = {"За дни": f"{self.since:%d.%m.%Y}–{self.until:%d.%m.%Y}"}
        if self.house:
            told["Дом"] = str(self.house)
        return told if self.with_people else {**told, "Имена и телефоны": "без них"}


def calls(sought: Sought, *, user: User) -> QuerySet[Caller]:
    """The calls of these days that the person may see, in the order of their numbers, for a constant number of queries.

    `sees_phone`: the person may see the phone of this one.
    """
    since, _ = day_span(sought.since)
    _, until = day_span(sought.until)
    own = within(Request.objects.all(), rights.SEE_ANALYSIS, user=user)
    if sought.house:
        own = own.filter(house=sought.house)
    phones = within(Request.objects.filter(pk=OuterRef("request")), rights.SEE_PHONES, user=user)
    hands = RequestExecutor.objects.filter(released_at=None).select_related("employee__user")
    noted = RequestEvent.objects.filter(deed__in=_NOTED).order_by("pk")
    return (
        Caller.objects.filter(at__gte=since, at__lt=until, request__in=own.values("pk"))
        .select_related(
            "by", "account", "request__house", "request__account", "request__type", "request__contractor",
        )
        .prefetch_related(
            Prefetch("request__hands", hands, to_attr="in_hand"), "request__work",
            Prefetch("request__events", noted, to_attr="noted"),
        )
        .annotate(sees_phone=Exists(phones))
        .order_by("number")
    )  # fmt: skip


def lines(found: QuerySet[Caller], *, with_people: bool = True) -> Iterator[Sequence[Any]]:
    """The lines of a spreadsheet under `HEADINGS`; they stream."""
    for call in found.iterator(chunk_size=CHUNK):
        request, house = call.request, call.request.house
        yield [
            call.number, wall(call.at), call.get_source_display(), house.city, house.address, _premises(call),
            call.account.number if call.account else "", _name(call, with_people), _phone(call, with_people),
            call.text or request.text, request.number, str(request.type or ""), request.get_priority_display(),
            wall(request.told_at), wall(request.expected_at), wall(request.localise_by), wall(request.localised_at),
            wall(request.due_at), executors_of(request), wall(request.started_at), wall(request.finished_at),
            request.get_status_display(), _work(request), _noted(request), request.rating,
            request.rating_comment if with_people else "", request.outage_id, _by(call),
        ]  # fmt: skip


def as_pdf(sought: Sought, profile: Profile, *, user: User) -> tuple[bytes, int]:
    """The journal on paper and how many lines it has. Raises DomainError if that is more than `MOST_ON_PAPER`."""
    found = calls(sought, user=user)
    rows = [on_paper(call, with_people=sought.with_people) for call in _few(found)]
    if len(rows) > MOST_ON_PAPER:
        raise DomainError(f"На бумаге — до {MOST_ON_PAPER} обращений за раз. Возьмите меньше дней или выгрузите XLSX.")
    data = {
        **letterhead(profile),
        "since": f"{sought.since:%d.%m.%Y}",
        "until": f"{sought.until:%d.%m.%Y}",
        "house": str(sought.house or ""),
        "rows": rows,
    }
    return compiled("request_journal.typ", data), len(rows)


def on_paper(call: Caller, *, with_people: bool = True) -> list[str]:
    """A line of the journal on paper, where what belongs together stands in one cell."""
    request = call.request
    joined_to = "" if call.number == request.number else f"к заявке № {request.number}"
    return [
        "\n".join(filter(None, (str(call.number), joined_to))),
        f"{moment(call.at)}\n{call.get_source_display().lower()}",
        "\n".join(filter(None, (request.house.address, _premises(call), _person(call, with_people)))),
        "\n".join(filter(None, (call.text or request.text, _kind(request)))),
        _labelled(
            ("сообщён", request.told_at), ("обещано", request.expected_at), ("локализовать", request.localise_by),
            ("выполнить", request.due_at),
        ),
        executors_of(request),
        _labelled(
            ("взята", request.started_at), ("локализовано", request.localised_at), ("выполнена", request.finished_at)
        ),
        "\n".join(filter(None, (request.get_status_display(), _work(request), _noted(request), _rating(request)))),
        _by(call),
    ]  # fmt: skip


def _few(found: QuerySet[Caller]) -> list[Caller]:
    """One more than fits: enough to know that it is too much."""
    return list(islice(found.iterator(chunk_size=CHUNK), MOST_ON_PAPER + 1))


def _premises(call: Caller) -> str:
    """Whose call it was; a joined one may come from another flat."""
    return call.account.premises if call.account else place_of(call.request)


def _name(call: Caller, with_people: bool) -> str:
    if not with_people:
        return ""
    return call.name or (call.account.owner if call.account else "")


def _phone(call: Caller, with_people: bool) -> str:
    sees = with_people and call.sees_phone  # type: ignore[attr-defined]  # annotated by `calls`
    return show_phone(call.phone) if call.phone and sees else ""


def _person(call: Caller, with_people: bool) -> str:
    return joined(_name(call, with_people), _phone(call, with_people))


def _kind(request: Request) -> str:
    return joined(str(request.type or "без типа"), request.get_priority_display().lower())


def _work(request: Request) -> str:
    return "; ".join(f"{line.name}, {plain(line.quantity)} {line.unit}" for line in request.work.all())


def _noted(request: Request) -> str:
    """When and why it was put off, cancelled, opened again or returned."""
    events: list[RequestEvent] = request.noted  # type: ignore[attr-defined]  # prefetched by `calls`
    return "; ".join(
        f"{moment(step.at)[:10]} {step.get_deed_display().lower()}" + (f": {step.comment}" if step.comment else "")
        for step in events
    )


def _rating(request: Request) -> str:
    return f"оценка {request.rating}" if request.rating and request.status == Status.DONE else ""


def _by(call: Caller) -> str:
    return str(call.by or "")


def _labelled(*pairs: tuple[str, datetime | None]) -> str:
    return "\n".join(f"{label} {moment(at)}" for label, at in pairs if at)
