"""What stands on the phone's screens."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.company.models import Employee, Profile
from crm.journal.models import Entry
from crm.mobile import surroundings, tiles
from crm.rights.enums import Role
from identity.models import User
from sites_cms.appearance.models import Appearance
from tenants.models import Tenant
from tests.conftest import PASSWORD, make_employee
from tests.factories import EmployeeFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """«Коллеги» count what waits there: three."""
    tile = replace(tiles._tiles["colleagues"], count=lambda user: 3)
    monkeypatch.setattr(tiles, "_tiles", {"colleagues": tile})


def test_home_has_the_phone_of_emergency_and_what_is_open_to_one(phone, tenant: Tenant, waiting: None):
    Profile.objects.update(emergency_phone="8 342 200-00-00, 8 342 200-00-01")
    page = text(phone(Role.DISPATCHER).get("/m/"))

    assert "Здравствуйте, Нина Петровна!" in page
    assert 'href="tel:+73422000000"' in page
    assert '<a class="tile" href="/m/colleagues/">' in page
    assert '<span class="tile-count"><span class="only-heard">ждёт: </span>3</span>' in page


def test_a_tile_without_the_right_is_neither_shown_nor_counted(phone, tenant: Tenant, monkeypatch: pytest.MonkeyPatch):
    def never(user: User) -> int:
        raise AssertionError("asked for nothing")

    monkeypatch.setattr(tiles, "_tiles", {"colleagues": replace(tiles._tiles["colleagues"], count=never)})
    page = text(phone(Role.EXECUTOR).get("/m/"))
    assert "Коллеги" not in page
    assert "Экранов для вас пока нет" in page


def test_a_company_without_a_phone_has_112(phone, tenant: Tenant):
    assert 'href="tel:112"' in text(phone().get("/m/"))


def test_colleagues_with_a_button_to_ring_each(phone, head: User):
    EmployeeFactory(
        last_name="Ёлкин", first_name="Пётр", patronymic="", email="petr@example.ru", phone="8 908 437 34 18",
        position="Слесарь", role=Role.EXECUTOR,
    )  # fmt: skip
    gone = EmployeeFactory(last_name="Ушедший", email="gone@example.ru", role=Role.EXECUTOR)
    User.objects.filter(pk=gone.user_id).update(is_active=False)
    client = phone(head)
    page = text(client.get("/m/colleagues/"))

    assert 'href="tel:+79084373418"' in page
    assert "Позвонить: Ёлкин Пётр" in page
    assert "Слесарь" in page
    assert "Телефон не указан" in page, "Нина has none"
    assert "Ушедший" not in page
    for sought, found in (("ёлкин", True), ("слесарь пётр", True), ("иванова", False), ("%", False)):
        assert ("Слесарь" in text(client.get("/m/colleagues/", {"q": sought}))) is found, sought
    assert "По «никто» никого нет" in text(client.get("/m/colleagues/", {"q": "никто"}))


def test_the_list_costs_the_same_for_one_and_for_forty_and_has_pages(phone, head: User):
    client = phone(head)
    client.get("/m/colleagues/")
    with CaptureQueriesContext(connection) as few:
        client.get("/m/colleagues/")
    for number in range(40):
        EmployeeFactory(last_name=f"Сотрудник{number:02}", email=f"worker{number}@example.ru", role=Role.EXECUTOR)
    with CaptureQueriesContext(connection) as many:
        page = text(client.get("/m/colleagues/", {"p": "1"}))

    assert len(many) == len(few)
    assert page.count('class="row"') == 30
    assert "1 из 2" in page
    assert text(client.get("/m/colleagues/", {"p": "2"})).count('class="row"') == 11


def test_home_is_cheap(phone, head: User, django_assert_max_num_queries):
    client = phone(head)
    client.get("/m/")
    with django_assert_max_num_queries(9):
        client.get("/m/")


def test_the_profile_says_who_one_is(phone, tenant: Tenant):
    user = make_employee(Role.ACCOUNTANT)
    Employee.objects.filter(user=user).update(position="Главный бухгалтер")
    page = text(phone(user).get("/m/profile/"))
    for words in ("Иванова Нина Петровна", "Главный бухгалтер", "Бухгалтер", user.email, "Екатеринбург (UTC+5)"):
        assert words in page, words


def test_times_follow_the_zone_that_one_chooses(phone, head: User):
    client = phone(head)
    answer = client.post("/m/profile/", {"time_zone": "Asia/Kamchatka"})

    assert answer["Location"] == "/m/profile/"
    user = User.objects.get(pk=head.pk)
    assert user.time_zone == user.wagtail_userprofile.current_time_zone == "Asia/Kamchatka"
    entry = Entry.objects.latest("id")
    assert (entry.action, entry.actor, entry.changes, entry.channel) == (
        "mobile.choose_time_zone", head, {"time_zone": ["", "Asia/Kamchatka"]}, "mobile",
    )  # fmt: skip
    there = datetime.now(UTC).hour + 12
    page = text(client.get("/m/profile/"))
    assert "Часовой пояс сохранён" in page
    assert f"Сейчас на ваших экранах {there % 24:02}:" in page or f"{(there + 1) % 24:02}:00" in page

    client.post("/m/profile/", {"time_zone": ""})
    user = User.objects.get(pk=head.pk)
    assert (user.time_zone, user.wagtail_userprofile.current_time_zone) == ("", tenant_zone())


def tenant_zone() -> str:
    from tenants.context import current_tenant

    return current_tenant().time_zone


@pytest.mark.parametrize("zone", ["Europe/Berlin", "nowhere"])
def test_a_zone_that_is_not_in_the_list_changes_nothing(phone, head: User, zone: str):
    answer = phone(head).post("/m/profile/", {"time_zone": zone})
    assert "Выберите часовой пояс из списка" in text(answer)
    assert User.objects.get(pk=head.pk).time_zone == ""


def test_another_password_asks_for_the_present_one(phone, head: User):
    client = phone(head)
    new = {"password1": "Берёза у ворот 3", "password2": "Берёза у ворот 3"}
    assert "Это не ваш нынешний пароль" in text(client.post("/m/profile/password/", {"present": "не он", **new}))
    assert User.objects.get(pk=head.pk).check_password(PASSWORD)
    assert "подберут одним из первых" in text(
        client.post("/m/profile/password/", {"present": PASSWORD, **dict.fromkeys(new, "password123")})
    )

    answer = client.post("/m/profile/password/", {"present": PASSWORD, **new})

    assert answer["Location"] == "/m/profile/"
    assert User.objects.get(pk=head.pk).check_password("Берёза у ворот 3")
    assert client.get("/m/profile/").status_code == 200, "still inside"


def test_guesses_at_the_present_password_are_counted(phone, head: User):
    client = phone(head)
    answers = [client.post("/m/profile/password/", {"present": "не он"}).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_the_bar_marks_where_one_stands(phone, tenant: Tenant):
    client = phone(Role.DISPATCHER)
    for path in ("/m/", "/m/colleagues/", "/m/profile/"):
        assert text(client.get(path)).count("aria-current") == 1
        assert f'<a href="{path}" aria-current="page">' in text(client.get(path))
    assert '<a href="/m/profile/" aria-current="page">' in text(client.get("/m/profile/password/"))


def test_pages_of_errors_look_like_the_shell(phone, client_of, tenant: Tenant):
    Profile.objects.update(emergency_phone="8 342 200-00-00")
    client = phone(Role.DISPATCHER)
    answer = client.get("/m/no-such-screen/")
    assert answer.status_code == 404
    assert "Такой страницы нет" in text(answer)
    assert 'href="/m/colleagues/"' in text(answer), "the bar leads on"
    assert '<a class="button" href="/m/">' in text(answer)
    assert "mobile.css" not in text(client.get("/no-such-page/")), "the site has its own look"


def test_the_look_is_the_companys(phone, client_of, tenant: Tenant):
    Appearance.objects.update_or_create(pk=1, defaults={"accent": "#ffc83d"})
    client = client_of(tenant)
    assert text(client.get("/m/look.css")) == ":root{--company:#ffc83d;--on-company:#000000}"
    assert surroundings.colours().version in text(client.get("/m/login/"))
