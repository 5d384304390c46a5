"""Handing readings in, correcting them and taking them back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.accounting.domain.accounts import deactivate
from crm.accounting.models import Account
from crm.journal.models import Entry as JournalEntry
from crm.meters import rights
from crm.meters.domain import windows
from crm.meters.domain.checks import JUMP, OVER_ZERO, NeedsConfirmation, ReadingsRefused
from crm.meters.domain.consumption import consumption
from crm.meters.domain.meters import stop_meter
from crm.meters.domain.readings import Entry, correct, hand_in, withdraw
from crm.meters.domain.windows import next_month, previous_month
from crm.meters.enums import Deed, Resource, Source
from crm.meters.models import Meter, MeterEvent, Reading
from crm.rights.enums import Role
from identity.models import User
from tenants.errors import DomainError
from tests.conftest import make_employee
from tests.factories import AccountFactory
from tests.meters.making import decimals, give, make_meter

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

TODAY = date(2026, 11, 20)
OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)


@pytest.fixture(autouse=True)
def _twentieth_of_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "today", lambda: TODAY)


@pytest.fixture
def account(tenant) -> Account:
    return AccountFactory()


@pytest.fixture
def cold(account: Account) -> Meter:
    """A cold water meter that has shown 5 m³ a month since May, 130 in October."""
    meter = make_meter(account)
    for months, value in enumerate(range(105, 135, 5)):
        give(meter, value, on=date(2026, 5 + months, 20))
    return meter


def now_of(meter: Meter) -> list[tuple[date, list[Decimal]]]:
    return [(r.month, r.values) for r in Reading.objects.filter(meter=meter, is_current=True, month__gte=NOVEMBER)]


class TestHandingIn:
    def test_a_whole_flat_in_one_go(self, account: Account, head: User):
        cold, hot = make_meter(account), make_meter(account, Resource.HOT_WATER)
        power = make_meter(account, Resource.ELECTRICITY, tariffs=2)

        kept = hand_in(
            [Entry(cold, decimals(["7.125"])), Entry(hot, decimals([4])), Entry(power, decimals([120, 85]))],
            taken_on=TODAY, source=Source.COMPUTER, by=head,
        )  # fmt: skip

        assert [(r.meter_id, r.values) for r in kept] == [
            (cold.pk, [Decimal("7.125")]),
            (hot.pk, [Decimal(4)]),
            (power.pk, [Decimal(120), Decimal(85)]),
        ]
        assert {(r.month, r.taken_on, r.source, r.by_id) for r in kept} == {(NOVEMBER, TODAY, "crm", head.pk)}
        events = MeterEvent.objects.filter(deed=Deed.READ).order_by("pk")
        assert [(e.meter_id, e.reading_id, e.house_id, e.by_id, e.changes) for e in events] == [
            (cold.pk, kept[0].pk, account.house_id, head.pk, {"value": [None, "7,125"]}),
            (hot.pk, kept[1].pk, account.house_id, head.pk, {"value": [None, "4"]}),
            (power.pk, kept[2].pk, account.house_id, head.pk, {"value": [None, "120 / 85"]}),
        ]

    def test_all_or_nothing(self, account: Account, cold: Meter, head: User):
        hot = make_meter(account, Resource.HOT_WATER)

        with pytest.raises(ReadingsRefused) as refused:
            hand_in(
                [Entry(hot, decimals([3])), Entry(cold, decimals([129]))],
                taken_on=TODAY, source=Source.COMPUTER, by=head,
            )  # fmt: skip

        assert [(p.meter_id, p.tariff, p.message) for p in refused.value.problems] == [
            (cold.pk, 1, "Меньше прошлого показания: за октябрь 2026 было 130.")
        ]
        assert not Reading.objects.filter(month=NOVEMBER).exists()

    def test_equal_to_the_last_is_no_consumption_but_a_reading(self, cold: Meter):
        give(cold, 130, on=TODAY)

        assert now_of(cold) == [(NOVEMBER, [Decimal(130)])]

    def test_after_the_last_day_it_counts_in_the_next_month(self, cold: Meter, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(windows, "today", lambda: date(2026, 11, 26))

        assert give(cold, 136, on=date(2026, 11, 26)).month == DECEMBER

    def test_a_day_that_has_not_come(self, cold: Meter):
        with pytest.raises(DomainError, match="ещё не наступил") as error:
            give(cold, 136, on=TODAY + timedelta(days=1))

        assert error.value.field == "taken_on"

    def test_an_earlier_month_must_fit_between_its_neighbours(self, account: Account):
        meter = make_meter(account)
        give(meter, 100, on=date(2026, 8, 20))
        give(meter, 110, on=date(2026, 10, 20))

        with pytest.raises(ReadingsRefused, match="за октябрь 2026 уже есть 110"):
            give(meter, 111, on=date(2026, 9, 20))
        with pytest.raises(ReadingsRefused, match="за август 2026 было 100"):
            give(meter, 99, on=date(2026, 9, 20))
        assert give(meter, 104, on=date(2026, 9, 20)).month == date(2026, 9, 1)

    @pytest.mark.parametrize(
        ("value", "why"),
        [("100000", "больше 99999 он не покажет"), ("-1", "меньше нуля"), ("130.1234", "до 3 цифр")],
    )
    def test_what_the_dial_cannot_show(self, cold: Meter, value: str, why: str):
        with pytest.raises(ReadingsRefused, match=why):
            give(cold, value, on=TODAY)

    def test_a_value_for_each_tariff(self, account: Account):
        power = make_meter(account, Resource.ELECTRICITY, tariffs=2)

        with pytest.raises(ReadingsRefused, match="нужны показания по 2 тарифам"):
            give(power, 120, on=TODAY)

    def test_meters_that_are_off_are_not_read(self, account: Account, cold: Meter, head: User):
        other = make_meter(account)
        stop_meter(cold, on=date(2026, 11, 10), by=head)

        with pytest.raises(ReadingsRefused, match="Прибор снят"):
            give(cold, 135, on=TODAY)
        deactivate(account, by=head)
        with pytest.raises(ReadingsRefused, match="Лицевой счёт отключён"):
            give(Meter.objects.get(pk=other.pk), 1, on=TODAY)

    def test_nothing_from_before_it_was_set(self, account: Account):
        meter = make_meter(account, installed_on=date(2026, 11, 10))

        with pytest.raises(ReadingsRefused, match=r"установлен 10\.11\.2026"):
            give(meter, 1, on=date(2026, 11, 9))

    def test_the_same_meter_twice(self, cold: Meter):
        with pytest.raises(DomainError, match="указан дважды"):
            hand_in(
                [Entry(cold, decimals([131])), Entry(cold, decimals([132]))],
                taken_on=TODAY, source=Source.COMPUTER, by=None,
            )  # fmt: skip


class TestUnusual:
    def test_many_times_the_usual_is_asked_about(self, cold: Meter):
        """Five a month: up to 25 nobody asks, beyond it somebody has to say yes."""
        with pytest.raises(NeedsConfirmation) as asked:
            give(cold, "155.001", on=TODAY, confirmed=False)

        (question,) = asked.value.questions
        assert (question.meter_id, question.kind) == (cold.pk, JUMP)
        assert question.message == "Расход 25,001 м³, а обычно около 5 в месяц. Всё верно?"
        assert now_of(cold) == []
        assert give(cold, "155.001", on=TODAY, confirmed=True).confirmed
        assert not give(cold, 155, on=TODAY, confirmed=False).confirmed

    def test_a_new_meter_is_compared_with_what_a_flat_uses(self, account: Account):
        meter = make_meter(account)
        give(meter, 0, on=date(2026, 10, 20))

        with pytest.raises(NeedsConfirmation, match="обычно около 6 в месяц"):
            give(meter, 31, on=TODAY, confirmed=False)

    def test_the_first_reading_is_not_compared(self, account: Account):
        assert not give(make_meter(account), 4321, on=TODAY, confirmed=False).confirmed

    def test_three_months_at_once_are_three_months(self, account: Account):
        meter = make_meter(account)
        give(meter, 100, on=date(2026, 8, 20))

        assert not give(meter, 190, on=TODAY, confirmed=False).confirmed

    def test_a_dial_that_went_over_zero_is_asked_about(self, account: Account):
        meter = make_meter(account)
        give(meter, "99998.5", on=date(2026, 10, 20))

        with pytest.raises(NeedsConfirmation) as asked:
            give(meter, 3, on=TODAY, confirmed=False)
        kept = give(meter, 3, on=TODAY)

        assert [question.kind for question in asked.value.questions] == [OVER_ZERO]
        assert "Прибор прошёл через ноль после 99999?" in str(asked.value)
        assert (kept.rolled_over, kept.confirmed) == (True, True)
        assert consumption(kept.values, decimals(["99998.5"]), limit=meter.limit) == [Decimal("4.5")]

    def test_cold_and_hot_exchanged(self, account: Account, cold: Meter, head: User):
        hot = make_meter(account, Resource.HOT_WATER)
        for months in range(6):
            give(hot, 50 + 3 * months, on=date(2026, 5 + months, 20))
        typed = [Entry(cold, decimals([68])), Entry(hot, decimals([135]))]

        with pytest.raises(ReadingsRefused) as refused:
            hand_in(typed, taken_on=TODAY, source=Source.COMPUTER, by=head)

        (swap,) = refused.value.swaps
        assert (swap.cold_id, swap.hot_id) == (cold.pk, hot.pk)
        assert "Похоже, вы поменяли местами ХВС и ГВС." in str(refused.value)

    def test_what_is_wrong_either_way_is_no_exchange(self, account: Account, cold: Meter, head: User):
        hot = make_meter(account, Resource.HOT_WATER)
        give(hot, 65, on=date(2026, 10, 20))

        with pytest.raises(ReadingsRefused) as refused:
            hand_in(
                [Entry(cold, decimals([68])), Entry(hot, decimals([66]))],
                taken_on=TODAY, source=Source.COMPUTER, by=head,
            )  # fmt: skip

        assert refused.value.swaps == []


class TestResidents:
    def test_only_on_the_days_of_the_window(self, cold: Meter, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(windows, "today", lambda: date(2026, 11, 27))

        with pytest.raises(DomainError, match=r"с 15 по 25 число каждого месяца\. Ближайший приём — с 15\.12\.2026"):
            give(cold, 135, on=date(2026, 11, 27), source=Source.LINK)
        assert give(cold, 135, on=date(2026, 11, 27)).month == DECEMBER  # staff may

    def test_what_the_supplier_reads_they_do_not(self, account: Account):
        heat = make_meter(account, Resource.HEAT, read_by_supplier=True)

        with pytest.raises(ReadingsRefused, match="снимает поставщик"):
            give(heat, 1, on=TODAY, source=Source.CABINET)
        assert give(heat, 1, on=TODAY).values == [Decimal(1)]

    def test_they_may_correct_their_own(self, cold: Meter):
        first = give(cold, 135, on=TODAY, source=Source.LINK)
        second = give(cold, 136, on=TODAY, source=Source.LINK)

        assert second.corrects_id == first.pk
        assert now_of(cold) == [(NOVEMBER, [Decimal(136)])]

    def test_but_not_those_of_the_office(self, cold: Meter, head: User):
        give(cold, 135, on=TODAY, by=head)

        with pytest.raises(ReadingsRefused, match="внесла управляющая организация"):
            give(cold, 136, on=TODAY, source=Source.LINK)
        assert now_of(cold) == [(NOVEMBER, [Decimal(135)])]


class TestCorrecting:
    def test_a_correction_is_a_new_row_over_the_old(self, cold: Meter, head: User):
        first = give(cold, 135, on=TODAY, by=head)

        second = correct(first, values=decimals([134]), by=head, comment="Ошиблись цифрой")

        first.refresh_from_db()
        assert (first.is_current, first.value, second.corrects_id) == (False, Decimal(135), first.pk)
        event = MeterEvent.objects.filter(deed=Deed.CORRECTED).get()
        assert (event.reading_id, event.by_id) == (second.pk, head.pk)
        assert event.changes == {"value": ["135", "134"], "comment": [None, "Ошиблись цифрой"]}
        entry = JournalEntry.objects.get(action="meters.correct_reading")
        assert (entry.object_id, entry.actor_id) == (str(second.pk), head.pk)

    def test_only_what_counts_is_corrected(self, cold: Meter, head: User):
        first = give(cold, 135, on=TODAY, by=head)
        correct(first, values=decimals([134]), by=head)

        with pytest.raises(DomainError, match="уже исправили"):
            correct(first, values=decimals([133]), by=head)

    def test_a_correction_keeps_between_its_neighbours(self, cold: Meter, head: User):
        give(cold, 135, on=TODAY, by=head)
        october = Reading.objects.get(meter=cold, month=OCTOBER)

        with pytest.raises(ReadingsRefused, match="за ноябрь 2026 уже есть 135"):
            correct(october, values=decimals([136]), by=head)
        assert correct(october, values=decimals([131]), by=head).month == OCTOBER

    def test_the_same_values_are_no_correction(self, cold: Meter, head: User):
        first = give(cold, 135, on=TODAY, by=head)

        with pytest.raises(DomainError, match="те же самые"):
            correct(first, values=decimals([135]), by=head)
        assert give(cold, 135, on=TODAY, by=head) == first

    def test_without_the_right_nobody_goes_over_what_is_there(self, cold: Meter, head: User):
        inspector = make_employee(Role.INSPECTOR)
        first = give(cold, 135, on=TODAY, by=head)

        for attempt in (
            lambda: give(cold, 136, on=TODAY, by=inspector, source=Source.MOBILE),
            lambda: correct(first, values=decimals([136]), by=inspector),
            lambda: withdraw(first, reason="Ошибка", by=inspector),
        ):
            with pytest.raises(DomainError, match=r"разрешено"):
                attempt()
        assert now_of(cold) == [(NOVEMBER, [Decimal(135)])]

    def test_taken_back_with_a_reason(self, cold: Meter, head: User):
        first = give(cold, 135, on=TODAY, by=head)

        with pytest.raises(DomainError, match="Напишите, почему"):
            withdraw(first, reason="  ", by=head)
        withdraw(first, reason="Не тот прибор", by=head)

        assert now_of(cold) == []
        event = MeterEvent.objects.get(deed=Deed.WITHDRAWN)
        assert (event.reading_id, event.changes) == (
            first.pk,
            {"value": ["135", None], "reason": [None, "Не тот прибор"]},
        )
        assert give(cold, 134, on=TODAY, by=head).corrects_id is None

    def test_the_right_is_in_the_registry(self, head: User):
        assert head.has_perm(rights.CORRECT_READINGS)
        assert not make_employee(Role.INSPECTOR).has_perm(rights.CORRECT_READINGS)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(st.decimals(0, 40, places=3), min_size=2, max_size=8), start=st.integers(99_900, 99_999))
def test_what_is_used_month_by_month_adds_up(account: Account, steps: list[Decimal], start: int):
    """Whatever is used each month, over zero or not: the readings give it back, none is refused."""
    meter = make_meter(account)
    month, shows = date(2025, 1, 20), Decimal(start)
    kept = [give(meter, shows, on=month)]
    for used in steps:
        month, shows = next_month(month).replace(day=20), (shows + used) % meter.limit
        kept.append(give(meter, shows, on=month))

    pairs = zip(kept[1:], kept, strict=False)
    assert [consumption(r.values, before.values, limit=meter.limit)[0] for r, before in pairs] == steps
    assert [r.month for r in kept[1:]] == [next_month(r.month) for r in kept[:-1]]
    assert all(previous_month(r.month) < r.month for r in kept)


def test_questions_of_the_database_do_not_grow_with_the_past(account, django_assert_num_queries, head):
    meters = [make_meter(account) for _ in range(6)]
    for meter in meters:
        for months in range(6):
            give(meter, 5 * months, on=date(2026, 5 + months, 20))

    entries = [Entry(meter, decimals([30])) for meter in meters]
    with django_assert_num_queries(9):  # whatever their number
        hand_in(entries, taken_on=TODAY, source=Source.COMPUTER, by=head)
