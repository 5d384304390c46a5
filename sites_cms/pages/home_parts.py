"""What the blocks of the home page show now; a block without content is not there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from sites_cms.alerts.domain import shown as alerts
from sites_cms.houses.domain import now
from sites_cms.houses.domain.now import GoingOn
from sites_cms.pages import context, pictures
from sites_cms.pages.domain import queries

Content = Callable[[Any, "_Known"], dict[str, Any] | None]
_COLUMNS = {"news", "questions"}  # two of them in a row stand beside each other


@dataclass(frozen=True)
class Part:
    """A block with what it shows. `number` tells apart headings of blocks of one kind."""

    kind: str
    number: int
    value: Any
    shown: dict[str, Any]

    @property
    def template(self) -> str:
        """What draws it."""
        return f"site/blocks/{self.kind}.html"


@dataclass(frozen=True)
class Row:
    """Parts beside each other, or one alone. A column that stands alone leaves room for another."""

    parts: list[Part]
    is_pair: bool

    @property
    def has_room(self) -> bool:
        return self.is_pair and len(self.parts) == 1


@dataclass(frozen=True)
class _Known:
    request: HttpRequest
    outages: GoingOn


def rows(body: Any, request: HttpRequest, *, outages: GoingOn) -> list[Row]:
    """The blocks in their order; `outages` were asked for already, for the top of the page."""
    pictures.prepare(body)
    made: list[Row] = []
    for part in _parts(body, _Known(request, outages)):
        if part.kind in _COLUMNS and made and made[-1].has_room:
            made[-1] = Row([*made[-1].parts, part], is_pair=True)
        else:
            made.append(Row([part], is_pair=part.kind in _COLUMNS))
    return made


def _parts(body: Any, known: _Known) -> Iterator[Part]:
    numbers = count(1)
    for block in body:
        shown = _CONTENT[block.block_type](block.value, known)
        if shown is not None:
            yield Part(block.block_type, next(numbers), block.value, shown)


def _notices(value: Any, known: _Known) -> dict[str, Any] | None:
    at, works = timezone.now(), alerts.works_of_houses()
    context.true_until(known.request, works.changes_at)
    ahead = [now.told(outage, at=at) for outage in known.outages.ahead[: queries.OUTAGES_ON_HOME]]
    return {"ahead": ahead, "works": works.alerts} if ahead or works.alerts else None


def _news(value: Any, _: _Known) -> dict[str, Any] | None:
    found = list(queries.latest_news()[: value["number"] or queries.NEWS_ON_HOME])
    return {"news": found} if found else None


def _questions(value: Any, _: _Known) -> dict[str, Any] | None:
    found = queries.questions()[: value["number"] or queries.QUESTIONS_ON_HOME]
    return {"questions": found} if found else None


def _services(value: Any, _: _Known) -> dict[str, Any] | None:
    return {} if len(value["cards"]) else None


def _offices(value: Any, known: _Known) -> dict[str, Any] | None:
    return {} if context.offices_of(known.request) else None


def _text(value: Any, _: _Known) -> dict[str, Any] | None:
    return {} if value.source else None


def _gallery(value: Any, _: _Known) -> dict[str, Any] | None:
    return {} if any(entry["photo"] for entry in value["photos"]) else None


_CONTENT: dict[str, Content] = {
    "notices": _notices, "news": _news, "questions": _questions, "services": _services, "offices": _offices,
    "text": _text, "gallery": _gallery,
}  # fmt: skip
