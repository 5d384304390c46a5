"""Manual, section 8, «Управление офисами»: the rules, the screens, who may open them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.company.domain import offices
from crm.company.domain.office_schedules import hours_of, offices_for_site, week_of
from crm.company.domain.opening_hours import Interval, Source
from crm.company.domain.week_words import week_in_words
from crm.company.models import Office, Profile, SpecialDay, WorkingInterval
from crm.journal.models import Entry
from crm.rights.enums import EMPLOYEE_ROLES, Role
from identity.models import User
from tenants.context import speaking_for
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.factories import OfficeFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

MORNING = (Interval(540, 720),)
LUNCH = (Interval(540, 780), Interval(840, 1080))


@pytest.fixture
def office(tenant: Tenant) -> Office:
    return OfficeFactory(name="Центральный")


def ahead(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def values_of(office: Office, **changes: Any) -> dict[str, Any]:
    return {
        "name": office.name, "address": office.address, "directions": office.directions, "phones": office.phones,
        "closed_on_holidays": office.closed_on_holidays, "minutes_per_visitor": office.minutes_per_visitor,
        "order": office.order, "is_active": office.is_active, "week": week_of(office), **changes,
    }  # fmt: skip


def form_of(**changes: str) -> dict[str, str]:
    """What the browser sends for a week of Monday to Friday, 9 to 18 with lunch."""
    form = {
        "name": "На Мира", "address": "пр-кт Мира, д. 14", "directions": "", "phones": "+7 342 000-10-02",
        "minutes_per_visitor": "20", "closed_on_holidays": "on", "order": "10", "is_active": "on",
    }  # fmt: skip
    for day in range(7):
        row = ["9", "18", "13", "14"] if day < 5 else [""] * 4
        names = ("opens", "closes", "break0_from", "break0_to")
        form |= {f"day{day}_{name}": value for name, value in zip(names, row, strict=True)}
        form |= {f"day{day}_off": "on"} if day > 4 else {}
    return form | changes


# What the database itself holds.


def interval(office: Office, weekday: int, opens: int, closes: int) -> WorkingInterval:
    return WorkingInterval.objects.create(office=office, weekday=weekday, opens=opens, closes=closes)


@pytest.mark.parametrize(
    ("weekday", "opens", "closes", "constraint"),
    [
        (0, 600, 660, "hours_of_an_office_do_not_overlap"),
        (0, 500, 541, "hours_of_an_office_do_not_overlap"),
        (5, 600, 600, "office_closes_after_it_opens"),
        (5, 600, 599, "office_closes_after_it_opens"),
        (5, 600, 1441, "office_closes_after_it_opens"),
        (7, 600, 660, "seven_days_in_a_week"),
    ],
)
def test_the_database_refuses_hours_that_cannot_be(
    office: Office, weekday: int, opens: int, closes: int, constraint: str
):
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        interval(office, weekday, opens, closes)


def test_the_database_takes_hours_that_touch_and_the_same_hours_of_another_office(office: Office):
    interval(office, 0, 780, 840)  # exactly the lunch
    interval(office, 5, 0, 1440)
    interval(office, 6, 0, 1440)  # begins in the minute in which Saturday ends
    OfficeFactory(name="Второй")
    assert WorkingInterval.objects.filter(weekday=0).count() >= 5


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"opens": 600}, "special_day_closes_after_it_opens"),
        ({"opens": 600, "closes": 600}, "special_day_closes_after_it_opens"),
        ({"opens": 600, "closes": 1500}, "special_day_closes_after_it_opens"),
        ({"opens": 600, "closes": 900, "break_starts": 700}, "break_of_a_special_day_is_inside"),
        ({"opens": 600, "closes": 900, "break_starts": 590, "break_ends": 700}, "break_of_a_special_day_is_inside"),
        ({"break_starts": 590, "break_ends": 700}, "break_of_a_special_day_is_inside"),
        ({"reason": ""}, "special_day_has_a_reason"),
    ],
)
def test_the_database_refuses_a_special_day_that_cannot_be(office: Office, fields: dict[str, Any], constraint: str):
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        SpecialDay.objects.create(**{"office": office, "date": ahead(1), "reason": "Переезд"} | fields)


@pytest.mark.parametrize("whole_company", [True, False])
def test_a_date_is_special_once(office: Office, whole_company: bool):
    day = {"office": None if whole_company else office, "date": ahead(1), "reason": "Переезд"}
    SpecialDay.objects.create(**day)

    with pytest.raises(DatabaseError, match="one_special_day_of_an_office_and_date"), transaction.atomic():
        SpecialDay.objects.create(**day)


def test_an_office_is_never_deleted(office: Office):
    office.intervals.all().delete()
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        office.delete()


# The rules.


def test_the_journal_tells_the_week_before_and_after(office: Office, head: User):
    week = {**week_of(office), 4: MORNING}

    offices.save_office(office, **values_of(office, week=week, phones=" +7 342 000-10-02 ; 112"), by=head)

    entry = Entry.objects.latest("id")
    assert (entry.action, entry.actor) == ("company.change_office", head)
    assert entry.changes == {
        "phones": ["", "+7 342 000-10-02, 112"],
        "week": [
            "Пн–Пт 9:00–18:00, перерыв 13:00–14:00; Сб, Вс — выходной",
            "Пн–Чт 9:00–18:00, перерыв 13:00–14:00; Пт 9:00–12:00; Сб, Вс — выходной",
        ],
    }


def test_saving_what_was_there_changes_nothing_and_is_not_told(office: Office, head: User):
    before = [*Entry.objects.values_list("id", flat=True)], [*WorkingInterval.objects.values_list("id", flat=True)]
    offices.save_office(office, **values_of(office), by=head)
    assert before == (
        [*Entry.objects.values_list("id", flat=True)], [*WorkingInterval.objects.values_list("id", flat=True)]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"name": " "}, "name", "заполните|обязательно|пустым"),
        ({"name": "ЦЕНТРАЛЬНЫЙ"}, "name", "уже есть"),
        ({"phones": "звоните"}, "phones", "не телефон"),
        ({"minutes_per_visitor": 4}, None, "от 5 до 240"),
        ({"week": {1: (Interval(540, 780), Interval(700, 800))}}, "day1", "Вторник: Промежутки пересекаются"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(office: Office, changes: dict[str, Any], field: str, message: str):
    other = OfficeFactory(name="Другой")
    with pytest.raises(DomainError, match=f"(?i){message}") as refusal:
        offices.save_office(other, **values_of(other, **changes), by=None)
    assert field is None or refusal.value.field == field


def test_an_offices_own_day_goes_before_the_companys_and_both_before_the_week(office: Office, head: User):
    second, day = OfficeFactory(name="Второй"), ahead(2)
    offices.save_special_day(None, office=None, day=day, intervals=(), reason="Санитарный день", by=head)
    offices.save_special_day(None, office=office, day=day, intervals=LUNCH, reason="Дежурим", by=head)

    assert (hours_of(office, day).intervals, hours_of(office, day).reason) == (LUNCH, "Дежурим")
    assert (hours_of(second, day).intervals, hours_of(second, day).reason) == ((), "Санитарный день")
    assert hours_of(second, ahead(3)).source is not Source.SPECIAL


@pytest.mark.parametrize(("closed", "source"), [(True, Source.HOLIDAY), (False, Source.WEEKDAY)])
def test_an_office_is_closed_on_holidays_if_it_says_so(tenant: Tenant, closed: bool, source: Source):
    office = OfficeFactory(closed_on_holidays=closed)
    assert hours_of(office, date(2027, 11, 4)).source is source


def test_a_special_day_is_said_changed_and_taken_back(office: Office, head: User):
    day = offices.save_special_day(None, office=office, day=ahead(2), intervals=LUNCH, reason="Открыты", by=head)
    day = offices.save_special_day(day, office=office, day=ahead(2), intervals=(), reason="Переезд", by=head)
    offices.remove_special_day(day, by=head)

    told = [(entry.action, entry.changes.get("hours")) for entry in Entry.objects.order_by("-id")[:3]]
    assert told == [
        ("company.remove_special_day", ["закрыто", None]),
        ("company.change_special_day", ["9:00–18:00, перерыв 13:00–14:00", "закрыто"]),
        ("company.add_special_day", [None, "9:00–18:00, перерыв 13:00–14:00"]),
    ]
    assert not SpecialDay.objects.exists()


def test_a_day_that_is_past_stays_in_history(office: Office, head: User):
    yesterday = SpecialDay.objects.create(office=office, date=ahead(-1), reason="Переезд")

    with pytest.raises(DomainError, match="уже прошёл"):
        offices.remove_special_day(yesterday, by=head)
    with pytest.raises(DomainError, match="уже прошёл"):
        offices.save_special_day(yesterday, office=office, day=ahead(3), intervals=(), reason="Переезд", by=head)
    with pytest.raises(DomainError, match="уже прошёл"):
        offices.save_special_day(None, office=office, day=ahead(-2), intervals=(), reason="Переезд", by=head)
    assert SpecialDay.objects.get() == yesterday


def test_a_date_said_twice_is_refused_in_words(office: Office, head: User):
    day = {"office": office, "day": ahead(2), "intervals": (), "reason": "Переезд", "by": head}
    offices.save_special_day(None, **day)
    with pytest.raises(DomainError, match="уже есть: измените его") as refusal:
        offices.save_special_day(None, **day)
    assert refusal.value.field == "date"


# What a company begins with.


def test_a_new_company_has_one_office_that_waits_for_its_address(tenant: Tenant):
    [office] = Office.objects.all()

    assert (office.name, office.address, office.is_active) == ("Офис", "", True)
    assert week_in_words(week_of(office)) == "Пн–Пт 9:00–18:00, перерыв 13:00–14:00; Сб, Вс — выходной"
    assert offices_for_site() == []


@pytest.mark.parametrize(
    ("hours", "is_active"), [("Пн–пт 8:00–17:00", True), ("по записи, звоните", False), ("", False)]
)
def test_no_hours_of_our_invention_stand_on_the_site(tenant: Tenant, hours: str, is_active: bool):
    with connection.cursor() as cursor:  # offices are never deleted otherwise
        cursor.execute("TRUNCATE company_office CASCADE")
    Profile.objects.update(address="ул. Ленина, д. 5", phone="+7 342 000-10-02", working_hours=hours)

    offices.open_first_office()
    offices.open_first_office()

    [office] = Office.objects.all()
    assert (office.address, office.phones, office.is_active) == ("ул. Ленина, д. 5", "+7 342 000-10-02", is_active)
    assert len(offices_for_site()) == int(is_active)


def test_the_data_migration_gives_what_provisioning_gives(tenant: Tenant):
    from importlib import import_module

    from django.apps import apps

    forwards = import_module("crm.company.migrations.0007_first_office").forwards
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE company_office CASCADE")
    Profile.objects.update(address="ул. Ленина, д. 5", working_hours="Пн–пт 8:00–17:00, обед 12:00–13:00")

    for _ in range(2):
        with connection.schema_editor() as editor:
            forwards(apps, editor)

    [office] = Office.objects.all()
    assert week_in_words(week_of(office)) == "Пн–Пт 8:00–17:00, перерыв 12:00–13:00; Сб, Вс — выходной"


# The screens.


@pytest.mark.parametrize("role", EMPLOYEE_ROLES)
def test_everybody_sees_offices_and_two_roles_manage_them(staff, office: Office, role: Role):
    client = staff(role)
    day = SpecialDay.objects.create(office=office, date=ahead(5), reason="Переезд")
    may = 200 if role in {Role.HEAD, Role.CLIENT_DESK} else 302

    for path in ("/crm/offices/", f"/crm/offices/inspect/{office.pk}/", "/crm/special_days/"):
        assert client.get(path).status_code == 200, path
    for path in (
        "/crm/offices/new/", f"/crm/offices/edit/{office.pk}/", "/crm/special_days/new/",
        f"/crm/special_days/edit/{day.pk}/", f"/crm/special_days/delete/{day.pk}/",
    ):  # fmt: skip
        assert client.get(path).status_code == may, path


def test_an_office_is_added_with_its_week_in_one_form(staff, tenant: Tenant):
    answer = staff().post("/crm/offices/new/", form_of(day5_opens="10", day5_closes="1430", day5_off=""))

    assert answer.status_code == 302
    office = Office.objects.get(name="На Мира")
    assert week_in_words(week_of(office)) == "Пн–Пт 9:00–18:00, перерыв 13:00–14:00; Сб 10:00–14:30; Вс — выходной"
    assert office.minutes_per_visitor == 20


def test_a_wrong_row_comes_back_with_its_reason_and_what_was_typed(staff, tenant: Tenant):
    answer = staff().post("/crm/offices/new/", form_of(day2_opens="18", day2_closes="9"))

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Время «до» должно быть позже времени «с»." in text
    assert 'name="day2_opens" id="id_day2_0" value="18"' in text
    assert not Office.objects.filter(name="На Мира").exists()


def test_the_editor_shows_the_week_and_saves_it_as_it_was(staff, office: Office):
    import re

    client = staff()
    text = client.get(f"/crm/offices/edit/{office.pk}/").content.decode()
    shown = dict(re.findall(r'class="clock" name="(\w+)" id="\w+" value="([^"]*)"', text))
    before = week_of(office)

    sent = form_of(name=office.name, **shown) | {"_version": re.search(r'name="_version" value="([^"]+)"', text)[1]}
    answer = client.post(f"/crm/offices/edit/{office.pk}/", sent)

    assert answer.status_code == 302
    assert week_of(Office.objects.get(pk=office.pk)) == before
    assert (shown["day0_opens"], shown["day0_break0_to"]) == ("9:00", "14:00")


def test_hours_changed_by_another_are_shown_in_words_before_they_are_overwritten(staff, office: Office, head: User):
    import html
    import re

    client = staff(Role.CLIENT_DESK)
    text = client.get(f"/crm/offices/edit/{office.pk}/").content.decode()
    version = html.unescape(re.search(r'name="_version" value="([^"]+)"', text)[1])
    offices.save_office(office, **values_of(office, week={**week_of(office), 0: MORNING}), by=head)

    answer = client.post(f"/crm/offices/edit/{office.pk}/", form_of(name=office.name) | {"_version": version})

    assert answer.status_code == 200
    assert "9:00–12:00" in answer.content.decode()
    assert week_of(office)[0] == MORNING


def test_a_special_day_is_added_from_its_office_and_leads_back(staff, office: Office):
    client = staff()
    form = client.get(f"/crm/special_days/new/?office={office.pk}&date={ahead(9)}").content.decode()
    assert f'<option value="{office.pk}" selected>' in form

    answer = client.post(
        "/crm/special_days/new/",
        {
            "office": office.pk, "date": ahead(9).strftime("%d.%m.%Y"), "reason": "Приём показаний",
            "hours_opens": "10", "hours_closes": "15", "hours_break0_from": "", "hours_break0_to": "",
        },
    )  # fmt: skip

    assert answer.headers["Location"] == f"/crm/offices/edit/{office.pk}/#osobye-dni"
    assert hours_of(office, ahead(9)).intervals == (Interval(600, 900),)
    page = client.get(f"/crm/offices/edit/{office.pk}/").content.decode()
    assert "Приём показаний" in page
    assert "10:00–15:00" in page


@pytest.mark.parametrize("query", ["?office=x&date=2026-02-31", "?office=99999999999999&date=завтра", "?office=-1"])
def test_a_link_that_means_nothing_opens_an_empty_form(staff, tenant: Tenant, query: str):
    assert staff().get(f"/crm/special_days/new/{query}").status_code == 200


def test_a_special_day_is_taken_back_by_the_screen(staff, office: Office, head: User):
    day = offices.save_special_day(None, office=office, day=ahead(2), intervals=(), reason="Переезд", by=head)
    assert staff(Role.CLIENT_DESK).post(f"/crm/special_days/delete/{day.pk}/").status_code == 302
    assert not SpecialDay.objects.exists()


def test_an_office_that_works_no_more_stays_in_the_list(staff, office: Office):
    form = form_of(name=office.name)
    del form["is_active"]
    client = staff()

    client.post(f"/crm/offices/edit/{office.pk}/", form)

    assert "Не работает" in client.get("/crm/offices/").content.decode()
    assert client.post(f"/crm/offices/delete/{office.pk}/").status_code == 404
    assert offices_for_site() == []


def test_the_list_costs_the_same_for_one_and_for_twenty(staff, office: Office):
    client = staff()
    client.get("/crm/offices/")
    with CaptureQueriesContext(connection) as few:
        client.get("/crm/offices/")
    for number in range(20):
        another = OfficeFactory(name=f"Офис № {number}")
        SpecialDay.objects.create(office=another, date=ahead(number), reason="Переезд")
    client.get("/crm/offices/")  # saving an office made the process forget whose host this is
    with CaptureQueriesContext(connection) as many:
        text = client.get("/crm/offices/").content.decode()
    assert len(many) == len(few)
    assert "Офис № 19" in text


def test_reading_offices_for_the_site_costs_three_queries(office: Office, django_assert_num_queries):
    for number in range(5):
        OfficeFactory(name=f"Офис № {number}")
    with django_assert_num_queries(3):
        assert len(offices_for_site()) == 6


def test_offices_of_one_company_are_nobody_elses(office: Office, beta: Tenant):
    assert [shown.name for shown in offices_for_site()] == ["Центральный"]
    with speaking_for(beta):
        assert "Центральный" not in [office.name for office in Office.objects.all()]
