"""How much is left, in words that a dispatcher reads at a glance."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from crm.company.domain.contract_terms import days_in_words
from crm.dispatch.models import Request

SOON = timedelta(hours=2)  # less than that is left: the row asks for attention


@dataclass(frozen=True)
class Left:
    """What a row says of its deadline. `tone`: "late", "soon", "fine" or "quiet"."""

    words: str
    tone: str


def left_of(request: Request, now: datetime) -> Left:
    """«осталось 1 ч 20 мин», «локализовать: осталось 9 мин», «просрочена на 2 дня», «отложена до 03.12».

    Of several deadlines that still run, the nearest. Of a closed request, whether it was in time.
    """
    if request.postponed_until:
        return Left(f"отложена до {request.postponed_until:%d.%m}", "quiet")
    if request.finished_at is not None:
        return _in_time(request, request.finished_at)
    running = deadlines_of(request, now) if request.is_open else []
    if not running:
        return Left("", "quiet")
    moment, what = min(running)
    left = moment - now
    if left < timedelta():
        late = f"опоздание {span(-left)}" if what else f"просрочена на {span(-left)}"
        return Left(f"{what}: {late}" if what else late, "late")
    words = f"осталось {span(left)}"
    return Left(f"{what}: {words}" if what else words, "soon" if left < SOON else "fine")


def deadlines_of(request: Request, now: datetime) -> list[tuple[datetime, str]]:
    """Moments by which something is still to be done, with the word for it; the whole has none.

    Half an hour to tell the resident, once it is over, cannot be made up for: what is left of the rest is told.
    """
    told = request.told_at is not None or (request.respond_by is not None and request.respond_by < now)
    shut_in = request.localised_at is not None
    all_of_them = [
        (None if told else request.respond_by, "сообщить срок"),
        (None if shut_in else request.localise_by, "локализовать"),
        (request.due_at, ""),
    ]
    return [(moment, what) for moment, what in all_of_them if moment is not None]


def _in_time(request: Request, finished: datetime) -> Left:
    if request.due_at is None:
        return Left("", "quiet")
    late = finished - request.due_at
    return Left(f"с опозданием на {span(late)}", "late") if late > timedelta() else Left("в срок", "fine")


def span(time: timedelta) -> str:
    """«2 дня», «1 ч 20 мин», «15 мин»: the two largest parts, and not less than a minute."""
    minutes = max(int(time.total_seconds()) // 60, 1)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days >= 2 or (days and not hours):
        return days_in_words(days)
    if days:
        return f"1 день {hours} ч"
    if hours:
        return f"{hours} ч {minutes} мин" if minutes else f"{hours} ч"
    return f"{minutes} мин"


def span_of_minutes(minutes: int | None) -> str:
    """The same for a number of minutes; "" for none."""
    return span(timedelta(minutes=minutes)) if minutes else ""


def place_of(request: Request) -> str:
    """«кв. 12», «подъезд 2», «двор»: what of the house it is about."""
    if request.account:
        return request.account.premises
    place = request.get_place_display() if request.place != "flat" else ""
    entrance = f"подъезд {request.entrance}" if request.entrance else ""
    if request.place == "entrance" and entrance:
        return entrance
    return ", ".join(part for part in (place.lower(), entrance) if part)
