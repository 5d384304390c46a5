"""«Контент сайта — Раскрытие информации», by hand and by file, by roles and by houses."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from crm.accounting.models import House
from crm.imports.domain import runs
from crm.imports.models import ImportRun
from crm.rights.domain.access import Rights, set_rights
from crm.rights.enums import Role, Rows
from crm.rights.models import Section
from identity.models import User
from sites_cms.disclosure import rights
from sites_cms.disclosure.declarations import FORMS
from sites_cms.disclosure.domain import reading
from sites_cms.disclosure.domain.places import place_of
from sites_cms.disclosure.models import File, Value
from tenants.context import current_tenant
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.disclosure.conftest import Fill
from tests.disclosure.test_filling import pdf
from tests.factories import HouseFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

OFFICE = "/crm/disclosure/"


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def seen(code: str, **where: object) -> int:
    return reading.sheet_of(place_of(FORMS[code], **where)).newest  # type: ignore[arg-type]  # house or year


@pytest.fixture
def office(tenant: Tenant, head: User, client_of: Callable[..., Client]) -> Client:
    return client_of(tenant, head)


class TestByHand:
    def test_add_an_element_of_a_year_and_fill_it_in(self, office: Client, tenant: Tenant):
        to = office.get(f"{OFFICE}add/", {"form": "1.2", "year": "2025"})
        assert to.headers["Location"] == f"{OFFICE}1-2/2025/"
        assert "Отчётность за год — до 31 марта" in text(office, f"{OFFICE}1-2/2025/")

        sent = {"seen": "0", "v..4": "18 450 300,50", "v..8": "10", "v..9": "5,5"}
        answer = office.post(f"{OFFICE}1-2/2025/", sent | {"v..16": pdf("balans.pdf")}, follow=True)
        page = answer.content.decode()
        assert "Сохранено, на сайте это уже так. Ещё не хватает" in page
        read = reading.sheet_of(place_of(FORMS["1.2"], year=2025))
        assert (read.value("4"), read.value("7")) == ("18450300.50", "15.50")
        assert "balans.pdf" in page
        assert 'value="18450300,50"' in page

    def test_what_is_wrong_comes_back_as_it_was_typed(self, office: Client, house: House):
        path = reverse("disclosure_house_form", args=[house.pk, 2, 1])
        answer = office.post(path, {"seen": "0", "v..10": "три", "v..11": "2"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Строка 10 «Количество подъездов»: «три» — не число." in page
        assert 'value="три"' in page
        assert 'value="2"' in page
        assert not Value.objects.exists()

    def test_items_are_added_completed_and_removed(self, office: Client, house: House):
        path = reverse("disclosure_house_form", args=[house.pk, 2, 3])
        to = office.post(path, {"seen": "0", "add": "services|"}).headers["Location"]
        assert to == f"{path}?add=services%7C#new"
        page = text(office, to.partition("#")[0])
        assert 'name="v.1.2"' in page
        assert 'name="v.1/1.3"' in page, "with a first year inside, for one click less"
        office.post(path, {"seen": "0", "v.1.2": "1", "v.1/1.3": "2026", "v.1/1.4": "412 000"})
        office.post(path, {"seen": str(seen("2.3", house=house)), "v.1/2.3": "2027", "v.1/2.4": "430 000"})
        (service,) = reading.sheet_of(place_of(FORMS["2.3"], house=house)).groups()[0].items
        assert [item.cells[1].value for item in service.inner[0].items] == ["412000.00", "430000.00"]

        page = text(office, path)
        assert "Работы (услуги) по управлению многоквартирным домом" in page
        sent = {"seen": str(seen("2.3", house=house)), "v.1.2": "1", "v.1/1.3": "2026", "drop": "services.costs|1/1"}
        office.post(path, sent)
        (service,) = reading.sheet_of(place_of(FORMS["2.3"], house=house)).groups()[0].items
        assert [item.key for item in service.inner[0].items] == ["1/2"]
        office.post(path, {"seen": str(seen("2.3", house=house)), "v.1.2": "1", "drop": "services|1"})
        assert reading.sheet_of(place_of(FORMS["2.3"], house=house)).is_empty

    def test_what_the_crm_knows_is_shown_and_not_asked(self, office: Client, house: House):
        House.objects.filter(pk=house.pk).update(built_in=1984)
        page = text(office, reverse("disclosure_house_form", args=[house.pk, 2, 1]))
        assert "<span>1984</span> <small>паспорт дома</small>" in page
        assert "Ввести своё" in page

    def test_the_history_of_a_row(self, office: Client, fill: Fill, house: House, head: User):
        fill("2.1", {"10": "3", "11": "8"}, house=house)
        fill("2.1", {"10": "4"}, house=house)
        path = reverse("disclosure_history_house_form", args=[house.pk, 2, 1])
        assert text(office, path).count("<li>") == 3
        one = text(office, f"{path}?row=10&item=")
        assert one.count("<li>") == 2
        assert "<s>3</s> → 4" in one
        assert str(head) in one

    def test_a_form_that_the_crm_makes_is_only_read(self, office: Client, house: House):
        page = text(office, f"{OFFICE}1-4/")
        assert "ул. Садовая" in page
        assert "собирается сама" in page
        assert office.post(f"{OFFICE}1-4/", {}).status_code in (302, 403)

    def test_the_index_says_what_is_missing_and_who_wants_it(self, office: Client, house: House, fill: Fill):
        fill("1.1", {"9": "Верхнекамск"})
        page = text(office, OFFICE)
        assert "14.2. Часы личного приёма граждан" in page
        assert "7 рабочих дней" in page
        assert "не хватает" in page
        assert "ул. Садовая" in text(office, f"{OFFICE}houses/?q=садов")
        assert "По этому адресу ничего не нашлось" in text(office, f"{OFFICE}houses/?q=мира")

    def test_from_the_page_of_a_house_to_its_forms(self, office: Client, house: House):
        path = reverse("disclosure_house", args=[house.pk])
        assert f'href="{path}"' in text(office, reverse("houses:inspect", args=[house.pk]))
        assert "Конструктивные элементы и инженерные системы" in text(office, path)

    def test_differences_stand_side_by_side(self, office: Client, fill: Fill, house: House):
        House.objects.filter(pk=house.pk).update(entrances=5)
        fill("2.1", {"10": "3"}, house=house)
        page = text(office, f"{OFFICE}differences/")
        assert "10. Количество подъездов, ед." in page
        assert "<dd>5</dd>" in page

    @pytest.mark.parametrize(
        "path", ["3-1/", "1-9/", "2-1/", "1-2/", "1-1/2025/", "1-2/1990/", "houses/987654/", "houses/1-1.xlsx"]
    )
    def test_what_is_no_form_is_not_there(self, office: Client, house: House, path: str):
        assert office.get(f"{OFFICE}{path}").status_code == 404


class TestWhoMay:
    @pytest.mark.parametrize(
        ("role", "sees"),
        [
            (Role.HEAD, True), (Role.CLIENT_DESK, True), (Role.ACCOUNTANT, True), (Role.DISPATCHER, False),
            (Role.INSPECTOR, False), (Role.EXECUTOR, False),
        ],
    )  # fmt: skip
    def test_by_role(self, house: House, head: User, client_of, role: Role, sees: bool):
        client = client_of(current_tenant(), head if role is Role.HEAD else make_employee(role))
        for path in (OFFICE, f"{OFFICE}1-1/", reverse("disclosure_house_form", args=[house.pk, 2, 1])):
            assert (client.get(path).status_code == 200) is sees, path
        client.post(f"{OFFICE}1-1/", {"seen": "0", "v..9": "Верхнекамск"})
        assert Value.objects.filter(row="9").exists() is sees

    def test_only_seeing_is_no_filling(self, tenant: Tenant, house: House, fill: Fill, client_of):
        fill("2.1", {"10": "3"}, house=house)
        user = self._narrowed(Rows.ALL, without=rights.EDIT_DISCLOSURE)
        client, path = client_of(tenant, user), reverse("disclosure_house_form", args=[house.pk, 2, 1])
        page = text(client, path)
        assert "Количество подъездов" in page
        assert "<textarea" not in page
        client.post(path, {"seen": "0", "v..10": "9"})
        assert reading.sheet_of(place_of(FORMS["2.1"], house=house)).value("10") == "3"
        assert client.get(f"{OFFICE}add/?form=1.1").status_code == 302

    def test_whoever_has_some_houses_fills_only_them(
        self, tenant: Tenant, house: House, head: User, fill: Fill, client_of
    ):
        user = self._narrowed(Rows.SECTION)
        section = Section.objects.create(name="Первый")
        section.people.add(user)
        own = HouseFactory(street="ул. Своя", number="1", section=section, by=head)
        client = client_of(tenant, user)

        assert "ул. Своя" in text(client, f"{OFFICE}houses/")
        assert "ул. Садовая" not in text(client, f"{OFFICE}houses/")
        assert client.get(reverse("disclosure_house", args=[house.pk])).status_code == 404
        client.post(reverse("disclosure_house_form", args=[own.pk, 2, 1]), {"seen": "0", "v..10": "3"})
        client.post(f"{OFFICE}1-1/", {"seen": "0", "v..9": "Верхнекамск"})
        assert {(value.house_id, value.row) for value in Value.objects.exclude(row="")} == {(own.pk, "10")}

    def test_a_file_of_a_foreign_house_is_not_given(self, tenant: Tenant, house: House, fill: Fill, client_of):
        fill("2.1", {}, house=house, uploads={("", "3.1"): [pdf()]})
        scan = File.objects.get()
        user = self._narrowed(Rows.SECTION)
        assert client_of(tenant, user).get(reverse("disclosure_file", args=[scan.pk])).status_code == 404

    def _narrowed(self, rows: Rows, without: str = "") -> User:
        user = make_employee(Role.CLIENT_DESK, email="desk@example.ru")
        usual = Rights.of_role(Role.CLIENT_DESK)
        boxes = frozenset(box for box in usual.boxes if box.code != without)
        narrowed = {rights.SEE_DISCLOSURE: rows, rights.EDIT_DISCLOSURE: rows}
        set_rights(user, Rights(Role.CLIENT_DESK, boxes, narrowed), by=None)
        return User.objects.get(pk=user.pk)


class TestByFile:
    def load(self, table: str, head: User, kind: str = "disclosure_2_1", **options: object) -> ImportRun:
        file = SimpleUploadedFile("forma.csv", table.encode())
        run = runs.upload(kind=kind, file=file, options=options, by=head)
        runs.check(run.pk)
        run.refresh_from_db()
        if run.may_load:
            runs.confirm(run, by=head)
            runs.load(run.pk)
            run.refresh_from_db()
        return run

    def test_many_houses_at_once(self, house: House, head: User):
        other = HouseFactory(street="ул. Мира", number="2", by=head)
        header = "Дом;10. Количество подъездов, ед.;8. Тип дома"
        run = self.load(f"{header}\r\nСадовая 7;4;Общежитие\r\nМира 2;2;\r\n", head)

        assert (run.status, run.added) == ("done", 2)
        assert reading.sheet_of(place_of(FORMS["2.1"], house=house)).value("8") == "3"
        value = Value.objects.get(house=other, row="10")
        assert (value.value, value.source, value.by) == ("2", "file", head)
        again = self.load(f"{header}\r\nСадовая 7;5;\r\nМира 2;2;\r\n", head)
        assert (again.changed, again.unchanged) == (1, 1)

    def test_one_wrong_cell_and_nothing_is_loaded(self, house: House, head: User):
        table = "Дом;10. Количество подъездов, ед.;9.1. Количество этажей, наибольшее, ед.\r\nСадовая 7;четыре;9\r\n"
        run = self.load(table + "Неведомая 1;1;1\r\n", head)
        problems = {(problem["row"], problem["field"]) for problem in run.report["problems"]}
        assert problems == {(2, "10. Количество подъездов, ед."), (3, "Дом")}
        assert not Value.objects.exists()

    def test_a_yearly_report_is_loaded_for_its_year(self, house: House, head: User):
        run = self.load("Дом;8. за содержание дома, руб.\r\nСадовая 7;100,50\r\n", head, "disclosure_2_8", year=2025)
        assert run.status == "done"
        assert reading.sheet_of(place_of(FORMS["2.8"], house=house, year=2025)).value("7") == "100.50"

    def test_works_by_years_come_item_by_item(self, house: House, head: User):
        header = "Дом;2. Наименование работы (услуги);3. Год предоставления работы (услуги);"
        header += "4. Годовая плановая стоимость работ (услуг), руб."
        work = "Работы по содержанию и ремонту лифта (лифтов)"
        lines = f"Садовая 7;{work};2026;100\r\nСадовая 7;{work};2027;110\r\n"
        assert self.load(f"{header}\r\n{lines}", head, "disclosure_2_3_services").status == "done"
        (lifts,) = reading.sheet_of(place_of(FORMS["2.3"], house=house)).groups()[0].items
        assert [(year.name, year.cells[1].value) for year in lifts.inner[0].items] == [
            ("2026", "100.00"),
            ("2027", "110.00"),
        ]

        again = self.load(f"{header}\r\n{lines}".replace("110", "115"), head, "disclosure_2_3_services")
        assert (again.changed, again.unchanged) == (1, 1)
        (lifts,) = reading.sheet_of(place_of(FORMS["2.3"], house=house)).groups()[0].items
        assert [year.cells[1].value for year in lifts.inner[0].items] == ["100.00", "115.00"]

    def test_two_lines_that_contradict_each_other_are_refused(self, house: House, head: User):
        header = "Дом;2. Дата протокола;3. Номер протокола"
        assert self.load(f"{header}\r\nСадовая 7;;\r\nСадовая 7;;5\r\n", head, "disclosure_2_7_meetings").added == 1
        header = "Дом;2. Наименование объекта общего имущества;6. ИНН владельца (пользователя)"
        lines = "Садовая 7;Крыша;7707083893\r\nСадовая 7;Крыша;7736050003\r\n"
        (problem,) = self.load(f"{header}\r\n{lines}", head, "disclosure_2_5_objects").report["problems"]
        assert (problem["row"], problem["message"]) == (3, "В строке 2 о том же стоит «7707083893».")

    def test_a_house_has_one_line_where_the_form_has_no_items(self, house: House, head: User):
        header = "Дом;10. Количество подъездов, ед.;8. Тип дома"
        run = self.load(f"{header}\r\nСадовая 7;4;\r\nСадовая 7;;Общежитие\r\n", head)
        (problem,) = run.report["problems"]
        assert (problem["row"], problem["message"]) == (3, "Этот дом уже есть в строке 2. Оставьте одну строку на дом.")

    def test_lifts_without_names_are_not_doubled(self, house: House, head: User):
        header = "Дом;11. Номер подъезда;12. Тип лифта;13. Год ввода в эксплуатацию"
        lines = "Садовая 7;1;Пассажирский;1998\r\nСадовая 7;1;Пассажирский;1998\r\nСадовая 7;2;Грузовой;\r\n"
        assert self.load(f"{header}\r\n{lines}", head, "disclosure_2_2_lifts").added == 3
        assert self.load(f"{header}\r\n{lines}", head, "disclosure_2_2_lifts").unchanged == 3

    def test_a_table_that_was_downloaded_changes_nothing(self, office: Client, house: House, head: User, fill: Fill):
        from io import BytesIO

        from openpyxl import load_workbook

        rows = {("1", "2"): "5", ("1", "2.1"): "1", ("1/1", "4.1"): "2500,12", ("1/1", "4.3"): "01.07.2026"}
        fill("2.4", rows | {("1/1", "11.2"): "17-о"}, house=house)
        answer = office.get(f"{OFFICE}houses/2-4-communal.xlsx")
        table = load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values
        lines = "\r\n".join(";".join(str(cell or "") for cell in row) for row in table)
        run = self.load(lines, head, "disclosure_2_4_communal")
        assert (run.status, run.unchanged, run.changed, run.added) == ("checked", 1, 0, 0)

    def test_the_table_to_fill_in_has_ones_houses(self, office: Client, house: House, fill: Fill):
        from io import BytesIO

        from openpyxl import load_workbook

        fill("2.1", {"10": "3"}, house=house)
        answer = office.get(f"{OFFICE}houses/2-1.xlsx")
        rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values)
        at = rows[0].index("10. Количество подъездов, ед.")
        assert rows[1][0] == "ул. Садовая, д. 7"
        assert rows[1][at] == "3"
