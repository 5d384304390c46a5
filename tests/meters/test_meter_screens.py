"""Lists, the meter's page and what is done from there."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from crm.company.models import Profile
from crm.journal.models import Entry
from crm.meters import rights
from crm.meters.cards import context
from crm.meters.domain import windows
from crm.meters.domain.meters import Seen, check_meter, stop_meter
from crm.meters.domain.paper import CHECK, COMMISSIONING, act_data
from crm.meters.domain.queries import meters_with_places
from crm.meters.enums import Resource
from crm.meters.models import Meter, Reading
from crm.rights.enums import Role, Rows
from crm.shell.figures import figures_for
from tests.conftest import make_employee
from tests.factories import AccountFactory, HouseFactory, MeterFactory

pytestmark = pytest.mark.integration

METER = {
    "resource": "cold",
    "number": "43512775",
    "tariffs": "1",
    "digits": "5",
    "place": "Кухня",
    "seal": "П-17",
    "value": "791,482",
}


@pytest.fixture
def account(tenant):
    return AccountFactory(number="00012345", house=HouseFactory(street="Ленина", number="86"), flat="12")


@pytest.fixture
def meter(account):
    return MeterFactory(account=account, number="43512775", first=Seen([Decimal("791.482")], windows.today()))


def test_meter_is_added_as_the_manual_says(staff, account):
    answer = staff(Role.ACCOUNTANT).post(
        "/crm/meters/new/", {"account": "00012345, Иванова Нина Петровна", **METER}, follow=True
    )

    assert "Прибор ХВС № 43512775 добавлен." in answer.content.decode()
    meter = Meter.objects.get()
    assert (meter.account, meter.place, meter.readings.get().value) == (account, "Кухня", Decimal("791.482"))


def test_form_gives_the_manuals_hint_of_verification(staff):
    page = staff(Role.ACCOUNTANT).get("/crm/meters/new/").content.decode()

    assert "отсчитывается от дня выпуска на заводе, а не от дня установки" in page


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"account": "999"}, "account", "нет. Выберите счёт из подсказки"),
        ({"number": "—"}, "number", "Это не номер прибора"),
        ({"tariffs": "2", "value": ""}, "tariffs", "только у электроэнергии"),
        ({"resource": "power", "tariffs": "2"}, "value_2", "по каждому тарифу"),
        ({"value": "12м"}, "value", "Это не показание"),
    ],
)
def test_what_is_wrong_stands_at_its_field(values, field, message, staff, account):
    answer = staff(Role.ACCOUNTANT).post("/crm/meters/new/", {"account": "00012345", **METER, **values})

    assert message in str(answer.context["form"].errors[field])
    assert not Meter.objects.exists()


@pytest.mark.parametrize("asked", ["0001", "иван"])
def test_account_is_suggested_by_number_and_surname(asked, staff, account):
    answer = staff(Role.CLIENT_DESK).get("/crm/meters/suggest-accounts/", {"account": asked})

    assert "00012345, Иванова Нина Петровна, ул. Ленина, д. 86, кв. 12" in answer.content.decode()


def test_house_meter_is_added_and_listed_apart(staff, account, meter):
    browser = staff(Role.ACCOUNTANT)

    browser.post("/crm/house_meters/new/", {"house": "ленина 86", **METER, "resource": "heat", "number": "900"})

    assert Meter.objects.get(house=account.house).number == "900"
    of_houses, of_flats = browser.get("/crm/house_meters/"), browser.get("/crm/meters/")
    assert ("№ 900" in of_houses.content.decode(), "№ 900" in of_flats.content.decode()) == (True, False)


@pytest.mark.parametrize("asked", ["4351", "00012345", "иванова", "иванова 12"])
def test_meter_is_found_by_number_account_and_surname(asked, staff, meter):
    MeterFactory(account=AccountFactory(last_name="Ли", flat="7"), number="111")

    page = staff(Role.DISPATCHER).get("/crm/meters/", {"q": asked}).content.decode()

    assert ("№ 43512775" in page, "№ 111" in page) == (True, False)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("verification=overdue", {"1"}),
        ("verification=soon", {"2"}),
        ("verification=valid", {"3"}),
        ("verification=unknown", {"4", "5"}),
        ("state=off", {"6"}),
        ("resource=hot", {"5"}),
        ("read_by=automatic", {"4"}),
        ("read_by=supplier", {"3"}),
        ("read_by=residents", {"1", "2", "5", "6"}),
    ],
)
def test_list_is_cut_as_asked(asked, found, staff, account, head):
    today = windows.today()
    MeterFactory(account=account, number="1", next_verification_on=today - timedelta(days=1))
    MeterFactory(account=account, number="2", next_verification_on=today)
    MeterFactory(account=account, number="3", next_verification_on=today + timedelta(days=100), read_by_supplier=True)
    MeterFactory(account=account, number="4", is_automatic=True)
    MeterFactory(account=account, number="5", resource=Resource.HOT_WATER)
    off = MeterFactory(account=account, number="6", next_verification_on=today - timedelta(days=9))
    stop_meter(off, on=today, by=head)

    answer = staff(Role.ACCOUNTANT).get(f"/crm/meters/?{asked}")

    assert {meter.number for meter in answer.context["object_list"]} == found


def test_overdue_verifications_ask_for_attention_on_the_desk(account, head):
    assert [figure for figure in figures_for(head) if "поверк" in figure.label.lower()] == []
    MeterFactory(account=account, next_verification_on=windows.today() - timedelta(days=1))
    MeterFactory(account=account, next_verification_on=windows.today() + timedelta(days=1))

    shown = {figure.label: (figure.value, figure.url) for figure in figures_for(head)}

    assert shown["Приборов с просроченной поверкой"] == ("1", "/crm/meters/?verification=overdue")
    assert shown["Поверка в ближайшие 3 месяца"] == ("1", "/crm/meters/?verification=soon")


def test_list_is_exported_with_the_columns_of_the_import(staff, meter):
    answer = staff(Role.ACCOUNTANT).get("/crm/meters/?export=xlsx")

    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    heading, line = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert heading[:7] == ["Л.С", "Адрес", "Квартира", "Тип", "Номер прибора", "Показание", "Дата следующей поверки"]
    assert line[:6] == ["00012345", "ул. Ленина, д. 86", "12", "ХВС", "43512775", 791.482]
    assert Entry.objects.get(action="meters.export_meters").changes["export_rows"] == [None, 1]


def test_page_shows_readings_consumption_and_history(staff, meter, head):
    check_meter(meter, on=windows.today(), values=[Decimal("800")], by=head)

    page = staff(Role.ACCOUNTANT).get(f"/crm/meters/inspect/{meter.pk}/").content.decode()

    for words in ("791,482", "8,518", "Прибор добавлен", "Прибор проверен", "00012345", "Внести показания"):
        assert words in page


def test_meter_is_checked_replaced_and_taken_off_from_its_page(staff, meter):
    browser, today = staff(Role.ACCOUNTANT), windows.today().isoformat()
    page = f"/crm/meters/{meter.pk}"

    browser.post(f"{page}/check/", {"on": today, "value": "795"})
    meter.refresh_from_db()
    assert meter.last_check_on == windows.today()

    browser.post(f"{page}/replace/", {"on": today, "old_value": "796", "number": "77", "digits": "5", "value": "0"})
    new = Meter.objects.get(replaces=meter)
    assert (new.number, Reading.objects.get(meter=meter, value=796).is_current) == ("77", True)

    browser.post(f"/crm/meters/{new.pk}/stop/", {"on": today})
    new.refresh_from_db()
    assert not new.is_active
    browser.post(f"/crm/meters/{new.pk}/start/")
    new.refresh_from_db()
    assert new.is_active


@pytest.mark.parametrize("verb", ["stop", "check", "replace"])
def test_who_writes_what_a_meter_shows_sees_what_it_showed(verb, staff, meter):
    page = staff(Role.ACCOUNTANT).get(f"/crm/meters/{meter.pk}/{verb}/").content.decode()
    assert f"Последнее показание: <b>791,482</b> м³, {windows.today():%d.%m.%Y}" in page


def test_house_meter_is_read_by_itself_and_the_unusual_is_asked_about(staff, account):
    meter = MeterFactory(house=account.house, digits=6)
    browser, today = staff(Role.ACCOUNTANT), windows.today()
    for months in (3, 2, 1):
        day = today - timedelta(days=31 * months)
        browser.post(f"/crm/meters/{meter.pk}/read/", {"on": day.isoformat(), "value": str(40 - 10 * months)})
    assert meter.readings.count() == 3

    answer = browser.post(f"/crm/meters/{meter.pk}/read/", {"on": today.isoformat(), "value": "5000"})

    assert "Всё верно, внести" in answer.content.decode()
    assert meter.readings.count() == 3
    browser.post(f"/crm/meters/{meter.pk}/read/", {"on": today.isoformat(), "value": "5000", "confirmed": "on"})
    assert meter.readings.get(value=5000).confirmed


def test_form_of_a_replacement_leaves_the_other_form_as_it_was(staff, meter):
    browser = staff(Role.ACCOUNTANT)
    assert "Номер нового прибора" in browser.get(f"/crm/meters/{meter.pk}/replace/").content.decode()

    assert "Номер нового прибора" not in browser.get("/crm/meters/new/").content.decode()


def test_refused_act_comes_back_with_the_reason(staff, meter):
    answer = staff(Role.ACCOUNTANT).post(f"/crm/meters/{meter.pk}/check/", {"on": "2999-01-01"})

    assert "ещё не наступил" in answer.content.decode()
    meter.refresh_from_db()
    assert meter.last_check_on is None


def test_card_of_the_account_shows_meters_and_leads_to_readings(account, meter, head):
    shown = context(account, head)

    assert [(row.meter, row.values) for row in shown["meters"]] == [(meter, "791,482")]
    assert (shown["enters"], shown["edits"]) == (True, True)


@pytest.mark.parametrize("kind", [COMMISSIONING, CHECK])
def test_act_is_a_pdf_with_what_is_known(kind, staff, meter):
    answer = staff(Role.INSPECTOR).get(f"/crm/meters/{meter.pk}/{kind}.pdf")

    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_acts_name_day_place_and_reading(meter, head):
    today = windows.today()
    check_meter(meter, on=today, values=[Decimal("795.5")], by=head)
    meter = meters_with_places().get(pk=meter.pk)

    check, begin = (act_data(meter, kind, Profile.objects.get()) for kind in (CHECK, COMMISSIONING))

    assert (check["date"], check["reading"]) == (f"{today:%d.%m.%Y}", "795,5")
    assert (begin["date"], begin["reading"]) == (f"{today:%d.%m.%Y}", "791,482")
    assert check["address"] == "Верхнекамск, ул. Ленина, д. 86, кв. 12"
    assert check["consumer"] == "Иванова Нина Петровна"


def test_no_other_paper_than_the_two(staff, meter):
    assert staff(Role.HEAD).get(f"/crm/meters/{meter.pk}/invoice.pdf").status_code == 404


@pytest.mark.parametrize(
    ("role", "sees", "edits"),
    [
        (Role.HEAD, True, True),
        (Role.ACCOUNTANT, True, True),
        (Role.CLIENT_DESK, True, True),
        (Role.DISPATCHER, True, False),
        (Role.INSPECTOR, True, False),
        (Role.EXECUTOR, False, False),
    ],
)
def test_who_sees_and_who_edits(role, sees, edits, staff, meter):
    browser = staff(role)
    seen = [
        "/crm/meters/", "/crm/house_meters/", f"/crm/meters/inspect/{meter.pk}/", f"/crm/meters/{meter.pk}/check.pdf",
    ]  # fmt: skip
    edited = [
        "/crm/meters/new/", f"/crm/meters/edit/{meter.pk}/",
        *(f"/crm/meters/{meter.pk}/{verb}/" for verb in ("stop", "start", "replace", "check")),
    ]  # fmt: skip

    assert {url: browser.get(url).status_code == 200 for url in seen} == dict.fromkeys(seen, sees)
    assert {url: browser.get(url).status_code == 200 for url in edited} == dict.fromkeys(edited, edits)
    if not edits:
        browser.post(f"/crm/meters/{meter.pk}/stop/", {"on": windows.today().isoformat()})
        meter.refresh_from_db()
        assert meter.is_active


@pytest.mark.parametrize("url", ["/crm/meters/", "/crm/meters/results/?q=иванова", "/crm/house_meters/"])
def test_lists_cost_the_same_however_many_rows(url, staff, account, meter):
    browser = staff(Role.ACCOUNTANT)
    house = account.house
    MeterFactory(house=house)
    browser.get(url)
    with CaptureQueriesContext(connection) as few:
        browser.get(url)
    for number in range(5):
        other = AccountFactory(house=HouseFactory(street="Мира"), flat=str(number))
        MeterFactory(account=other, first=Seen([Decimal(number)], windows.today()))
        MeterFactory(house=other.house)

    with CaptureQueriesContext(connection) as many:
        browser.get(url)

    assert len(many) == len(few)


def test_master_of_a_section_sees_only_its_meters(client_of, tenant, meter):
    master = make_employee(Role.CLIENT_DESK)
    master.access.rows = dict.fromkeys([rights.SEE_METERS, rights.EDIT_METERS], Rows.SECTION)
    master.access.save()

    browser = client_of(tenant, master)

    assert "№ 43512775" not in browser.get("/crm/meters/").content.decode()
    assert browser.get(f"/crm/meters/inspect/{meter.pk}/").status_code == 404
    assert browser.post(f"/crm/meters/{meter.pk}/stop/").status_code == 404
