"""The time zones of Russia, for people to choose from: which there are and what they are off UTC comes from tzdata."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from django.utils import timezone

from tenants.errors import DomainError

_COUNTRY = "RU"
# tzdata names a zone after its largest place, in Latin letters only.
_NAMES = {
    "Europe/Kaliningrad": "Калининград",
    "Europe/Moscow": "Москва",
    "Europe/Simferopol": "Симферополь",
    "Europe/Kirov": "Киров",
    "Europe/Volgograd": "Волгоград",
    "Europe/Astrakhan": "Астрахань",
    "Europe/Saratov": "Саратов",
    "Europe/Ulyanovsk": "Ульяновск",
    "Europe/Samara": "Самара",
    "Asia/Yekaterinburg": "Екатеринбург",
    "Asia/Omsk": "Омск",
    "Asia/Novosibirsk": "Новосибирск",
    "Asia/Barnaul": "Барнаул",
    "Asia/Tomsk": "Томск",
    "Asia/Novokuznetsk": "Новокузнецк",
    "Asia/Krasnoyarsk": "Красноярск",
    "Asia/Irkutsk": "Иркутск",
    "Asia/Chita": "Чита",
    "Asia/Yakutsk": "Якутск",
    "Asia/Khandyga": "Хандыга",
    "Asia/Vladivostok": "Владивосток",
    "Asia/Ust-Nera": "Усть-Нера",
    "Asia/Magadan": "Магадан",
    "Asia/Sakhalin": "Южно-Сахалинск",
    "Asia/Srednekolymsk": "Среднеколымск",
    "Asia/Kamchatka": "Петропавловск-Камчатский",
    "Asia/Anadyr": "Анадырь",
}


@dataclass(frozen=True)
class Zone:
    """One zone as people choose it."""

    name: str
    place: str
    offset: timedelta

    @property
    def label(self) -> str:
        """«Москва (UTC+3)»."""
        return f"{self.place} ({self.hours})"

    @property
    def hours(self) -> str:
        """«UTC+3»."""
        hours, minutes = divmod(abs(int(self.offset.total_seconds())) // 60, 60)
        sign = "-" if self.offset < timedelta(0) else "+"
        return f"UTC{sign}{hours}{f':{minutes:02d}' if minutes else ''}"


@cache
def names() -> frozenset[str]:
    """Names of all zones in which a part of Russia lives, as tzdata's own table tells them."""
    rows = (line.split("\t") for line in files("tzdata").joinpath("zoneinfo/zone1970.tab").read_text().splitlines())
    return frozenset(row[2] for row in rows if not row[0].startswith("#") and _COUNTRY in row[0].split(","))


def zones(at: datetime | None = None) -> list[Zone]:
    """All zones of Russia with what they are off UTC at that time (now), from west to east."""
    moment = at or timezone.now()
    found = [describe(name, at=moment) for name in names()]
    return sorted(found, key=lambda zone: (zone.offset, zone.place != _NAMES["Europe/Moscow"], zone.place))


def describe(name: str, *, at: datetime | None = None) -> Zone:
    """A zone for people; one that is not Russia's is called by the name that tzdata has for it."""
    offset = (at or timezone.now()).astimezone(ZoneInfo(name)).utcoffset() or timedelta(0)
    return Zone(name, _NAMES.get(name, name), offset)


def check(name: str) -> str:
    """The name itself. Raises DomainError for what is no zone of Russia."""
    if name not in names():
        raise DomainError("Такого часового пояса нет в списке. Выберите ближайший к вам город.", field="time_zone")
    return name
