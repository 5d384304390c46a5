"""Time of things to come: what a person agreed on is a clock on the wall of a place, not a moment in UTC.

Facts are kept in UTC. A reception on 3 March at 10:00 in Perm stays at 10:00 there, even if the zone's rules are
changed before March (Russia did so in 2011, 2014, 2016 and 2018). So it is kept as local time and zone, and becomes a
moment only when it is asked for.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tenants.errors import DomainError


def zone(name: str) -> ZoneInfo:
    """The zone of this name, "Asia/Yekaterinburg". Raises DomainError for an unknown one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise DomainError(f"Часовой пояс «{name}» неизвестен. Выберите его из списка.") from None


@dataclass(frozen=True, order=True)
class LocalMoment:
    """A clock on the wall (`clock`, without zone) in a place (`place`, name of its zone)."""

    clock: datetime
    place: str

    def __post_init__(self) -> None:
        if self.clock.tzinfo is not None:
            raise ValueError("The clock on the wall knows no zone; the place has it.")

    @classmethod
    def of(cls, moment: datetime, place: str) -> "LocalMoment":
        """What the clock in `place` shows at `moment` (any zone)."""
        return cls(moment.astimezone(zone(place)).replace(tzinfo=None), place)

    @property
    def moment(self) -> datetime:
        """The same in UTC by today's rules of the zone.

        An hour that the clock shows twice means the first time. One that it skips means as long after the change:
        02:30 becomes 03:30 (RFC 5545, 3.3.5).
        """
        return self.clock.replace(tzinfo=zone(self.place), fold=0).astimezone(UTC)


@dataclass(frozen=True)
class LocalWindow:
    """From one clock on the wall to another in the same place: «мастер придёт с 10 до 12»."""

    starts: datetime
    ends: datetime
    place: str

    def __post_init__(self) -> None:
        if self.ends <= self.starts:
            raise DomainError("Время окончания должно быть позже начала.")

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Start and end in UTC."""
        return LocalMoment(self.starts, self.place).moment, LocalMoment(self.ends, self.place).moment

    @property
    def lasts(self) -> timedelta:
        """How long it really lasts, also across a change of the clock."""
        starts, ends = self.moments
        return ends - starts
