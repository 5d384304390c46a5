"""Facts in UTC, appointments by the clock on the wall, one table of zones."""

import zoneinfo
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tenants.errors import DomainError
from tenants.local_time import LocalMoment, LocalWindow

PERM, KALININGRAD, KAMCHATKA = "Asia/Yekaterinburg", "Europe/Kaliningrad", "Asia/Kamchatka"
RUSSIAN = sorted(
    name
    for name in zoneinfo.available_timezones()
    if name in {"Europe/Moscow", "Europe/Samara", "Europe/Kaliningrad", "Europe/Volgograd", "Europe/Saratov"}
    or name.removeprefix("Asia/")
    in {"Yekaterinburg", "Omsk", "Novosibirsk", "Krasnoyarsk", "Irkutsk", "Chita", "Yakutsk", "Vladivostok", "Magadan",
        "Sakhalin", "Srednekolymsk", "Kamchatka", "Anadyr", "Tomsk", "Barnaul"}
)  # fmt: skip


@pytest.mark.unit
def test_an_appointment_is_a_clock_on_the_wall() -> None:
    reception = LocalMoment(datetime(2027, 3, 3, 10), PERM)

    assert reception.moment == datetime(2027, 3, 3, 5, tzinfo=UTC)
    assert LocalMoment.of(reception.moment, KALININGRAD).clock == datetime(2027, 3, 3, 7)


@pytest.mark.unit
@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), st.sampled_from(RUSSIAN))
def test_there_and_back_is_the_same_clock(clock: datetime, place: str) -> None:
    moment = LocalMoment(clock, place).moment

    assert LocalMoment.of(moment, place).moment == moment


@pytest.mark.unit
def test_an_hour_that_is_skipped_or_shown_twice() -> None:
    skipped = LocalMoment(datetime(2027, 3, 28, 2, 30), "Europe/Berlin")
    twice = LocalMoment(datetime(2027, 10, 31, 2, 30), "Europe/Berlin")

    assert LocalMoment.of(skipped.moment, "Europe/Berlin").clock == datetime(2027, 3, 28, 3, 30)
    assert twice.moment == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.unit
def test_a_window_ends_after_it_starts() -> None:
    ten, twelve = datetime(2027, 3, 3, 10), datetime(2027, 3, 3, 12)

    assert LocalWindow(ten, twelve, KAMCHATKA).lasts == timedelta(hours=2)
    with pytest.raises(DomainError, match="позже начала"):
        LocalWindow(twelve, ten, KAMCHATKA)


@pytest.mark.unit
def test_an_unknown_place_is_told() -> None:
    with pytest.raises(DomainError, match="Часовой пояс «Asia/Nowhere» неизвестен"):
        LocalMoment(datetime(2027, 3, 3, 10), "Asia/Nowhere").moment  # noqa: B018  the property raises


@pytest.mark.unit
def test_there_is_one_table_of_zones_and_it_is_pinned() -> None:
    assert zoneinfo.TZPATH == ()
    assert f"tzdata=={version('tzdata')} " in Path("infra/requirements/run.txt").read_text()
    assert len(RUSSIAN) == 20


@pytest.mark.integration
@pytest.mark.django_db
def test_postgresql_agrees_on_russian_zones() -> None:
    """Django lets PostgreSQL cut dates in a zone, by PostgreSQL's own table."""
    with connection.cursor() as cursor:
        for place in RUSSIAN:
            for moment in (datetime(year, month, 1, 12, tzinfo=UTC) for year in range(2020, 2029) for month in (1, 7)):
                cursor.execute("SELECT %s::timestamptz AT TIME ZONE %s", [moment, place])
                assert cursor.fetchone()[0] == moment.astimezone(ZoneInfo(place)).replace(tzinfo=None), (place, moment)


@pytest.mark.integration
@pytest.mark.django_db
def test_facts_are_kept_with_their_zone() -> None:
    """Every moment in the database is `timestamp with time zone`; a column without one is a clock on the wall."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT data_type, count(*) FROM information_schema.columns WHERE data_type LIKE 'timestamp%'"
            " AND table_schema NOT IN ('pg_catalog', 'information_schema') GROUP BY 1"
        )
        kinds = dict(cursor.fetchall())

    assert kinds.keys() == {"timestamp with time zone"}
    assert kinds["timestamp with time zone"] > 20
