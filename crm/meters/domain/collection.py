"""«Сбор за месяц»: how many meters have handed in, by house and by day, and who has not.

Counted are active meters of active accounts whose readings the residents or the office bring: not those that a
supplier reads.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from crm.accounting.models import Account, House
from crm.meters import rights
from crm.meters.models import Meter, Reading
from crm.people.domain.queries import in_force
from crm.people.models import AccountPerson
from crm.rights.domain.rows import within
from identity.models import User

# Each meter asks for its own reading: a join of the two would be planned by what is known of the month, and of a month
# that has just begun nothing is known (it took seconds instead of milliseconds).
BY_HOUSE_AND_DAY = """
    SELECT counted.house_id, counted.day, count(*)
    FROM (
        SELECT account.house_id, (
            SELECT reading.taken_on FROM meters_reading reading
            WHERE reading.meter_id = meter.id AND reading.month = %(month)s AND reading.is_current
        ) AS day
        FROM meters_meter meter JOIN accounting_account account ON account.id = meter.account_id AND account.is_active
        WHERE meter.is_active AND NOT meter.read_by_supplier AND account.house_id = ANY (%(houses)s)
    ) counted
    GROUP BY counted.house_id, counted.day
"""


@dataclass(frozen=True)
class HouseShare:
    """A house: how many of its meters have handed in."""

    house: House
    total: int
    handed: int

    @property
    def left(self) -> int:
        """How many have not."""
        return self.total - self.handed

    @property
    def percent(self) -> int:
        """Whole percents, down: 100 means all of them."""
        return percent(self.handed, self.total)


@dataclass(frozen=True)
class Day:
    """A day: readings taken on it, and all up to its end."""

    day: date
    count: int
    so_far: int


@dataclass(frozen=True)
class Collection:
    """A month: its houses, worst first, and its days without gaps."""

    month: date
    houses: list[HouseShare]
    days: list[Day]

    @property
    def total(self) -> int:
        """Meters that are waited for."""
        return sum(house.total for house in self.houses)

    @property
    def handed(self) -> int:
        """Meters of which a reading came."""
        return sum(house.handed for house in self.houses)

    @property
    def left(self) -> int:
        """Meters of which none came yet."""
        return self.total - self.handed

    @property
    def percent(self) -> int:
        """The share handed in, in whole percent."""
        return percent(self.handed, self.total)


def percent(part: int, whole: int) -> int:
    """Whole percents, down."""
    return part * 100 // whole if whole else 0


def collection(month: date, *, user: User, house: House | None = None) -> Collection:
    """The month as far as the person sees it, or one house of it; two queries."""
    own = {each.pk: each for each in within(House.objects.all(), rights.SEE_READINGS, user=user)}
    values: dict[str, Any] = {"month": month, "houses": [house.pk] if house else list(own)}
    with connection.cursor() as cursor:
        cursor.execute(BY_HOUSE_AND_DAY, values)
        rows: list[tuple[int, date | None, int]] = cursor.fetchall()
    totals, handed, days = Counter[int](), Counter[int](), Counter[date]()
    for pk, day, count in rows:
        totals[pk] += count
        if day is not None:
            handed[pk] += count
            days[day] += count
    shares = [HouseShare(own[pk], total, handed[pk]) for pk, total in totals.items() if pk in own]
    shares.sort(key=lambda share: (share.percent, share.house.address_key))
    return Collection(month, shares, _without_gaps(sorted(days.items())))


def not_handed_in(month: date, *, user: User, house: House | None = None) -> QuerySet[Account]:
    """Accounts of which some meter has no reading of the month: `missing_meters` of each, and people with phones.

    Four queries more than the rows themselves, however many there are.
    """
    missing = missing_meters(month)
    accounts = within(Account.objects.filter(is_active=True), rights.SEE_READINGS, user=user)
    if house:
        accounts = accounts.filter(house=house)
    ties = AccountPerson.objects.filter(in_force()).select_related("person").prefetch_related("person__phones")
    return (
        accounts.filter(Exists(missing.filter(account=OuterRef("pk"))))
        .select_related("house")
        .prefetch_related(
            Prefetch("meters", missing.order_by("resource", "pk"), to_attr="missing_meters"),
            Prefetch("ties", ties.order_by("pk"), to_attr="ties_in_force"),
        )
        .order_by("house__address_key", "flat_key", "pk")
    )


def missing_meters(month: date) -> QuerySet[Meter]:
    """Counted meters without a reading of the month."""
    of_month = Reading.objects.filter(meter=OuterRef("pk"), month=month, is_current=True)
    return Meter.objects.filter(~Exists(of_month), Q(is_active=True, read_by_supplier=False))


def phones_of(account: Account) -> list[str]:
    """«Иванова Нина: +7 908 200-10-03» of everybody of an account that came from `not_handed_in`."""
    return [
        f"{tie.person}: {', '.join(str(phone) for phone in tie.person.phones.all())}"
        for tie in account.ties_in_force  # type: ignore[attr-defined]  # prefetched
        if tie.person.phones.all()
    ]


def _without_gaps(found: list[tuple[date, int]]) -> list[Day]:
    if not found:
        return []
    counts, so_far = dict(found), 0
    days = []
    day, last = max(found[0][0], found[-1][0] - timedelta(days=61)), found[-1][0]
    so_far = sum(count for taken, count in found if taken < day)
    while day <= last:
        so_far += counts.get(day, 0)
        days.append(Day(day, counts.get(day, 0), so_far))
        day += timedelta(days=1)
    return days
