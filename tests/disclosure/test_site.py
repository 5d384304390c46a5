"""The disclosure on a company's site: pages, table, open data, files, menu, map, memory of pages."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from crm.accounting.models import House
from identity.models import User
from sites_cms.cache.watching import SHOWN
from sites_cms.disclosure.declarations import FORMS
from sites_cms.disclosure.domain.filling import fill_in
from sites_cms.disclosure.domain.gis import take_from_gis
from sites_cms.disclosure.domain.places import place_of
from sites_cms.disclosure.models import File
from tenants import changes
from tenants.models import Tenant
from tests.disclosure.conftest import Fill
from tests.disclosure.test_filling import PDF, pdf
from tests.factories import HouseFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

SITE = "/raskrytie/"


@pytest.fixture
def visitor(tenant: Tenant, client_of: Callable[..., Client]) -> Client:
    return client_of(tenant)


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_the_section_is_in_the_menu_and_on_the_map_once_something_is_filled(visitor: Client, house: House, fill: Fill):
    for path in ("/", "/sitemap.xml"):
        assert SITE not in text(visitor, path)
    fill("2.1", {"10": "3"}, house=house)
    assert f'href="{SITE}"' in text(visitor, "/")
    site_map = text(visitor, "/sitemap.xml")
    assert f"{SITE}dom-{house.pk}/2-1/</loc>" in site_map
    assert f"{SITE}1-1/</loc>" in site_map


def test_from_the_section_to_a_form_of_a_house(visitor: Client, house: House, fill: Fill):
    fill("2.1", {"10": "3", "22": "да"}, house=house)
    fill("2.8", {"8": "1000"}, house=house, year=2025)
    assert f"{SITE}dom-{house.pk}/" in text(visitor, SITE)
    page = text(visitor, f"{SITE}dom-{house.pk}/")
    assert f"{SITE}dom-{house.pk}/2-1/" in page
    assert f"{SITE}dom-{house.pk}/2-8/2025/" in page

    form = text(visitor, f"{SITE}dom-{house.pk}/2-1/")
    assert "<h1>Общие сведения о доме</h1>" in form
    assert '<th scope="row">Детская площадка</th>' in form
    assert "Имеется" not in form, "yes and no are said plainly"
    assert "Заполнено компанией" in form
    report = text(visitor, f"{SITE}dom-{house.pk}/2-8/2025/")
    assert "1\xa0000,00" in report
    assert "Отчёт об исполнении договора за 2025 год" in report


def test_every_value_says_where_it_comes_from(visitor: Client, house: House, fill: Fill):
    House.objects.filter(pk=house.pk).update(floors=9)
    place = fill("2.1", {"10": "3", "11": "2", "15": "100", "16": "50", "23": "нет"}, house=house)
    take_from_gis(place, {("", "10"): "4"}, as_of=datetime(2026, 11, 24, 9, tzinfo=UTC))
    page = text(visitor, f"{SITE}dom-{house.pk}/2-1/")
    assert page.count("по данным ГИС ЖКХ на 24.11.2026") == 1
    assert "Заполнено компанией" in page
    data = json.loads(visitor.get(f"{SITE}dom-{house.pk}/dannye.json").content)
    rows = next({row["row"]: row for row in form["rows"]} for form in data["forms"] if form["form"] == "2.1")
    assert {code: rows[code]["source"] for code in ("9.1", "10", "11", "8")} == {
        "9.1": "из учёта компании", "10": "по данным ГИС ЖКХ", "11": "заполнено компанией", "8": None,
    }  # fmt: skip
    assert rows["10"]["as_of"] == "2026-11-24"


def test_an_empty_group_says_so(visitor: Client, house: House, fill: Fill):
    fill("2.1", {"10": "3"}, house=house)
    assert "Общее имущество собственников помещений в многоквартирном доме не используется." in text(
        visitor, f"{SITE}dom-{house.pk}/2-5/"
    )


@pytest.mark.parametrize("path", ["1-2/2025/", "1-2/", "9-9/", "dom-987654/", "dom-987654/2-1/", "fayly/987654.pdf"])
def test_what_is_not_there_is_not_found(visitor: Client, house: House, path: str):
    assert visitor.get(f"{SITE}{path}").status_code == 404


def test_a_scan_is_public_while_a_value_names_it(visitor: Client, tenant: Tenant, head: User):
    place = place_of(FORMS["1.1"])
    fill_in(place, {("1", "23"): "059-1"}, by=head, uploads={("1", "26"): [pdf("licence.pdf")]})
    scan = File.objects.get()
    path = f"{SITE}fayly/{scan.pk}.pdf"
    assert path in text(visitor, f"{SITE}1-1/")
    assert b"".join(visitor.get(path).streaming_content) == PDF
    assert visitor.get(f"{SITE}fayly/{scan.pk}.exe").status_code == 404
    fill_in(place, {}, by=head, without=[scan.pk])
    assert visitor.get(path).status_code == 404


def test_the_table_has_every_row_of_every_form(visitor: Client, house: House, fill: Fill):
    fill("2.1", {"10": "3", "13": "3512,40"}, house=house)
    fill("2.2", {("1", "11"): "2"}, house=house)
    fill("2.8", {"8": "1000"}, house=house, year=2024)
    fill("2.8", {"8": "2000,50"}, house=house, year=2025)
    answer = visitor.get(f"{SITE}dom-{house.pk}/tablitsa.xlsx")
    heading, *rows = load_workbook(BytesIO(answer.content)).active.values
    assert heading[0] == "Форма"
    told = {(row[0], row[1], row[2]): row[5] for row in rows}
    assert told["2.1", "Дом", "13"] == 3512.4
    assert told["2.2", "Лифты", "11"] == "2"
    assert told["2.8 за 2024 год", "Содержание и текущий ремонт: деньги", "8"] == "1000.00"
    assert told["2.8 за 2025 год", "Содержание и текущий ремонт: деньги", "8"] == "2000.50"


def test_open_data_is_for_programs(visitor: Client, house: House, fill: Fill):
    fill("2.1", {"10": "3", "17": "нет", "8": "2"}, house=house)
    fill("2.3", {("1", "2"): "1", ("1/1", "3"): "2026", ("1/1", "4"): "10"}, house=house)
    answer = visitor.get(f"{SITE}dom-{house.pk}/dannye.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    data = json.loads(answer.content)
    forms = {form["form"]: form for form in data["forms"]}
    assert data["version"] == "882/2014"
    assert data["publisher"]["inn"]
    rows = {row["row"]: row["value"] for row in forms["2.1"]["rows"]}
    assert (rows["10"], rows["17"], rows["8"]) == (3, False, "Жилой дом блокированной застройки")
    (costs,) = forms["2.3"]["groups"][0]["items"][0]["groups"]
    assert [row["value"] for row in costs["items"][0]["rows"]] == [2026, "10.00"]
    assert forms["2.1"]["house"]["address"] == str(house)


def test_names_of_people_stand_only_where_the_form_asks(visitor: Client, fill: Fill, head: User, tenant: Tenant):
    """Who typed a value is the office's own business."""
    case = {"2": "14.02.2025", "3": "official", "4": "Седов Пётр Ильич", "5": "мастер"}
    fill("1.3", {("1", code): value for code, value in case.items()}, year=2025)
    assert "Седов Пётр Ильич" in text(visitor, f"{SITE}1-3/2025/")
    for path in (f"{SITE}1-3/2025/", f"{SITE}dannye.json"):
        assert head.email not in text(visitor, path)
        assert str(head) not in text(visitor, path)
    fill("1.3", {("1", "3"): "company"}, year=2025)
    assert "Седов" not in text(visitor, f"{SITE}1-3/2025/"), "a company has no name of a person"


