"""Manual, section 4: «Как зарегистрировать сотрудника в системе»."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.company.domain import employees
from crm.company.models import Employee
from crm.journal.models import Entry
from crm.request_types.models import RequestType
from crm.rights.enums import EMPLOYEE_ROLES, Role
from crm.rights.models import Access, Section
from identity.may import may
from identity.models import Session, User
from notifications.models import Letter
from tenants.context import in_schema, speaking_for
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.factories import data_of
from tests.files.pictures import opened, picture, with_place

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

SIDOROV = {
    "last_name": "Сидоров",
    "first_name": "Пётр",
    "patronymic": "Ильич",
    "email": "Sidorov@example.ru",
    "phone": "8 (908) 437-34-18",
    "position": "Главный инженер",
    "role": Role.DISPATCHER,
}


def test_the_position_has_nothing_to_do_with_the_role(head: User):
    employee = employees.hire(**SIDOROV, by=head)

    assert (employee.position, employee.user.access.role) == ("Главный инженер", Role.DISPATCHER)
    assert (employee.user.email, employee.user.phone) == ("sidorov@example.ru", "+79084373418")
    with in_schema("public"):
        assert Letter.objects.get().recipients == ["sidorov@example.ru"]
    entry = Entry.objects.filter(action="company.hire_employee").latest("id")
    assert (entry.action, entry.actor, entry.changes["last_name"]) == (
        "company.hire_employee",
        head,
        [None, "Сидоров"],
    )
    assert "password" not in entry.changes


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"email": "HEAD@example.ru"}, "email", "Эта почта уже занята"),
        ({"email": "нет"}, "email", "правильный адрес"),
        ({"phone": "12"}, "phone", "Телефон не распознан"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(head: User, wrong: dict[str, str], field: str | None, message: str):
    with pytest.raises(DomainError, match=message) as refused:
        employees.hire(**{**SIDOROV, **wrong}, by=head)
    assert refused.value.field == field
    assert Employee.objects.count() == 1


def test_a_phone_belongs_to_one_person(head: User):
    employees.hire(**SIDOROV, by=head)
    with pytest.raises(DomainError, match="Этот телефон уже занят") as refused:
        employees.hire(**{**SIDOROV, "email": "other@example.ru"}, by=head)
    assert refused.value.field == "phone"


def test_one_who_left_is_out_at_once_and_stays_in_history(tenant: Tenant, head: User, client_of):
    employee = employees.hire(**SIDOROV, by=head, send_password=False)
    client = client_of(tenant, employee.user)
    assert client.get("/crm/").status_code == 200

    employees.change(employee, **data_of(employee, is_active=False), by=head)

    assert client.get("/crm/").status_code == 302
    assert Employee.objects.filter(pk=employee.pk).exists()
    assert Session.objects.filter(session_key=client.cookies["sessionid"].value).count() == 0


def test_the_last_head_cannot_be_lost(head: User):
    nina = Employee.objects.get(user=head)
    for change in ({"role": Role.DISPATCHER}, {"is_active": False}):
        with pytest.raises(DomainError, match="последний руководитель"):
            employees.change(nina, **data_of(nina, **change), by=head)

    make_employee(Role.HEAD, "second@example.ru")
    employees.change(nina, **data_of(nina, role=Role.DISPATCHER), by=head)
    assert User.objects.get(pk=head.pk).access.role == Role.DISPATCHER


def test_a_new_role_is_felt_at_the_next_click(tenant: Tenant, head: User, client_of):
    make_employee(Role.HEAD, "second@example.ru")
    client = client_of(tenant, head)
    assert client.get("/crm/employees/").status_code == 200

    nina = Employee.objects.get(user=head)
    employees.change(nina, **data_of(nina, role=Role.EXECUTOR), by=head)

    assert client.get("/crm/employees/").status_code == 302


@pytest.mark.parametrize("role", EMPLOYEE_ROLES)
def test_only_the_head_manages_employees(tenant: Tenant, staff, role: Role):
    client = staff(role)
    expected = 200 if role == Role.HEAD else 302
    for path in ("/crm/employees/new/", "/crm/company/profile/names/"):
        assert client.get(path).status_code == expected, path


def test_the_form_shows_the_refusal_at_its_field(staff, tenant: Tenant):
    answer = staff().post("/crm/employees/new/", {**SIDOROV, "email": "head@example.ru"})

    assert answer.status_code == 200
    assert "Эта почта уже занята" in answer.content.decode()
    assert Employee.objects.count() == 1


def test_an_employee_is_added_by_the_form(staff, tenant: Tenant):
    answer = staff().post("/crm/employees/new/", {**SIDOROV, "send_password": "on"})

    assert answer.status_code == 302
    assert may(User.objects.get(email="sidorov@example.ru"), "wagtailadmin.access_admin")


def test_the_list_costs_the_same_for_one_and_for_twenty(staff, tenant: Tenant):
    client = staff()
    client.get("/crm/employees/")
    with CaptureQueriesContext(connection) as few:
        client.get("/crm/employees/")
    for number in range(20):
        make_employee(Role.EXECUTOR, f"worker{number}@example.ru")
    with CaptureQueriesContext(connection) as many:
        client.get("/crm/employees/")
    assert len(many) == len(few)


def test_nobody_is_deleted(staff, tenant: Tenant):
    client = staff()
    employee = Employee.objects.get()
    assert client.post(f"/crm/employees/delete/{employee.pk}/").status_code == 404
    assert Employee.objects.filter(pk=employee.pk).exists()


def test_times_are_shown_in_the_companys_zone(tenant: Tenant, client_of, head: User):
    Tenant.objects.filter(pk=tenant.pk).update(time_zone="Asia/Kamchatka")
    tenant.refresh_from_db()
    with speaking_for(tenant):
        far = employees.hire(**SIDOROV, by=head, send_password=False)

    assert far.user.wagtail_userprofile.get_current_time_zone() == "Asia/Kamchatka"


def test_the_zone_of_an_employee_is_set_by_whoever_adds_and_changes(staff, tenant: Tenant):
    client = staff()
    client.post("/crm/employees/new/", {**SIDOROV, "time_zone": "Asia/Kamchatka"})
    user = User.objects.get(email="sidorov@example.ru")
    assert (user.time_zone, user.wagtail_userprofile.get_current_time_zone()) == ("Asia/Kamchatka", "Asia/Kamchatka")

    client.post(f"/crm/employees/edit/{user.employee.pk}/", {**SIDOROV, "is_active": "on", "time_zone": ""})
    user = User.objects.get(pk=user.pk)
    assert (user.time_zone, user.wagtail_userprofile.get_current_time_zone()) == ("", tenant.time_zone)
    entry = Entry.objects.filter(action="company.change_employee").get()
    assert entry.changes == {"time_zone": ["Asia/Kamchatka", ""]}


def test_a_new_employee_has_no_role_until_one_is_chosen(staff, tenant: Tenant):
    page = staff().get("/crm/employees/new/")
    assert page.context["form"]["role"].value() in (None, "")


def test_what_an_employee_does_and_where(head: User):
    water, lifts = (RequestType.objects.get(name__startswith=name) for name in ("Холодное", "Лифтовое"))
    centre = Section.objects.create(name="Центр")

    employee = employees.hire(
        **SIDOROV, extension="101", request_types=[water, lifts], sections=[centre], by=head, send_password=False
    )

    assert (employee.extension, set(employee.request_types.all()), list(employee.user.sections.all())) == (
        "101", {water, lifts}, [centre],
    )  # fmt: skip
    changes = Entry.objects.filter(action="company.hire_employee").latest("id").changes
    assert changes["request_types"] == ["", "Лифтовое оборудование, Холодное водоснабжение"]
    assert changes["sections"] == ["", "Центр"]


def test_an_extension_rings_at_one_desk(head: User):
    employee = employees.hire(**SIDOROV, extension="101", by=head, send_password=False)
    with pytest.raises(DomainError, match="уже у другого: Сидоров") as refused:
        employees.hire(**{**SIDOROV, "email": "b@example.ru", "phone": ""}, extension="101", by=head)
    assert refused.value.field == "extension"

    employees.change(employee, **data_of(employee, is_active=False), by=head)
    assert employees.hire(**{**SIDOROV, "email": "b@example.ru", "phone": ""}, extension="101", by=head).extension


def test_whoever_manages_employees_cannot_take_a_heads_place(tenant: Tenant, head: User):
    """Else he would set the head's e-mail to his own and ask for a new password."""
    manager = make_employee(Role.CLIENT_DESK)
    Access.objects.filter(user=manager).update(given=["company.manage_employees@computer"])
    manager = User.objects.get(pk=manager.pk)
    nina = Employee.objects.get(user=head)
    before = data_of(nina)

    for act in (
        lambda: employees.change(nina, **data_of(nina, email="mine@example.ru"), by=manager),
        lambda: employees.invite(nina, by=manager),
        lambda: employees.hire(**SIDOROV | {"role": Role.HEAD}, by=manager),
    ):
        with pytest.raises(DomainError, match="нет у вас"):
            act()
    assert data_of(Employee.objects.select_related("user").get(user=head)) == before
    inspector = employees.hire(**SIDOROV | {"role": Role.INSPECTOR}, by=manager)
    assert inspector.user.access.role == Role.INSPECTOR


