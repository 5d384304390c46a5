"""What is said of an outage, on the clock of the company's place; when people have to hear of it (ПП РФ 354, п. 31)."""

from datetime import date, timedelta

import pytest

from crm.dispatch.domain.outage_words import (
    Scope,
    Stage,
    default_sentence,
    earliest_start,
    is_told_late,
    sentence_of,
    stage_of,
)
from crm.dispatch.enums import OutageKind, Supply
from crm.dispatch.models import Outage
from tests.dispatch.announcing import clock

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

NOW = "2026-11-27 15:00"


@pytest.mark.parametrize(
    ("kind", "supply", "starts", "ends", "said"),
    [
        (
            "emergency", "cold_water", "2026-11-27 14:20", "2026-11-27 18:00",
            "В вашем доме аварийно отключена холодная вода с 14:20. Работы идут, включим ориентировочно к 18:00.",
        ),
        (
            "emergency", "heating", "2026-11-26 23:10", None,
            "В вашем доме аварийно отключено отопление с 23:10 26 ноября. Работы идут, срок уточняем.",
        ),
        (
            "emergency", "electricity", "2026-11-27 09:00", "2026-11-27 12:00",
            "В вашем доме аварийно отключено электричество с 09:00. "
            "Работы идут дольше, чем до 12:00: новый срок уточняем.",
        ),
        (
            "emergency", "lift", "2026-11-27 09:00", "2026-11-28 12:00",
            "В вашем доме из-за аварии не работает лифт с 09:00. "
            "Работы идут, починим ориентировочно к 12:00 28 ноября.",
        ),
        (
            "planned", "water", "2026-11-27 10:00", "2026-11-27 16:00",
            "В вашем доме отключены холодная и горячая вода с 10:00: плановые работы. "
            "Работы идут, включим ориентировочно к 16:00.",
        ),
        (
            "planned", "hot_water", "2026-12-01 10:00", "2026-12-01 14:00",
            "В вашем доме не будет горячей воды 1 декабря с 10:00 до 14:00: плановые работы.",
        ),
        (
            "planned", "gas", "2026-11-27 20:00", "2026-11-27 23:00",
            "В вашем доме не будет газа сегодня с 20:00 до 23:00: плановые работы.",
        ),
        (
            "planned", "heating", "2026-11-27 20:00", "2026-11-28 06:00",
            "В вашем доме не будет отопления с 20:00 до 06:00 28 ноября: плановые работы.",
        ),
        (
            "emergency", "sewer", "2026-11-28 10:00", None,
            "В вашем доме не будет работать канализация 28 ноября с 10:00: аварийные работы.",
        ),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("tenant")
def test_the_sentence_is_true_at_that_moment(kind, supply, starts, ends, said):
    sentence = default_sentence(
        kind=kind, supply=supply, starts_at=clock(starts), ends_at=ends and clock(ends), now=clock(NOW)
    )

    assert sentence == said


@pytest.mark.parametrize("supply", Supply)
@pytest.mark.parametrize("kind", OutageKind)
@pytest.mark.parametrize("hours", [-1, 1])
def test_there_is_a_sentence_for_everything(supply, kind, hours, tenant):
    now = clock(NOW)
    told = {"kind": kind, "supply": supply, "starts_at": now + timedelta(hours=hours), "ends_at": None, "now": now}

    sentences = {default_sentence(**told, scope=scope) for scope in Scope}

    assert len(sentences) == len(Scope)
    assert all(one.endswith(".") and "  " not in one and "{" not in one for one in sentences)


def test_ones_own_sentence_goes_before_the_made_one(tenant):
    outage = Outage(kind="emergency", supply="gas", starts_at=clock(NOW), sentence="Газ включит горгаз.")

    assert sentence_of(outage, now=clock(NOW)) == "Газ включит горгаз."


@pytest.mark.parametrize(
    ("told", "stage"),
    [
        ({}, Stage.GOES_ON),
        ({"ends_at": "2026-11-27 15:01"}, Stage.GOES_ON),
        ({"ends_at": "2026-11-27 14:59"}, Stage.LATE),
        ({"starts_at": "2026-11-27 15:01"}, Stage.PLANNED),
        ({"ended_at": NOW}, Stage.ENDED),
        ({"starts_at": "2026-11-27 16:00", "cancelled_at": NOW}, Stage.CANCELLED),
    ],
)
def test_where_it_is(told, stage, tenant):
    moments = {"starts_at": "2026-11-27 12:00"} | told
    outage = Outage(kind="planned", supply="gas", **{name: clock(text) for name, text in moments.items()})

    assert stage_of(outage, clock(NOW)) is stage


@pytest.mark.parametrize(
    ("told_on", "first"),
    [
        (date(2026, 11, 16), date(2026, 12, 1)),  # Monday: ten working days are 17–20, 23–27 and 30
        (date(2026, 11, 14), date(2026, 11, 28)),  # on Saturday they begin with Monday
        (date(2025, 12, 25), date(2026, 1, 21)),  # neither 31 December 2025 nor the first eleven of January count
        (date(2025, 10, 22), date(2025, 11, 7)),  # Saturday, 1 November 2025 is worked, the 3rd and the 4th are not
    ],
)
def test_ten_working_days_lie_between(told_on, first, tenant):
    assert earliest_start(told_on) == first


@pytest.mark.parametrize(
    ("kind", "starts", "late"),
    [
        ("planned", "2026-11-30 23:59", True),
        ("planned", "2026-12-01 00:00", False),
        ("emergency", "2026-11-16 12:00", False),
    ],
)
def test_only_a_planned_one_is_told_late(kind, starts, late, tenant):
    assert is_told_late(kind, clock(starts), told_at=clock("2026-11-16 23:00")) is late
