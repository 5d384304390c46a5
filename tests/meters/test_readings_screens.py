"""«Ввести показания», the sheet of a house, the page of a reading: as the office uses them."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from crm.accounting.models import Account
from crm.meters.domain import windows
from crm.meters.enums import Resource, Source
from crm.meters.models import Meter, Reading
from crm.rights.enums import Role, Rows
from crm.rights.models import Access
from identity.models import User
from tests.conftest import make_employee
from tests.factories import AccountFactory, HouseFactory
from tests.meters.making import give, make_meter, of_rows

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

TODAY = date(2026, 11, 20)
NOVEMBER = date(2026, 11, 1)
ENTER = "/crm/meters/enter/"


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "today", lambda: TODAY)


@pytest.fixture
def account(tenant) -> Account:
    house = HouseFactory(street="ул. Ленина", number="5")
    return AccountFactory(house=house, number="00012345", last_name="Соколова", flat="12")


@pytest.fixture
def cold(account: Account) -> Meter:
    meter = make_meter(account, number="43512775")
    give(meter, "791.482", on=date(2026, 10, 20))
    return meter


@pytest.fixture
def hot(account: Account) -> Meter:
    meter = make_meter(account, Resource.HOT_WATER, number="95948142")
    give(meter, "223.405", on=date(2026, 10, 20))
    return meter


def sent(*pairs: tuple[Meter, str], **other: str) -> dict[str, str]:
    return {"taken_on": TODAY.isoformat(), **{f"v{meter.pk}_1": value for meter, value in pairs}, **other}


def page(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


class TestFinding:
    @pytest.mark.parametrize("asked", ["00012345", "соколова", "ленина 5 12", "cjrjkjdf", "43512775"])
    def test_one_flat_opens_at_once(self, account, cold, staff: Callable[..., Client], asked: str):
        answer = staff().get(ENTER, {"q": asked})

        assert (answer.status_code, answer.headers["Location"]) == (302, f"{ENTER}{account.pk}/")

    def test_several_are_chosen_from(self, account, staff: Callable[..., Client]):
        other = AccountFactory(house=account.house, last_name="Соколов", flat="13")

        answer = page(staff().get(ENTER, {"q": "соколов"}))

        assert "00012345 · Соколова" in answer
        assert f"{other.number} · Соколов" in answer

    def test_none_says_what_to_type(self, account, staff: Callable[..., Client]):
        assert "действующих счетов не нашлось" in page(staff().get(ENTER, {"q": "никто"}))


class TestEntering:
    def test_shows_what_was(self, account, cold, hot, staff: Callable[..., Client]):
        answer = staff().get(f"{ENTER}{account.pk}/").content.decode()

        assert 'placeholder="791,482"' in answer
        assert 'data-before="791.482"' in answer
        assert "за <b>ноябрь 2026</b>" in answer

    def test_the_whole_flat_in_one_go(self, account, cold, hot, staff: Callable[..., Client]):
        client = staff()

        answer = client.post(f"{ENTER}{account.pk}/", sent((cold, "796,12"), (hot, "225")), follow=True)

        kept = {r.meter_id: r for r in Reading.objects.filter(month=NOVEMBER)}
        assert {pk: r.values for pk, r in kept.items()} == {cold.pk: [Decimal("796.12")], hot.pk: [Decimal(225)]}
        assert {(r.source, str(r.by)) for r in kept.values()} == {(Source.COMPUTER, "Иванова Нина Петровна")}
        assert "Показания внесены за ноябрь 2026: 2." in page(answer)
        assert "передано 796,12 , расход 4,638 м³" in page(answer)

    def test_below_the_last_stays_on_the_form(self, account, cold, hot, staff: Callable[..., Client]):
        answer = staff().post(f"{ENTER}{account.pk}/", sent((cold, "790"), (hot, "225")))

        assert answer.status_code == 422
        assert "Меньше прошлого показания: за октябрь 2026 было 791,482." in page(answer)
        assert 'value="790"' in answer.content.decode()
        assert not Reading.objects.filter(month=NOVEMBER).exists()

    def test_unusual_is_kept_once_somebody_says_yes(self, account, cold, staff: Callable[..., Client]):
        client = staff()

        asked = client.post(f"{ENTER}{account.pk}/", sent((cold, "900")))
        assert "Расход 108,518 м³, а обычно около 6 в месяц. Всё верно?" in page(asked)
        assert f'name="ok{cold.pk}"' in asked.content.decode()
        client.post(f"{ENTER}{account.pk}/", sent((cold, "900"), **{f"ok{cold.pk}": "on"}))

        kept = Reading.objects.get(month=NOVEMBER)
        assert (kept.value, kept.confirmed) == (Decimal(900), True)

    def test_exchanged_cold_and_hot_are_put_right_by_a_button(self, account, cold, hot, staff: Callable[..., Client]):
        client = staff()
        typed = sent((cold, "225"), (hot, "796"))

        asked = client.post(f"{ENTER}{account.pk}/", typed)
        assert "Похоже, вы поменяли местами ХВС и ГВС." in page(asked)
        client.post(f"{ENTER}{account.pk}/", {**typed, "swap": f"{cold.pk}-{hot.pk}"})

        kept = dict(Reading.objects.filter(month=NOVEMBER).values_list("meter_id", "value"))
        assert kept == {cold.pk: Decimal(796), hot.pk: Decimal(225)}

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            ({}, "Впишите хотя бы одно показание."),
            ({"taken_on": "2026-11-21", "value": "792"}, "Этот день ещё не наступил"),
            ({"value": "семь"}, "Это не показание."),
        ],
    )
    def test_what_the_form_says(self, account, cold, staff: Callable[..., Client], data: dict[str, str], said: str):
        value = data.pop("value", "")

        answer = staff().post(f"{ENTER}{account.pk}/", {**sent((cold, value)), **data})

        assert (answer.status_code, said in page(answer)) == (422, True)

    def test_over_what_is_there_only_with_the_right(self, account, cold, staff: Callable[..., Client], head: User):
        give(cold, 796, on=TODAY, by=head)

        answer = staff(Role.DISPATCHER).post(f"{ENTER}{account.pk}/", sent((cold, "797")))

        assert "За ноябрь 2026 уже передано 796. Исправить может тот, кому это разрешено." in page(answer)

    def test_flats_of_other_sections_do_not_exist(self, account, cold, client_of, tenant):
        person = make_employee(Role.DISPATCHER)
        Access.objects.filter(user=person).update(rows={"meters.enter_readings": Rows.SECTION})
        client = client_of(tenant, person)

        assert client.get(f"{ENTER}{account.pk}/").status_code == 404
        assert client.post(f"{ENTER}{account.pk}/", sent((cold, "796"))).status_code == 404
        assert client.get(f"/crm/meters/sheets/{account.house_id}/").status_code == 404
        assert "не нашлось" in page(client.get(ENTER, {"q": "соколова"}))

    def test_a_constant_number_of_queries(
        self, account, staff: Callable[..., Client], django_assert_max_num_queries, django_assert_num_queries
    ):
        client = staff()
        client.get(f"{ENTER}{account.pk}/")
        counts = []
        for _ in range(2):
            for _ in range(3):
                give(make_meter(account), 10, on=date(2026, 10, 20))
            with django_assert_max_num_queries(60) as asked:
                client.get(f"{ENTER}{account.pk}/")
            counts.append(of_rows(asked))
        assert counts[0] == counts[1]


class TestSheet:
    def test_good_flats_are_kept_and_errors_stay(self, account, cold, hot, staff: Callable[..., Client]):
        neighbour = AccountFactory(house=account.house, flat="13")
        other = make_meter(neighbour)
        give(other, 10, on=date(2026, 10, 20))

        answer = staff().post(
            f"/crm/meters/sheets/{account.house_id}/", sent((cold, "790"), (hot, "225"), (other, "15"), do="save")
        )

        assert answer.status_code == 422
        assert "Меньше прошлого показания" in page(answer)
        assert "Внесено показаний: 1." in page(answer)
        assert list(Reading.objects.filter(month=NOVEMBER).values_list("meter_id", "value")) == [(other.pk, 15)]

    def test_a_wrong_cell_holds_up_its_own_flat_only(self, account, cold, staff: Callable[..., Client]):
        other = make_meter(AccountFactory(house=account.house, flat="13"))

        staff().post(f"/crm/meters/sheets/{account.house_id}/", sent((cold, "семь"), (other, "15")))

        assert list(Reading.objects.filter(month=NOVEMBER).values_list("meter_id", flat=True)) == [other.pk]

    def test_on_to_the_next_page(self, account, cold, staff: Callable[..., Client], monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("crm.meters.views.sheet.PER_PAGE", 1)
        make_meter(AccountFactory(house=account.house, flat="13"))

        answer = staff().post(f"/crm/meters/sheets/{account.house_id}/?p=1", sent((cold, "795"), do="next"))

        assert answer.headers["Location"] == f"/crm/meters/sheets/{account.house_id}/?p=2"

    def test_the_number_of_queries_does_not_grow_with_flats(
        self, account, staff: Callable[..., Client], django_assert_max_num_queries
    ):
        client, url = staff(), f"/crm/meters/sheets/{account.house_id}/"
        make_meter(account)
        client.get(url)
        counts = []
        for flats in (2, 6):
            for _ in range(flats):
                give(make_meter(AccountFactory(house=account.house)), 10, on=date(2026, 10, 20))
            with django_assert_max_num_queries(60) as asked:
                client.get(url)
            counts.append(of_rows(asked))
        assert counts[0] == counts[1]


class TestReadingPage:
    def test_corrected_with_its_history(self, account, cold, staff: Callable[..., Client], head: User):
        first = give(cold, 796, on=TODAY, by=head)

        answer = staff(Role.ACCOUNTANT).post(
            reverse_of("reading_edit", first.pk),
            {"value_1": "795,5", "taken_on": TODAY.isoformat(), "comment": "Опечатка"},
            follow=True,
        )

        assert Reading.objects.get(corrects=first).value == Decimal("795.5")
        assert "Показания исправлены : 796 → 795,5 м³ за ноябрь 2026" in page(answer)
        assert "Опечатка" in page(answer)

    def test_without_the_right_it_is_only_seen(self, cold, staff: Callable[..., Client], head: User):
        first = give(cold, 796, on=TODAY, by=head)
        client, url = staff(Role.DISPATCHER), reverse_of("reading_edit", first.pk)

        assert "Исправить" not in page(client.get(url))
        client.post(url, {"value_1": "795", "taken_on": TODAY.isoformat()})
        assert not Reading.objects.filter(corrects=first).exists()

    def test_taken_back(self, cold, staff: Callable[..., Client], head: User):
        first = give(cold, 796, on=TODAY, by=head)
        client, url = staff(Role.ACCOUNTANT), reverse_of("withdraw_reading", first.pk)

        assert client.post(url, {"reason": ""}).status_code == 422
        answer = client.post(url, {"reason": "Чужой прибор"}, follow=True)

        assert "Это показание отменено." in page(answer)
        assert not Reading.objects.filter(meter=cold, month=NOVEMBER, is_current=True).exists()

    def test_what_was_corrected_leads_to_what_counts(self, cold, staff: Callable[..., Client], head: User):
        first = give(cold, 796, on=TODAY, by=head)
        second = give(cold, 797, on=TODAY, by=head)

        assert (
            reverse_of("reading_edit", second.pk)
            in staff(Role.ACCOUNTANT).get(reverse_of("reading_edit", first.pk)).content.decode()
        )


def reverse_of(name: str, pk: int) -> str:
    return reverse(name, args=[pk], urlconf="config.urls_tenant")
