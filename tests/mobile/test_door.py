"""Who gets into /m/, and who is out at the next tap."""

import pytest

from crm.company import rights
from crm.company.domain import employees
from crm.company.models import Employee
from crm.rights.domain import access
from crm.rights.enums import Role
from crm.rights.registry import Box
from identity.channels import Channel
from identity.domain.passwords import give_one_time_password
from identity.models import User
from tenants.isolation import addresses
from tenants.models import Tenant
from tests.conftest import PASSWORD, make_employee
from tests.factories import data_of

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

# The same for everybody: what a phone may keep, and the doors.
FOR_STRANGERS = {
    "mobile_login", "mobile_logout", "mobile_new_password", "mobile_code", "mobile_manifest", "mobile_look",
    "mobile_icon", "mobile_worker", "mobile_offline", "mobile_unsent",
}  # fmt: skip
SEE_ON_PHONE = Box(rights.SEE_EMPLOYEES, Channel.MOBILE)


def screens() -> list[str]:
    found = [a for a in addresses("config.urls_tenant") if a.route.startswith("m/") and a.name not in FOR_STRANGERS]
    return [address.path(lambda _: 1) for address in found]


def set_boxes(user: User, boxes: frozenset[Box]) -> None:
    access.set_rights(user, access.Rights(Role(user.access.role), boxes, {}), by=None)


def test_strangers_are_led_to_the_phones_own_door(tenant: Tenant, client_of):
    stranger = client_of(tenant)
    assert len(screens()) >= 4
    for path in screens():
        answer = stranger.get(path)
        assert (answer.status_code, answer["Location"]) == (302, f"/m/login/?next={path}"), path


def test_a_session_of_the_computer_is_no_session_of_the_phone(staff, tenant: Tenant):
    at_the_computer = staff(Role.HEAD)
    assert at_the_computer.get("/crm/").status_code == 200
    for path in screens():
        assert at_the_computer.get(path)["Location"] == f"/m/login/?next={path}"


def test_a_session_of_the_phone_is_no_session_of_the_computer(phone, tenant: Tenant):
    in_the_yard = phone(Role.HEAD)
    assert in_the_yard.get("/m/").status_code == 200
    assert in_the_yard.get("/crm/")["Location"].startswith("/crm/login/")


def test_after_signing_in_one_stands_where_one_wanted(tenant: Tenant, client_of):
    user, client = make_employee(), client_of(tenant)
    wanted = {"username": user.email, "password": PASSWORD, "next": "/m/colleagues/?q=a"}
    assert client.post("/m/login/", wanted)["Location"] == "/m/colleagues/?q=a"
    assert client.get("/m/login/")["Location"] == "/m/"


def test_nobody_is_led_to_another_host(tenant: Tenant, client_of):
    user = make_employee()
    wanted = {"username": user.email, "password": PASSWORD, "next": "https://evil.example/m/"}
    assert client_of(tenant).post("/m/login/", wanted)["Location"] == "/m/"


def test_one_stays_signed_in_unless_one_says_otherwise(tenant: Tenant, client_of):
    user, client = make_employee(), client_of(tenant)
    client.post("/m/login/", {"username": user.email, "password": PASSWORD, "remember": "on"})
    assert client.cookies["sessionid"]["max-age"] > 0
    another = client_of(tenant)
    another.post("/m/login/", {"username": user.email, "password": PASSWORD})
    assert another.cookies["sessionid"]["max-age"] == ""


def test_without_the_right_the_page_says_what_to_ask_for(phone, tenant: Tenant):
    user = make_employee(Role.EXECUTOR)
    client = phone(user)
    answer = client.get("/m/colleagues/")
    assert answer.status_code == 403
    assert "«Видеть сотрудников и их телефоны»" in answer.content.decode()
    assert user.last_name not in answer.content.decode()

    set_boxes(user, frozenset({SEE_ON_PHONE}))

    assert client.get("/m/colleagues/").status_code == 200


def test_the_right_at_the_computer_opens_nothing_on_the_phone(phone, tenant: Tenant):
    user = make_employee(Role.DISPATCHER)
    client = phone(user)
    assert client.get("/m/colleagues/").status_code == 200
    set_boxes(user, access.boxes_of(user.access) - {SEE_ON_PHONE})
    assert client.get("/m/colleagues/").status_code == 403


def test_a_resident_is_not_let_in(phone, tenant: Tenant):
    client = phone(User.objects.create_user("resident@example.ru", PASSWORD, last_name="Жилец"))
    for path in screens():
        answer = client.get(path)
        assert answer.status_code == 403, path
        assert "Это вход для сотрудников" in answer.content.decode(), path


def test_one_who_left_is_out_at_the_next_tap(phone, head: User):
    user = make_employee(Role.DISPATCHER)
    client = phone(user)
    assert client.get("/m/").status_code == 200

    employee = Employee.objects.get(user=user)
    employees.change(employee, **data_of(employee, is_active=False), by=head)

    assert client.get("/m/")["Location"] == "/m/login/?next=/m/"
    assert client.post("/m/login/", {"username": user.email, "password": PASSWORD}).status_code == 200


def test_a_one_time_password_is_changed_on_the_phone(tenant: Tenant, client_of):
    user, client = make_employee(Role.DISPATCHER), client_of(tenant)
    once = give_one_time_password(user)
    client.post("/m/login/", {"username": user.email, "password": once})
    for path in (*screens(), "/crm/", "/files/1/"):
        assert client.get(path)["Location"] == "/m/new-password/", path
    page = client.get("/m/new-password/")
    assert page.status_code == 200
    assert 'class="bar"' not in page.content.decode(), "nowhere to go yet"
    for path in ("/m/look.css", "/m/manifest.webmanifest", "/m/worker.js"):
        assert client.get(path).status_code == 200, path

    answer = client.post("/m/new-password/", {"password1": "Берёза у ворот 3", "password2": "Берёза у ворот 3"})

    assert answer["Location"] == "/m/"
    assert client.get("/m/").status_code == 200


def test_at_the_computer_it_is_changed_there(tenant: Tenant, client_of):
    user = make_employee(Role.DISPATCHER)
    give_one_time_password(user)
    client = client_of(tenant, User.objects.get(pk=user.pk))
    assert client.get("/m/")["Location"] == "/crm/new-password/"


def test_signing_out_is_a_button_and_empties_the_browser(phone, tenant: Tenant):
    client = phone(Role.DISPATCHER)
    assert client.get("/m/logout/").status_code == 405
    assert client.get("/m/").status_code == 200

    answer = client.post("/m/logout/")

    assert (answer["Location"], answer["Clear-Site-Data"]) == ("/m/login/", '"cache"')
    assert client.get("/m/").status_code == 302


def test_guesses_at_the_door_are_counted(tenant: Tenant, client_of):
    client = client_of(tenant)
    answers = [client.post("/m/login/", {"username": "a@example.ru", "password": "b"}).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]
    assert "Слишком много попыток" in client.post("/m/login/", {"username": "a@example.ru"}).content.decode()


def test_every_screen_says_what_guards_it(tenant: Tenant):
    from django.urls import resolve

    for path in screens():
        assert resolve(path, urlconf="config.urls_tenant").func.guarded_by, path  # type: ignore[attr-defined]
