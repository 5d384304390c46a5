"""Two who hand in readings of one meter for one month at the same moment."""

import threading
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction

from crm.meters.domain import windows
from crm.meters.domain.readings import Entry, hand_in
from crm.meters.enums import Deed, Source
from crm.meters.models import Meter, MeterEvent, Reading
from tenants.context import in_schema
from tests.billing.conftest import committed  # noqa: F401  a database whose rows other connections see
from tests.factories import AccountFactory
from tests.meters.making import give, make_meter

pytestmark = pytest.mark.integration

TODAY = date(2026, 11, 20)
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


@pytest.fixture
def meter(committed, monkeypatch: pytest.MonkeyPatch) -> Iterator[Meter]:  # noqa: F811  pytest's way
    """790 in October, committed."""
    monkeypatch.setattr(windows, "today", lambda: TODAY)
    with in_schema(committed().schema_name):
        meter = make_meter(AccountFactory(number="00012345"))
        give(meter, 790, on=date(2026, 10, 20))
        yield meter


def say(meter: Meter, value: int) -> None:
    entry = Entry(Meter.objects.get(pk=meter.pk), [Decimal(value)])
    hand_in([entry], taken_on=TODAY, source=Source.CABINET, by=None)


def at_once(*acts: Callable[[], None]) -> None:
    """Each in a connection of its own; all begin together."""
    start = threading.Barrier(len(acts))

    def work(act: Callable[[], None]) -> None:
        with in_schema("uk_alpha"):
            connection.ensure_connection()
            start.wait(30)
            act()
        connection.close()

    threads = [threading.Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


def november(meter: Meter) -> list[Reading]:
    return list(Reading.objects.filter(meter=meter, month=NOVEMBER).order_by("pk"))


def test_one_of_two_values_counts_and_both_stay_in_the_history(meter: Meter):
    at_once(lambda: say(meter, 795), lambda: say(meter, 796))

    first, second = november(meter)
    assert (first.is_current, second.is_current, second.corrects_id) == (False, True, first.pk)
    assert {first.value, second.value} == {795, 796}
    events = MeterEvent.objects.filter(meter=meter, reading__month=NOVEMBER).order_by("pk")
    assert [(event.deed, event.reading_id, event.changes) for event in events] == [
        (Deed.READ, first.pk, {"value": [None, f"{first.value:.0f}"]}),
        (Deed.CORRECTED, second.pk, {"value": [f"{first.value:.0f}", f"{second.value:.0f}"]}),
    ]


def test_the_same_value_from_two_windows_is_kept_once(meter: Meter):
    at_once(*[lambda: say(meter, 795)] * 4)

    assert [(one.value, one.is_current) for one in november(meter)] == [(795, True)]
    assert MeterEvent.objects.filter(meter=meter, reading__month=NOVEMBER).count() == 1


def test_the_second_waits_for_the_first_and_goes_over_it(meter: Meter):
    """Not by chance: the first holds the meter until the second has come to it."""
    second = threading.Thread(target=lambda: at_once(lambda: say(meter, 796)))
    with transaction.atomic():
        say(meter, 795)
        second.start()
        second.join(1)
        assert second.is_alive(), "it waits"
    second.join(30)

    assert [(one.value, one.is_current) for one in november(meter)] == [(795, False), (796, True)]
