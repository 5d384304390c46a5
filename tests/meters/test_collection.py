"""«Сбор за месяц»: how many have handed in, who has not; and the files that accountants load back."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from crm.accounting.domain.accounts import deactivate
from crm.accounting.models import Account, House
from crm.journal.models import Entry
from crm.meters.domain import profiles, windows
from crm.meters.domain.collection import collection, not_handed_in, phones_of
from crm.meters.domain.profiles import save_profile
from crm.meters.domain.rules import set_rules
from crm.meters.enums import Resource
from crm.meters.models import ExportProfile, HouseWindow, MeterSettings
from crm.people.domain.people import add_person
from crm.people.enums import Tie
from crm.rights.enums import Role
from identity.models import User
from tenants.errors import DomainError
from tests.factories import AccountFactory, HouseFactory
from tests.meters.making import give, make_meter, of_rows

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

TODAY = date(2026, 11, 20)
NOVEMBER = date(2026, 11, 1)
EXPORT = "/crm/meters/export/"
RULES = "/crm/meters/rules/"


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "today", lambda: TODAY)


@pytest.fixture
def house(tenant) -> House:
    return HouseFactory(street="ул. Ленина", number="5")


@pytest.fixture
def flats(house: House) -> list[Account]:
    """Three flats of one meter each: the first handed in on the 18th, the second on the 20th."""
    made = [AccountFactory(house=house, number=f"0001234{n}", flat=str(n), last_name=f"Жилец{n}") for n in range(1, 4)]
    for n, account in enumerate(made):
        meter = make_meter(account, number=f"M-{n + 1}")
        give(meter, 100, on=date(2026, 10, 20))
        if n < 2:
            give(meter, f"{104 + n}.5", on=date(2026, 11, 18 + 2 * n))
    return made


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def rows_of(answer, encoding: str = "cp1251", delimiter: str = ";") -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(answer).decode(encoding)), delimiter=delimiter))


class TestCollection:
    def test_handed_in_of_total(self, flats: list[Account], house: House, head: User):
        found = collection(NOVEMBER, user=head)

        assert [(share.house, share.handed, share.total, share.percent) for share in found.houses] == [
            (house, 2, 3, 66)
        ]
        assert [(day.day.day, day.count, day.so_far) for day in found.days] == [(18, 1, 1), (19, 0, 1), (20, 1, 2)]

    def test_what_nobody_waits_for_is_not_counted(self, flats: list[Account], house: House, head: User):
        make_meter(AccountFactory(house=house), Resource.HEAT, read_by_supplier=True)
        closed = AccountFactory(house=house)
        make_meter(closed)
        deactivate(closed, by=head)

        assert collection(NOVEMBER, user=head).total == 3

    def test_who_has_not_with_phones(self, flats: list[Account], head: User):
        add_person(flats[2], kind=Tie.OWNER, last_name="Жилец3", first_name="Анна", phone="+7 908 200-10-03", by=head)

        (account,) = not_handed_in(NOVEMBER, user=head)

        assert (account, [meter.number for meter in account.missing_meters]) == (flats[2], ["M-3"])
        assert [phone.partition(":")[0] for phone in phones_of(account)] == ["Жилец3 Анна"]

    def test_the_screen_has_a_table_behind_the_picture(self, flats: list[Account], staff: Callable[..., Client]):
        answer = staff(Role.ACCOUNTANT).get("/crm/meters/collection/")

        assert "Передано 2 из 3 Доля 66 % Осталось 1 За октябрь 2026 было 100 %" in text_of(answer)
        assert answer.content.decode().count('<rect class="bar"') == 3
        assert "18.11.2026 1 1 19.11.2026 0 1 20.11.2026 1 2" in text_of(answer)

    def test_the_list_and_its_file(self, flats: list[Account], staff: Callable[..., Client]):
        client = staff(Role.ACCOUNTANT)

        assert "00012343 · Жилец3" in text_of(client.get("/crm/meters/collection/missing/"))
        rows = rows_of(client.get("/crm/meters/collection/missing/csv/"), "utf-8-sig")
        assert [row[2] for row in rows[1:]] == ["00012343"]
        assert Entry.objects.get(action="meters.export_not_handed_in").changes["export_rows"] == [None, 1]

    def test_a_constant_number_of_queries(
        self, flats: list[Account], house: House, staff: Callable[..., Client], django_assert_max_num_queries
    ):
        client = staff(Role.ACCOUNTANT)
        for path in ("/crm/meters/collection/", "/crm/meters/collection/missing/"):
            client.get(path)
            counts = []
            for _ in range(2):
                for _ in range(4):
                    make_meter(AccountFactory(house=HouseFactory()))
                with django_assert_max_num_queries(60) as asked:
                    client.get(path)
                counts.append(of_rows(asked))
            assert counts[0] == counts[1], path


class TestExport:
    def test_as_the_file_of_meters(self, flats: list[Account], staff: Callable[..., Client]):
        answer = staff(Role.ACCOUNTANT).get(f"{EXPORT}file/", {"month": "2026-11", "profile": "0"})

        assert rows_of(answer) == [
            ["Л.С", "Адрес", "Квартира", "Тип", "Номер прибора", "Показание", "Дата следующей поверки"],
            ["00012341", "ул. Ленина, д. 5", "1", "ХВС", "M-1", "104,5", ""],
            ["00012342", "ул. Ленина, д. 5", "2", "ХВС", "M-2", "105,5", ""],
        ]
        entry = Entry.objects.get(action="meters.export_readings")
        assert entry.changes["export_rows"] == [None, 2]
        assert entry.changes["export_filters"] == [None, "За месяц: ноябрь 2026"]

    @pytest.mark.parametrize("kind", ["meters", "readings"])
    def test_what_is_taken_out_loads_back_and_changes_nothing(
        self, flats: list[Account], staff: Callable[..., Client], head: User, kind: str
    ):
        from django.core.files.uploadedfile import SimpleUploadedFile

        from crm.imports.domain import runs

        content = b"".join(staff(Role.ACCOUNTANT).get(f"{EXPORT}file/", {"month": "2026-11", "profile": "0"}))
        file = SimpleUploadedFile("readings.csv", content)
        run = runs.upload(kind=kind, file=file, options={"values_on": "2026-11-20"}, by=head)
        runs.check(run.pk)

        run.refresh_from_db()
        assert (run.total, run.unchanged, run.refused, run.report["problems"]) == (2, 2, 0, [])

    def test_a_profile_of_ones_own(self, flats: list[Account], house: House, staff: Callable[..., Client], head: User):
        profile = save_profile(
            None, name="Для 1С", columns=["meter", "previous", "value", "used", "taken_on", "owner"],
            encoding=profiles.UTF8, delimiter="\t", decimal=".", by=head,
        )  # fmt: skip

        answer = staff(Role.ACCOUNTANT).get(
            f"{EXPORT}file/", {"month": "2026-11", "house": house.pk, "profile": profile.pk}
        )

        assert rows_of(answer, "utf-8-sig", "\t") == [
            ["Номер прибора", "Прошлое показание", "Показание", "Расход", "Дата", "Собственник"],
            ["M-1", "100", "104.5", "4.5", "18.11.2026", "Жилец1 Нина Петровна"],
            ["M-2", "100", "105.5", "5.5", "20.11.2026", "Жилец2 Нина Петровна"],
        ]

    def test_no_cell_acts_as_a_formula(self, house: House, staff: Callable[..., Client], head: User):
        account = AccountFactory(house=house, last_name="-Тире")
        give(make_meter(account), 1, on=TODAY)
        profile = save_profile(
            None, name="Имена", columns=["owner"], encoding="cp1251", delimiter=";", decimal=",", by=head
        )

        rows = rows_of(staff(Role.ACCOUNTANT).get(f"{EXPORT}file/", {"month": "2026-11", "profile": profile.pk}))

        assert rows[1] == ["'-Тире Нина Петровна"]

    @pytest.mark.parametrize(
        ("given", "why"),
        [
            ({"columns": []}, "хотя бы одну колонку"),
            ({"columns": ["number", "number"]}, "стоит дважды"),
            ({"delimiter": ",", "decimal": ","}, "не могут быть одинаковыми"),
            ({"name": " "}, "Назовите вид"),
            ({"name": "Занято"}, "уже есть"),
            ({"columns": ["password"]}, "колонки, кодировки или разделителя нет"),
        ],
    )
    def test_what_is_no_profile(self, tenant, head: User, given: dict, why: str):
        right = {"name": "Вид", "columns": ["number"], "encoding": "cp1251", "delimiter": ";", "decimal": ","}
        save_profile(None, **{**right, "name": "Занято"}, by=head)

        with pytest.raises(DomainError, match=why):
            save_profile(None, **{**right, **given}, by=head)

    def test_made_changed_and_removed_on_the_screen(self, tenant, staff: Callable[..., Client]):
        client = staff(Role.ACCOUNTANT)
        data = {"name": "Для 1С", "encoding": "cp1251", "delimiter": ";", "decimal": ",", "column_1": "meter"}

        client.post(f"{EXPORT}profiles/add/", data)
        made = ExportProfile.objects.get()
        client.post(f"{EXPORT}profiles/{made.pk}/", {**data, "column_2": "value"})
        made.refresh_from_db()
        assert (made.name, made.columns) == ("Для 1С", ["meter", "value"])
        client.post(f"{EXPORT}profiles/{made.pk}/remove/")

        assert not ExportProfile.objects.exists()
        assert [entry.action for entry in Entry.objects.filter(action__contains="profile").order_by("pk")] == [
            "meters.save_profile", "meters.save_profile", "meters.remove_profile",
        ]  # fmt: skip


class TestRules:
    def test_set_on_the_screen(self, house: House, staff: Callable[..., Client]):
        client = staff(Role.ACCOUNTANT)

        client.post(RULES, {"first_day": 20, "last_day": 23, "jump": 7})
        client.post(RULES, {"do": "house", "house": house.pk, "first_day": 10, "last_day": 31})

        assert MeterSettings.objects.values_list("first_day", "last_day", "jump").get() == (20, 23, 7)
        assert "с 10 по 31 число" in text_of(client.get(RULES))
        client.post(f"{RULES}houses/{HouseWindow.objects.get().pk}/drop/")
        assert not HouseWindow.objects.exists()

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            ({"first_day": 25, "last_day": 20, "jump": 5}, "первый не позже последнего"),
            ({"first_day": 0, "last_day": 20, "jump": 5}, "больше либо равно 1"),
            ({"first_day": 1, "last_day": 32, "jump": 5}, "меньше либо равно 31"),
            ({"first_day": 1, "last_day": 20, "jump": 1}, "больше либо равно 2"),
        ],
    )
    def test_what_no_month_has(self, tenant, staff: Callable[..., Client], data: dict[str, int], said: str):
        answer = staff(Role.ACCOUNTANT).post(RULES, data)

        assert (answer.status_code, said in text_of(answer), MeterSettings.objects.exists()) == (422, True, False)

    def test_written_down(self, tenant, head: User):
        set_rules(first_day=15, last_day=25, jump=5, by=head)
        set_rules(first_day=20, last_day=25, jump=5, by=head)

        (entry,) = Entry.objects.filter(action="meters.change_rules")
        assert entry.changes == {"first_day": [15, 20]}
