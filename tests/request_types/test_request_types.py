"""Manual, section 6, «Типы заявок»."""

import pytest
from django.db import DatabaseError, transaction

from crm.journal.models import Entry
from crm.request_types.domain.request_types import save_type
from crm.request_types.models import RequestType
from crm.rights.enums import EMPLOYEE_ROLES, Role
from identity.models import User
from tenants.errors import DomainError
from tenants.models import Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_a_new_company_has_the_ten_of_the_manual(tenant: Tenant):
    names = list(RequestType.objects.filter(is_active=True).values_list("name", flat=True))
    assert len(names) == 10
    assert (names[0], names[8]) == ("Холодное водоснабжение", "Лифтовое оборудование")


def test_one_more_is_added_and_a_silly_one_switched_off(tenant: Tenant, head: User):
    silly = save_type(None, name="  Ловля   привидений ", is_active=True, order=200, by=head)
    assert silly.name == "Ловля привидений"

    save_type(silly, name=silly.name, is_active=False, order=200, by=head)

    assert not RequestType.objects.get(pk=silly.pk).is_active
    assert Entry.objects.latest("id").changes == {"is_active": [True, False]}


@pytest.mark.parametrize(("name", "message"), [("", "Напишите"), ("ОТОПЛЕНИЕ", "уже есть")])
def test_a_name_is_needed_and_stands_once(tenant: Tenant, head: User, name: str, message: str):
    with pytest.raises(DomainError, match=message):
        save_type(None, name=name, is_active=True, order=1, by=head)


def test_a_type_is_never_deleted(tenant: Tenant):
    with pytest.raises(DatabaseError), transaction.atomic():
        RequestType.objects.first().delete()


@pytest.mark.parametrize("role", EMPLOYEE_ROLES)
def test_the_head_and_the_dispatcher_keep_the_list(staff, tenant: Tenant, role: Role):
    client = staff(role)
    expected = 200 if role in {Role.HEAD, Role.DISPATCHER} else 302
    assert client.get("/crm/request_types/").status_code == expected
    assert client.get("/crm/request_types/new/").status_code == expected


def test_the_form_adds_and_says_what_is_wrong(staff, tenant: Tenant):
    client = staff()
    data = {"name": "Домофоны", "is_active": "on", "order": "110"}
    assert client.post("/crm/request_types/new/", data).status_code == 302
    again = client.post("/crm/request_types/new/", data)
    assert "Такой тип заявок уже есть" in again.content.decode()
    assert RequestType.objects.filter(name="Домофоны").count() == 1
