"""Manual, section 4: «Как зарегистрировать сотрудника в системе»."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.company.domain import employees
from crm.company.models import Employee
from crm.journal.models import Entry
from crm.rights.enums import EMPLOYEE_ROLES, Role
from identity.may import may
from identity.models import User
from notifications.models import Letter
from tenants.context import in_schema, speaking_for
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.conftest import make_employee

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


def data_of(employee: Employee, **other: object) -> dict[str, object]:
    user = employee.user
    own = {
        "last_name": user.last_name,
        "first_name": user.first_name,
        "patronymic": user.patronymic,
        "email": user.email,
        "phone": user.phone,
        "position": employee.position,
        "role": Role(user.access.role),
        "is_active": user.is_active,
    }
    return own | other


def test_the_position_has_nothing_to_do_with_the_role(head: User):
    employee = employees.hire(**SIDOROV, by=head)

    assert (employee.position, employee.user.access.role) == ("Главный инженер", Role.DISPATCHER)
    assert (employee.user.email, employee.user.phone) == ("sidorov@example.ru", "+79084373418")
    with in_schema("public"):
        assert Letter.objects.get().recipients == ["sidorov@example.ru"]
    entry = Entry.objects.latest("id")
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
        ({"phone": "12"}, None, "Телефон не распознан"),
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
