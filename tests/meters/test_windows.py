from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.meters.domain import windows
from crm.meters.domain.rules import set_house_window, set_rules
from crm.meters.domain.windows import Window, next_month, previous_month
from identity.models import User
from tenants.models import Tenant
from tests.factories import HouseFactory

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
WINDOWS = st.tuples(st.integers(1, 31), st.integers(1, 31)).map(lambda days: Window(min(days), max(days)))


class TestMonths:
    pytestmark = pytest.mark.unit

    def test_after_the_last_day_a_reading_counts_in_the_next_month(self):
        window = Window(15, 25)

        assert window.month_of(date(2026, 11, 25)) == date(2026, 11, 1)
        assert window.month_of(date(2026, 11, 26)) == date(2026, 12, 1)
        assert window.month_of(date(2026, 12, 26)) == date(2027, 1, 1)

    def test_before_the_first_day_it_counts_in_its_own_month(self):
        assert Window(15, 25).month_of(date(2026, 11, 2)) == date(2026, 11, 1)

    @pytest.mark.parametrize("last", [date(2026, 2, 28), date(2028, 2, 29), date(2026, 4, 30), date(2026, 1, 31)])
    def test_a_window_to_the_31st_ends_with_any_month(self, last):
        window = Window(20, 31)

        assert window.days_in(last) == (last.replace(day=20), last)
        assert window.is_open(last)
        assert window.month_of(last) == last.replace(day=1)

    def test_a_window_of_the_31st_alone_opens_on_the_last_day_of_february(self):
        assert Window(31, 31).days_in(date(2026, 2, 10)) == (date(2026, 2, 28), date(2026, 2, 28))

    def test_when_readings_are_taken_next(self):
        window = Window(15, 25)

        assert window.next_opening(date(2026, 11, 2)) == date(2026, 11, 15)
        assert window.next_opening(date(2026, 11, 20)) == date(2026, 11, 20)
        assert window.next_opening(date(2026, 12, 26)) == date(2027, 1, 15)

    @given(WINDOWS, DAYS)
    def test_an_open_day_counts_in_its_own_month(self, window, day):
        if window.is_open(day):
            assert window.month_of(day) == day.replace(day=1)

    @given(WINDOWS, DAYS)
    def test_months_never_go_back(self, window, day):
        assert window.month_of(day) <= window.month_of(day + timedelta(days=1))
        assert window.month_of(day) in (day.replace(day=1), next_month(day))

    @given(WINDOWS, DAYS)
    def test_it_opens_within_two_months_and_no_open_day_is_left_out(self, window, day):
        opens = window.next_opening(day)

        assert window.is_open(opens)
        assert day <= opens <= day + timedelta(days=62)
        assert not any(window.is_open(day + timedelta(days=n)) for n in range((opens - day).days))

    @given(DAYS)
    def test_months_stand_in_a_row(self, day):
        assert next_month(previous_month(day)) == day.replace(day=1) == previous_month(next_month(day))


@pytest.mark.integration
class TestHouses:
    def test_until_somebody_sets_it_the_window_is_the_laws(self, tenant: Tenant):
        assert windows.window_of(None) == Window(15, 25)

    def test_a_house_has_days_of_its_own(self, tenant: Tenant, head: User):
        own, other = HouseFactory(), HouseFactory()
        set_rules(first_day=18, last_day=23, jump=5, by=head)
        set_house_window(own, first_day=20, last_day=31, by=head)

        assert windows.window_of(own.pk) == Window(20, 31)
        assert windows.window_of(other.pk) == Window(18, 23)

    def test_today_is_the_companys(self, tenant: Tenant, monkeypatch: pytest.MonkeyPatch):
        from datetime import UTC, datetime

        from django.utils import timezone

        monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 25, 20, 30, tzinfo=UTC))
        tenant.time_zone = "Asia/Yekaterinburg"
        east = windows.today()
        tenant.time_zone = "Europe/Moscow"

        assert (east, windows.today()) == (date(2026, 11, 26), date(2026, 11, 25))
