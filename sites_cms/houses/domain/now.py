"""What goes on at a house, in the words of the dispatcher, for whoever asks: no name, no flat, no account."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.utils import dateformat, timezone
from django.utils.dateparse import parse_datetime

from crm.accounting.models import House
from crm.dispatch.domain import outage_queries, outage_words
from crm.dispatch.domain.outage_places import Spot
from crm.dispatch.domain.outage_words import Scope, Stage
from crm.dispatch.enums import OPEN
from crm.dispatch.models import Caller, Outage, OutageChange, OutagePlace

FEWEST_NEIGHBOURS = 3  # a smaller number could point at somebody
MOST_MOVES = 10
_TITLES = {"ends_at": "срок", "starts_at": "начало"}


@dataclass(frozen=True)
class Told:
    """An outage as the site tells it. `where` is empty when it is the whole house that does without.

    `neighbours` is how many have reported it, 0 if too few to be told.
    """

    outage: Outage
    stage: Stage
    sentence: str
    where: str = ""
    moves: list[str] = field(default_factory=list)
    neighbours: int = 0


@dataclass(frozen=True)
class GoingOn:
    """Outages of the company with their places. The clock alone makes it untrue at `changes_at`."""

    outages: list[Outage]
    changes_at: datetime | None
    ahead: list[Outage] = field(default_factory=list)  # planned ones that have not begun


def going_on(at: datetime | None = None) -> GoingOn:
    """What is off somewhere now and what is to be; two queries."""
    now, known = at or timezone.now(), outage_queries.current_outages()
    begun = [outage for outage in known if outage.starts_at <= now]
    return GoingOn(begun, _next_moment(known, now), [outage for outage in known if outage.starts_at > now])


def told(outage: Outage, *, at: datetime) -> Told:
    """An outage beside the list of its places."""
    said = outage_words.sentence_of(outage, now=at, scope=Scope.ANYWHERE)
    return Told(outage, outage_words.stage_of(outage, at), said)


def at_house(house: House, *, at: datetime | None = None, counted: bool = False) -> tuple[list[Told], datetime | None]:
    """What goes on or is planned at the house, the earliest first, and when the clock changes that.

    Two queries; with `counted` one more, for how many neighbours have reported it.
    """
    now = at or timezone.now()
    places: dict[int, list[OutagePlace]] = {}
    found: dict[int, Outage] = {}
    here = OutagePlace.objects.filter(house=house, outage__ended_at=None, outage__cancelled_at=None)
    for place in here.select_related("outage").order_by("outage__starts_at", "outage", "entrance", "riser")[:100]:
        found[place.outage_id] = place.outage
        places.setdefault(place.outage_id, []).append(place)
    moves = _moves(list(found))
    neighbours = _neighbours(house, list(found)) if counted else {}
    shown = [
        _at(house, outage, places[pk], now, moves=moves.get(pk, []), neighbours=neighbours.get(pk, 0))
        for pk, outage in found.items()
    ]
    return shown, _next_moment(found.values(), now)


def _at(
    house: House, outage: Outage, places: Sequence[OutagePlace], now: datetime, *, moves: list[str], neighbours: int
) -> Told:
    spots = [Spot(house, place.entrance, place.riser) for place in places]
    is_whole = outage_queries.scope_of(spots) is Scope.HOUSE
    said = outage_words.sentence_of(outage, now=now, scope=Scope.HOUSE if is_whole else Scope.ANYWHERE)
    where = "" if is_whole else "; ".join(_part(spot) for spot in spots)
    return Told(outage, outage_words.stage_of(outage, now), said, where, moves, neighbours)


def _part(spot: Spot) -> str:
    riser = f", стояк {spot.riser}" if spot.riser else ""
    return f"подъезд {spot.entrance}{riser}" if spot.entrance else "весь дом"


def _moves(outages: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    if not outages:
        return found
    for change in OutageChange.objects.filter(outage__in=outages).order_by("pk")[: MOST_MOVES * len(outages)]:
        for name, title in _TITLES.items():
            if pair := change.changes.get(name):
                found.setdefault(change.outage_id, []).append(_move(change.at, title, pair))
    return found


def _move(at: datetime, title: str, pair: list[Any]) -> str:
    """«27 ноября в 12:10 срок перенесли: был 27 ноября, 14:00, стал 27 ноября, 18:00»."""
    before, after = (clock_words(parse_datetime(text)) if text else "" for text in pair)
    when = dateformat.format(outage_words.local(at), "j E в H:i")
    was, became = ("было", "стало") if title == "начало" else ("был", "стал")
    if not before:
        return f"{when} назвали {title}: {after}"
    if not after:
        return f"{when} {title} сняли: {was} {before}, новый уточняем"
    return f"{when} {title} перенесли: {was} {before}, {became} {after}"


def clock_words(moment: datetime | None) -> str:
    """«27 ноября, 14:20» on the clock of the company's place."""
    return dateformat.format(outage_words.local(moment), "j E, H:i") if moment else ""


def _neighbours(house: House, outages: list[int]) -> dict[int, int]:
    if not outages:
        return {}
    calls = Caller.objects.filter(request__outage__in=outages, request__house=house, request__status__in=OPEN)
    counted = calls.order_by().values("request__outage").annotate(number=Count("pk"))
    return {row["request__outage"]: row["number"] for row in counted if row["number"] >= FEWEST_NEIGHBOURS}


def _next_moment(outages: Iterable[Outage], now: datetime) -> datetime | None:
    """When one begins, or begins to last longer than was promised: the sentence is another then."""
    moments = [moment for outage in outages for moment in (outage.starts_at, outage.ends_at) if moment and moment > now]
    return min(moments) + timedelta(seconds=1) if moments else None
