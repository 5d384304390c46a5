"""Manual, section 6: «Настройка часового пояса»."""

from datetime import UTC, datetime

import pytest

from tenants import time_zones
from tenants.errors import DomainError

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def test_every_zone_of_russia_has_a_russian_name():
    assert len(time_zones.names()) >= 26
    assert time_zones.names() == time_zones._NAMES.keys()


def test_from_west_to_east_with_moscow_first_of_its_hour():
    labels = [zone.label for zone in time_zones.zones(NOW)]

    assert labels[:3] == ["Калининград (UTC+2)", "Москва (UTC+3)", "Волгоград (UTC+3)"]
    assert "Екатеринбург (UTC+5)" in labels
    assert labels[-1] == "Петропавловск-Камчатский (UTC+12)"
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize(
    ("when", "hours"), [("2014-10-01", 4), ("2016-06-01", 3), ("2019-06-01", 4), ("2021-06-01", 3)]
)
def test_the_hours_are_counted_and_not_written(when: str, hours: int):
    moment = datetime.fromisoformat(when).replace(tzinfo=UTC)
    assert time_zones.describe("Europe/Volgograd", at=moment).label == f"Волгоград (UTC+{hours})"


@pytest.mark.parametrize(("name", "hours"), [("Asia/Kolkata", "+5:30"), ("America/St_Johns", "-3:30")])
def test_half_hours_and_the_west_are_written_too(name: str, hours: str):
    assert time_zones.describe(name, at=NOW).label == f"{name} (UTC{hours})"


@pytest.mark.parametrize("name", ["Europe/Berlin", "", "../etc/passwd", "Москва"])
def test_what_is_no_zone_of_russia_is_refused(name: str):
    with pytest.raises(DomainError, match="нет в списке") as refused:
        time_zones.check(name)
    assert refused.value.field == "time_zone"
