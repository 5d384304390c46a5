"""«Снять показания»: an inspector goes through a house, door by door.

A stop is what he stands before: the premises of an account, or the meters of the house itself, which come first. What
the supplier reads is shown and not waited for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from crm.accounting.domain.queries import search_houses
from crm.accounting.models import Account, House
from crm.meters.domain import flats, windows
from crm.meters.domain.flats import Line
from crm.meters.models import Meter, Reading
from identity.models import User

# Each meter asks for its own reading, as in `collection.py`; only the houses of one page are asked for.
_SHARES = """
    WITH asked AS (SELECT * FROM unnest(%s::bigint[], %s::date[]) AS asked (house, month)),
    waited AS (
        SELECT asked.house, asked.month, account.id AS account, meter.id AS meter
        FROM asked JOIN accounting_account account ON account.house_id = asked.house AND account.is_active
        JOIN meters_meter meter ON meter.account_id = account.id
        WHERE meter.is_active AND NOT meter.read_by_supplier
        UNION ALL
        SELECT asked.house, asked.month, NULL, meter.id
        FROM asked JOIN meters_meter meter ON meter.house_id = asked.house
        WHERE meter.is_active AND NOT meter.read_by_supplier
    ),
    stops AS (
        SELECT house, bool_and(EXISTS (
            SELECT FROM meters_reading reading
            WHERE reading.meter_id = waited.meter AND reading.month = waited.month AND reading.is_current
        )) AS is_done
        FROM waited GROUP BY house, account
    )
    SELECT house, count(*) FILTER (WHERE is_done), count(*) FROM stops GROUP BY house
"""


@dataclass(frozen=True)
class Share:
    """How many stops of a house are done, of how many."""

    done: int = 0
    total: int = 0


@dataclass
class Stop:
    """A door. `account` is None for the meters of the house."""

    account: Account | None
    waited: int = 0
    handed: int = 0
    lines: list[Line] = field(default_factory=list)

    @property
    def title(self) -> str:
        """«кв. 12»; the number of the account where the premises have none."""
        if self.account is None:
            return "Общедомовые приборы"
        return self.account.premises or f"счёт {self.account.number}"

    @property
    def is_done(self) -> bool:
        """Every meter that is waited for has its reading."""
        return self.handed >= self.waited

    def is_at(self, account_pk: int | None) -> bool:
        """The stop of this account, or that of the house's meters for None."""
        return (self.account.pk if self.account else None) == account_pk


def houses_to_walk(user: User, text: str = "") -> QuerySet[House]:
    """Houses with active meters for which the person enters readings, by address."""
    meters = Meter.objects.filter(is_active=True)
    in_flats = Account.objects.filter(house=OuterRef("pk"), is_active=True).filter(
        Exists(meters.filter(account=OuterRef("pk")))
    )
    houses = search_houses(flats.enterable_houses(user), text)
    with_meters = Q(Exists(in_flats)) | Q(Exists(meters.filter(house=OuterRef("pk"))))
    return houses.filter(with_meters).order_by("address_key", "pk")


def shares_of(houses: Iterable[House], *, on: date) -> dict[int, Share]:
    """How far each of these houses is in the month in which a reading of `on` counts; three queries."""
    by_house = windows.windows_of([house.pk for house in houses], rules=windows.settings())
    months = {pk: window.month_of(on) for pk, window in by_house.items()}
    with connection.cursor() as cursor:
        cursor.execute(_SHARES, [list(months), list(months.values())])
        found = {house: Share(done, total) for house, done, total in cursor.fetchall()}
    return {pk: found.get(pk, Share()) for pk in months}


def stops_of(house: House, *, user: User, month: date) -> list[Stop]:
    """The doors of a house in walking order, with how many meters of each have handed in for `month`; two queries."""
    of_month = Reading.objects.filter(meter=OuterRef("pk"), month=month, is_current=True)
    meters = _meters_of(house, user).annotate(is_handed=Exists(of_month))
    stops = _grouped(house, meters, user)
    for stop, own in stops:
        waited = [meter for meter in own if not meter.read_by_supplier]
        stop.waited = len(waited)
        stop.handed = sum(meter.is_handed for meter in waited)  # type: ignore[attr-defined]  # the annotation above
    return [stop for stop, _ in stops]


def full_stops_of(house: House, *, user: User, on: date) -> list[Stop]:
    """The same with what is known of every meter, for readings of `on`: what a phone keeps; six queries."""
    stops = _grouped(house, _meters_of(house, user), user)
    lines = {line.meter.pk: line for line in flats.lines_of([meter for _, own in stops for meter in own], taken_on=on)}
    for stop, own in stops:
        stop.lines = [lines[meter.pk] for meter in own]
        _count(stop)
    return [stop for stop, _ in stops]


def stop_of(house: House, account: Account | None, *, user: User, on: date) -> Stop | None:
    """One door with its meters; None if there are none for which the person enters readings."""
    own = Q(account=account) if account else Q(house=house)
    meters = list(flats.enterable(user).filter(own).order_by("resource", "place", "pk"))
    if not meters:
        return None
    stop = Stop(account, lines=flats.lines_of(meters, taken_on=on))
    _count(stop)
    return stop


def next_stop(stops: Sequence[Stop], account_pk: int | None) -> Stop | None:
    """Where «Дальше» leads: the next door that is not done, from the beginning again after the last one."""
    here = next((place for place, stop in enumerate(stops) if stop.is_at(account_pk)), -1)
    around = [*stops[here + 1 :], *stops[: max(here, 0)]]
    return next((stop for stop in around if not stop.is_done), None)


def _count(stop: Stop) -> None:
    waited = [line for line in stop.lines if not line.meter.read_by_supplier]
    stop.waited, stop.handed = len(waited), sum(line.past.now is not None for line in waited)


def _meters_of(house: House, user: User) -> QuerySet[Meter]:
    in_house = Q(account__house=house, account__is_active=True) | Q(house=house)
    return flats.enterable(user).filter(in_house).order_by("resource", "place", "pk")


def _grouped(house: House, meters: QuerySet[Meter], user: User) -> list[tuple[Stop, list[Meter]]]:
    """Doors with their meters: those of the house, then by entrance, and as the numbers go."""
    by_account: dict[int | None, list[Meter]] = {}
    for meter in meters:
        by_account.setdefault(meter.account_id, []).append(meter)
    accounts = [own[0].account for own in by_account.values() if own[0].account]
    accounts.sort(key=lambda account: (account.entrance or 1_000, account.flat_key, account.pk))
    doors: list[Account | None] = [None, *accounts] if None in by_account else [*accounts]
    return [(Stop(account), by_account[account.pk if account else None]) for account in doors]