def test_a_photo_is_drawn_anew_and_seen_by_colleagues_only(tenant: Tenant, head: User, client_of):
    nina = Employee.objects.get(user=head)
    employees.set_photo(nina, photo=ContentFile(with_place(), "Нина.jpg"), by=head)
    nina.refresh_from_db()
    path = f"/crm/company/employees/{nina.pk}/photo/"

    seen = client_of(tenant, make_employee(Role.EXECUTOR)).get(path)
    body = b"".join(seen.streaming_content)
    assert (seen.status_code, opened(body).size, dict(opened(body).getexif())) == (200, (40, 20), {})
    resident = User.objects.create_user("resident@example.ru", "Сирень-под-окном-7", last_name="Жилец")
    assert client_of(tenant).get(path).url == f"/crm/login/?next={path}"
    assert client_of(tenant, resident).get(path).status_code == 404


def test_the_old_photo_goes_once_the_new_one_is_kept(tenant: Tenant, head: User, django_capture_on_commit_callbacks):
    nina = Employee.objects.get(user=head)
    employees.set_photo(nina, photo=ContentFile(picture(), "a.jpg"), by=head)
    nina.refresh_from_db()
    storage, first = nina.photo.storage, nina.photo.name
    with django_capture_on_commit_callbacks(execute=True):
        employees.set_photo(nina, photo=None, by=head)
    nina.refresh_from_db()
    assert (bool(nina.photo), storage.exists(first)) == (False, False)


def test_everybody_sets_his_own_zone(tenant: Tenant, head: User, client_of):
    """Manual, section 6: «Система под вас сразу перенастроится»."""
    employees.change_own_contacts(head, phone="8 908 437-34-18", time_zone="Asia/Vladivostok")

    user = User.objects.get(pk=head.pk)
    assert (user.phone, user.time_zone) == ("+79084373418", "Asia/Vladivostok")
    assert user.wagtail_userprofile.get_current_time_zone() == "Asia/Vladivostok"
    with pytest.raises(DomainError, match="нет в списке"):
        employees.change_own_contacts(head, phone="", time_zone="Asia/Nowhere")


def test_the_card_of_a_colleague(tenant: Tenant, head: User, staff):
    employee = employees.hire(**SIDOROV, extension="101", by=head, send_password=False)
    page = staff(Role.DISPATCHER).get(f"/crm/employees/inspect/{employee.pk}/").content.decode()
    for words in ("Сидоров Пётр Ильич", "Главный инженер", "+7 908 437-34-18", "101"):
        assert words in page, words
