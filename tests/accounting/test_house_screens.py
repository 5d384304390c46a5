"""The form of a house, its page, the plan on it, suggestions of streets, asking for a town."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from crm.accounting.domain.accounts import add_account, deactivate
from crm.accounting.domain.house_photos import set_house_photo
from crm.accounting.domain.houses import add_house
from crm.accounting.domain.passports import Passport
from crm.accounting.models import Account, House
from crm.journal.models import Entry
from crm.rights.domain.access import Rights, set_rights
from crm.rights.enums import Role, Rows
from crm.rights.models import Access, Section
from places.models import Region, TownAsk
from tenants.context import in_schema
from tests.conftest import make_employee
from tests.factories import MeterFactory

pytestmark = pytest.mark.integration

ADDRESS = {"city": "Верхнекамск", "street": "Ленина", "number": "86"}


@pytest.fixture
def house(tenant) -> House:
    passport = Passport(built_in=1987, floors=3, entrances=2, total_area=Decimal("3512.40"))
    return add_house(**ADDRESS, passport=passport, dispatcher_note="Ключ от подвала в кв. 5", by=None)


def live(house: House, flat: str, **told: object) -> Account:
    return add_account(house=house, number=f"n{flat}", last_name="Ли", first_name="Бо", flat=flat, by=None, **told)


def settle(house: House) -> None:
    for flat in range(1, 13):
        entrance, rest = divmod(flat - 1, 6)
        live(house, str(flat), entrance=entrance + 1, floor=rest // 2 + 1, balance=Decimal(5) if flat == 4 else 0)


def picture(name: str = "Дом.png") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30)).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue())


def page_of(browser, house: House) -> str:
    return browser.get(f"/crm/houses/inspect/{house.pk}/").content.decode()


def in_list(browser, query: str) -> list[str]:
    return [account.flat for account in browser.get(f"/crm/accounts/?{query}").context["object_list"]]


class TestForm:
    def test_everything_that_is_known_is_kept(self, staff):
        told = {
            **ADDRESS, "built_in": "1987", "floors": "9", "entrances": "4", "total_area": "7 500,50",
            "flats_area": "6800", "fias_id": "0c5b2444-70a0-4932-980c-b4dc0d3f02b5",
            "cadastral_number": "59:01:4410001:123", "dispatcher_note": "Ключ в кв. 5", "photo": picture(),
        }  # fmt: skip

        answer = staff(Role.CLIENT_DESK).post("/crm/houses/new/", told, follow=True)

        assert "добавлен." in answer.content.decode()
        house = House.objects.get()
        assert (house.built_in, house.total_area, house.dispatcher_note) == (1987, Decimal("7500.50"), "Ключ в кв. 5")
        assert house.photo

    def test_panels_are_closed_until_they_hold_something_or_are_wrong(self, staff, house):
        browser = staff(Role.CLIENT_DESK)

        def opened(answer) -> list[str]:
            return [panel.heading for panel in answer.context["form"].panels() if panel.is_open]

        assert opened(browser.get("/crm/houses/new/")) == ["Адрес"]
        assert opened(browser.get(f"/crm/houses/edit/{house.pk}/")) == ["Адрес", "Паспорт дома", "Памятка диспетчеру"]
        wrong = browser.post("/crm/houses/new/", {**ADDRESS, "number": "88", "cadastral_number": "59"})
        assert opened(wrong) == ["Адрес", "Паспорт дома"]
        assert "не кадастровый номер" in str(wrong.context["form"].errors["cadastral_number"])

    def test_the_form_shows_what_is_kept_and_saves_it_unchanged(self, staff, house):
        browser = staff(Role.CLIENT_DESK)
        page = browser.get(f"/crm/houses/edit/{house.pk}/")
        for said in (
            'value="3512,40"',
            'value="1987"',
            "Ключ от подвала в кв. 5",
            'value="Верхнекамск, Пермский край"',
        ):
            assert said in page.content.decode()

        form = page.context["form"]
        sent = {name: form[name].value() or "" for name in form.fields if name != "photo"}
        answer = browser.post(f"/crm/houses/edit/{house.pk}/", sent)

        assert answer["Location"] == f"/crm/houses/inspect/{house.pk}/"
        assert not Entry.objects.filter(action="accounting.change_house").exists()

    def test_a_photo_is_taken_away(self, tenant, client_of, house):
        head = make_employee(Role.HEAD)
        set_house_photo(house, photo=picture(), by=head)
        browser = client_of(tenant, head)

        browser.post(f"/crm/houses/edit/{house.pk}/", {**ADDRESS, "remove_photo": "on"})

        assert not House.objects.get().photo

    def test_without_javascript_the_fields_are_plain_ones(self, staff):
        page = staff(Role.CLIENT_DESK).get("/crm/houses/new/").content.decode()

        assert 'list="id_street-suggestions"' in page
        assert '<datalist id="id_street-suggestions"></datalist>' in page
        assert 'href="/crm/accounting/towns/ask/"' in page


class TestStreets:
    def streets(self, browser, **asked: str) -> list[str]:
        return browser.get("/crm/accounting/streets/", asked).content.decode().split('"')[1::2]

    def test_streets_of_the_town_are_suggested_once(self, staff, house):
        for number in ("88", "90"):
            add_house(city="Верхнекамск", street="Ленина", number=number, by=None)
        add_house(city="Верхнекамск", street="пр-кт Ленинградский", number="1", by=None)
        add_house(city="Пермь", street="Ленская", number="1", by=None)
        browser = staff(Role.CLIENT_DESK)

        assert self.streets(browser, street="лен", city="Верхнекамск, Пермский край") == [
            "пр-кт Ленинградский", "ул. Ленина",
        ]  # fmt: skip
        assert self.streets(browser, street="ул. лен", city="Верхнекамск") == ["ул. Ленина"]
        assert self.streets(browser, street="лен", city="Верхн") == [
            "пр-кт Ленинградский", "ул. Ленина", "ул. Ленская",
        ]  # fmt: skip
        assert self.streets(browser, street="лен", city="пермь") == ["ул. Ленская"]

    def test_twenty_at_most_in_a_constant_number_of_queries(self, staff, house, django_assert_num_queries):
        browser = staff(Role.CLIENT_DESK)
        self.streets(browser, street="", city="Верхнекамск")
        with CaptureQueriesContext(connection) as few:
            self.streets(browser, street="", city="Верхнекамск")
        count = len(few)
        for number in range(25):
            add_house(city="Верхнекамск", street=f"Линия {number}", number="1", by=None)

        self.streets(browser, street="", city="Верхнекамск")
        with django_assert_num_queries(count):
            assert len(self.streets(browser, street="", city="Верхнекамск")) == 20


class TestPage:
    def test_it_says_where_who_what_and_how_much(self, staff, house):
        settle(house)
        MeterFactory(account=house.accounts.first())
        MeterFactory(house=house)
        deactivate(house.accounts.get(flat="12"), by=None)

        answer = staff(Role.ACCOUNTANT).get(f"/crm/houses/inspect/{house.pk}/")

        page = answer.content.decode()
        for said in ("ул. Ленина, д. 86", "Пермский край", "Ключ от подвала в кв. 5", "1987", "3\xa0512,40 м²"):
            assert said in page
        shown = answer.context["house"]
        assert (shown.accounts_total, shown.accounts_active, shown.debt) == (12, 11, 5)
        assert [(figure.label, figure.count) for figure in answer.context["figures"]] == [
            ("Приборов в квартирах", 1), ("Общедомовых приборов", 1),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("role", "may"),
        [
            (Role.ACCOUNTANT, ["edit", "accounts", "sheet", "spread", "disclosure"]),
            (Role.DISPATCHER, ["request", "accounts", "sheet"]),
        ],
    )
    def test_buttons_are_for_those_who_may(self, role, may, staff, house):
        answer = staff(role).get(f"/crm/houses/inspect/{house.pk}/")
        assert [button.code for button, _ in answer.context["buttons"]] == may

    def test_the_list_leads_to_it(self, staff, house):
        assert f'href="/crm/houses/inspect/{house.pk}/"' in staff(Role.DISPATCHER).get("/crm/houses/").content.decode()

    def test_it_costs_the_same_however_many_live_there(self, staff, house, django_assert_num_queries):
        live(house, "1", entrance=1, floor=1)
        browser = staff(Role.ACCOUNTANT)
        page_of(browser, house)
        with CaptureQueriesContext(connection) as few:
            page_of(browser, house)
        count = len(few)
        for flat in range(2, 13):
            live(house, str(flat), entrance=1 + flat % 2, floor=1 + flat % 3)

        page_of(browser, house)
        with django_assert_num_queries(count):
            page_of(browser, house)
        assert count <= 25

    def test_the_photo_is_for_those_who_see_the_house(self, tenant, client_of, staff, house):
        head = make_employee(Role.HEAD)
        url = f"/crm/accounting/houses/{house.pk}/photo/"
        assert staff(Role.DISPATCHER).get(url).status_code == 404, "there is none yet"
        set_house_photo(house, photo=picture(), by=head)

        answer = client_of(tenant, head).get(url)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert f'src="{url}"' in page_of(client_of(tenant, head), house)
        assert staff(Role.EXECUTOR).get(url).status_code == 302

    def test_a_house_of_another_section_does_not_exist(self, tenant, client_of, house, head):
        person = make_employee(Role.ACCOUNTANT)
        now = Rights.of(Access.objects.get(user=person))
        narrow = dict.fromkeys(("accounting.see_accounts", "accounting.edit_accounts", "accounting.edit_houses"))
        set_rights(person, Rights(now.role, now.boxes, dict.fromkeys(narrow, Rows.SECTION)), by=head)
        set_house_photo(house, photo=picture(), by=head)
        browser = client_of(tenant, person)
        urls = [
            f"/crm/houses/inspect/{house.pk}/", f"/crm/accounting/houses/{house.pk}/photo/",
            f"/crm/accounting/houses/{house.pk}/flats/",
        ]  # fmt: skip

        assert [browser.get(url).status_code for url in urls] == [404, 404, 404]
        assert TestStreets().streets(browser, street="лен", city="") == []
        section = Section.objects.create(name="Центр")
        section.people.add(person)
        House.objects.update(section=section)
        assert [browser.get(url).status_code for url in urls] == [200, 200, 200]


class TestPlan:
    def test_entrance_floor_and_riser_lead_to_their_accounts(self, staff, house):
        settle(house)
        browser = staff(Role.DISPATCHER)
        page = page_of(browser, house)

        chosen = f"house={house.pk}&state=active&entrance=2"
        for query, flats in (
            (chosen, ["7", "8", "9", "10", "11", "12"]),
            (f"{chosen}&floor=2", ["9", "10"]),
            (f"{chosen}&riser=2", ["8", "10", "12"]),
        ):
            assert f'href="/crm/accounts/?{query.replace("&", "&amp;")}"' in page
            assert in_list(browser, query) == flats

    def test_a_flat_leads_to_its_account_and_a_shared_one_to_all_of_them(self, staff, house):
        settle(house)
        add_account(
            house=house, number="второй", last_name="Ли", first_name="Ан", flat="1", entrance=1, floor=1, by=None
        )
        browser = staff(Role.DISPATCHER)

        page = page_of(browser, house)

        assert (
            f'href="/crm/accounts/inspect/{Account.objects.get(flat="4").pk}/" aria-label="кв. 4, долг 5,00 ₽"' in page
        )
        assert 'aria-label="кв. 1, счетов: 2"' in page
        assert in_list(browser, f"house={house.pk}&state=active&q=1") == ["1", "1"]

    def test_a_riser_without_house_and_entrance_finds_nobody(self, staff, house):
        settle(house)
        assert in_list(staff(Role.DISPATCHER), f"house={house.pk}&riser=1") == []

    def test_flats_without_a_place_are_listed_with_what_to_do(self, staff, house):
        settle(house)
        live(house, "13")
        page = page_of(staff(Role.ACCOUNTANT), house)

        assert "Подъезд или этаж не указаны: 1" in page
        assert f'href="/crm/accounting/houses/{house.pk}/flats/"' in page

    def test_flats_are_spread_after_a_look(self, staff, house):
        for flat in range(1, 13):
            live(house, str(flat))
        browser = staff(Role.ACCOUNTANT)
        url = f"/crm/accounting/houses/{house.pk}/flats/"
        assert "Плана пока нет" in page_of(browser, house)

        offered = browser.get(url)
        assert "Проставить подъезд и этаж: 12" in offered.content.decode()
        assert offered.context["form"].cleaned_data == {
            "entrances": 2, "first_floor": 1, "last_floor": 3, "per_floor": 2,
        }  # fmt: skip
        other = {"entrances": 2, "first_floor": 2, "last_floor": 3, "per_floor": 3}
        assert "Проставить подъезд и этаж: 12" in browser.get(url, other).content.decode()
        assert not Account.objects.exclude(entrance=None).exists(), "nothing is kept yet"

        browser.post(url, other)

        assert list(Account.objects.order_by("flat_key").values_list("entrance", "floor")) == [
            *[(1, 2)] * 3, *[(1, 3)] * 3, *[(2, 2)] * 3, *[(2, 3)] * 3,
        ]  # fmt: skip

    def test_numbers_that_do_not_fit_the_house_are_refused_at_their_field(self, staff, house):
        live(house, "1")
        url = f"/crm/accounting/houses/{house.pk}/flats/"
        told = {"entrances": 2, "first_floor": 1, "last_floor": 9, "per_floor": 2}

        answer = staff(Role.ACCOUNTANT).post(url, told)

        assert "этажи с 1 по 3" in str(answer.context["form"].errors["last_floor"])
        assert not Account.objects.exclude(entrance=None).exists()

    def test_without_a_passport_the_numbers_are_asked_for(self, staff, house):
        House.objects.update(floors=None, entrances=None)
        live(house, "1")
        answer = staff(Role.ACCOUNTANT).get(f"/crm/accounting/houses/{house.pk}/flats/")
        assert answer.context["plan"] is None
        assert "Укажите, сколько в доме подъездов" in answer.content.decode()


class TestAskingForATown:
    URL = "/crm/accounting/towns/ask/"

    def test_a_town_is_asked_for_and_its_state_is_seen(self, staff):
        region = Region.objects.get(code="59")
        browser = staff(Role.CLIENT_DESK)

        answer = browser.post(self.URL, {"name": "Новые Ляды", "kind": "town", "region": region.pk}, follow=True)

        page = answer.content.decode()
        assert "Попросили добавить: посёлок Новые Ляды, Пермский край" in page
        assert "Ждёт ответа" in page
        with in_schema("public"):
            asked = TownAsk.objects.select_related("tenant").get()
        assert (asked.tenant.slug, asked.name) == ("alpha", "Новые Ляды")
        entry = Entry.objects.get(action="accounting.ask_town")
        assert (entry.object_text, entry.object_id) == ("посёлок Новые Ляды, Пермский край", "")

    def test_a_town_that_is_there_is_refused_at_its_field(self, staff):
        region = Region.objects.get(code="59")
        answer = staff(Role.CLIENT_DESK).post(self.URL, {"name": "пермь", "kind": "city", "region": region.pk})
        assert "уже есть в справочнике" in str(answer.context["form"].errors["name"])

    def test_who_only_looks_does_not_ask(self, staff):
        assert staff(Role.DISPATCHER).get(self.URL).status_code == 302