def test_who_was_named_is_found_among_personal_data(fill: Fill, tenant: Tenant):
    from crm.personal_data.enums import Verdict
    from crm.personal_data.registry import Anchor, Held
    from sites_cms.disclosure.personal import Officials

    fill("1.3", {("1", "3"): "official", ("1", "4"): "Седов Пётр Ильич"}, year=2025)
    held = Held("people", "people:1", "", "", (), "", Verdict.KEEP, "")
    (row,) = Officials().held([Anchor(held, "Седов Пётр Ильич")])
    assert row.lines[0].value == "Седов Пётр Ильич"
    assert row.verdict == Verdict.KEEP
    assert Officials().held([Anchor(held, "Седов Иван Ильич")]) == []


def test_pages_are_forgotten_when_something_of_them_changes(house: House, fill: Fill, tenant: Tenant, visitor: Client):
    forgotten: list[str] = []
    changes.on_change(forgotten.append, of_pages=True)
    try:
        place = fill("2.1", {"10": "3"}, house=house)
        assert set(forgotten) == {tenant.schema_name}
        forgotten.clear()
        take_from_gis(place, {("", "10"): "4"}, as_of=datetime(2026, 11, 24, tzinfo=UTC))
        assert forgotten
    finally:
        changes._forgetters.remove((forgotten.append, True))
    assert "accounting.House" in SHOWN
    answer = visitor.get(f"{SITE}dom-{house.pk}/2-1/")
    assert answer.wsgi_request.META["sites_cms.page_of"] == tenant.schema_name, "kept for the next visitor"
    assert visitor.get(f"{SITE}dom-{house.pk}/tablitsa.xlsx").wsgi_request.META["sites_cms.page_of"]


def test_a_page_costs_the_same_however_much_is_on_it(
    visitor: Client, fill: Fill, house: House, head: User, django_assert_max_num_queries
):
    for number in range(1, 6):
        other = HouseFactory(street="ул. Мира", number=str(number), by=head)
        fill("2.1", {"10": "3", "3.2": "01.04.2019"}, house=other)
    lifts = {(str(number), code): "1" for number in range(1, 9) for code in ("11", "12")}
    fill("2.2", lifts, house=house)
    for path in (SITE, f"{SITE}1-4/", f"{SITE}dom-{house.pk}/2-2/", f"{SITE}dom-{house.pk}/dannye.json"):
        with django_assert_max_num_queries(22):
            text(visitor, path)
