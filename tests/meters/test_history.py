"""«История показаний»: what happened, by month, year, house, deed, source, who."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import timezone

from crm.accounting.models import Account
from crm.journal.models import Entry
from crm.meters.domain import history, windows
from crm.meters.domain.history import Sought
from crm.meters.domain.readings import correct
from crm.meters.enums import Deed, Source
from crm.meters.models import Meter, MeterEvent
from crm.rights.enums import Role, Rows
from crm.rights.models import Access
from identity.models import User
from tests.conftest import make_employee
from tests.factories import AccountFactory
from tests.meters.making import decimals, give, make_meter, of_rows

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

URL = "/crm/meters/history/"
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "today", lambda: TODAY)
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 20, 9, tzinfo=UTC))


@pytest.fixture
def account(tenant) -> Account:
    return AccountFactory(number="00012345")


@pytest.fixture
def meter(account: Account) -> Meter:
    return make_meter(account, number="43512775", next_verification_on=date(2029, 3, 26))


@pytest.fixture
def told(meter: Meter, head: User) -> None:
    """A reading by a resident, corrected by the office."""
    first = give(meter, 10, on=TODAY, source=Source.LINK)
    correct(first, values=decimals([11]), by=head, comment="По фото")


def deeds(sought: Sought, user: User) -> list[str]:
    return [event.deed for event in history.find(sought, user=user)]


class TestFinding:
    def test_everything_newest_first(self, told, head: User):
        assert deeds(Sought(), head) == [Deed.CORRECTED, Deed.READ, Deed.ADDED]

    @pytest.mark.parametrize(
        ("sought", "found"),
        [
            (Sought(month=11, year=2026), 3),
            (Sought(month=10, year=2026), 0),
            (Sought(month=11), 3),
            (Sought(year=2026), 3),
            (Sought(year=2025), 0),
            (Sought(deed=Deed.READ), 1),
            (Sought(source=Source.LINK), 1),
            (Sought(by_nobody=True), 2),
        ],
    )
    def test_cut_by_what_is_asked(self, told, head: User, sought: Sought, found: int):
        assert len(deeds(sought, head)) == found

    def test_by_house_who_and_meter(self, told, account: Account, meter: Meter, head: User):
        other = make_meter(AccountFactory())

        assert len(deeds(Sought(house_id=account.house_id), head)) == 3
        assert deeds(Sought(by_id=head.pk), head) == [Deed.CORRECTED]
        assert deeds(Sought(meter_id=other.pk), head) == [Deed.ADDED]

    def test_only_ones_own_houses(self, told, head: User):
        person = make_employee(Role.DISPATCHER)
        Access.objects.filter(user=person).update(rows={"meters.see_readings": Rows.SECTION})

        assert deeds(Sought(), User.objects.get(pk=person.pk)) == []

    def test_pages_go_on_without_counting(self, meter: Meter, head: User, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(history, "PER_PAGE", 2)
        for value in range(4):
            give(meter, value, on=TODAY)
        found = history.find(Sought(), user=head)

        first = history.page_of(found)
        second = history.page_of(found, before=first.older)
        back = history.page_of(found, after=second.newer)

        everything = list(found.values_list("pk", flat=True))
        assert [event.pk for event in first.events + second.events] == everything[:4]
        assert (first.newer, back.events) == (None, first.events)


class TestScreen:
    def test_in_words(self, told, staff: Callable[..., Client]):
        text = " ".join(re.sub(r"<[^>]+>", " ", staff(Role.ACCOUNTANT).get(URL).content.decode()).split())

        assert "Показания исправлены : 10 → 11 м³ за ноябрь 2026" in text
        assert "Примечание По фото" in text
        assert "Житель, по ссылке" in text
        assert "Что считает ХВС" in text
        assert "Дата следующей поверки 26.03.2029" in text

    def test_a_constant_number_of_queries(
        self, told, account: Account, staff: Callable[..., Client], django_assert_max_num_queries
    ):
        client = staff(Role.ACCOUNTANT)
        client.get(URL)
        counts = []
        for _ in range(2):
            for _ in range(5):
                give(make_meter(AccountFactory(house=account.house)), 3, on=TODAY)
            with django_assert_max_num_queries(60) as asked:
                client.get(URL)
            counts.append(of_rows(asked))
        assert counts[0] == counts[1]

    def test_taken_out_and_written_down(self, told, staff: Callable[..., Client]):
        answer = staff(Role.ACCOUNTANT).get(f"{URL}csv/", {"deed": "corrected"})

        rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig")), delimiter=";"))
        assert len(rows) == 2
        assert rows[1][1] == "Показания исправлены"
        assert rows[1][6] == "Показание: 10 → 11; Примечание: пусто → По фото"
        entry = Entry.objects.get(action="meters.export_history")
        assert entry.changes["export_rows"] == [None, 1]
        assert entry.changes["export_filters"] == [None, "Что: Показания исправлены"]

    def test_an_export_asks_who_it_is(self, told, staff: Callable[..., Client]):
        client = staff(Role.ACCOUNTANT)
        session = client.session
        session["proved_at"] = 0
        session.save()

        for path in (f"{URL}csv/", "/crm/meters/export/file/", "/crm/meters/collection/missing/csv/"):
            assert client.get(path).headers["Location"].startswith("/crm/proof/"), path


def test_nothing_of_it_is_rewritten(told):
    from django.db import DatabaseError, transaction

    for change in (lambda: MeterEvent.objects.update(deed=Deed.ADDED), lambda: MeterEvent.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert MeterEvent.objects.count() == 3
