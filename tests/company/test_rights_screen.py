"""The matrix of rights and «Кто что может» as the head uses them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.company.models import Employee
from crm.rights import registry
from crm.rights.domain.access import Rights, boxes_of
from crm.rights.enums import Role
from crm.rights.models import Access
from identity.models import User
from tenants.models import Tenant
from tests.conftest import make_employee

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

SEE_FROM_PHONE = "company.see_employees@mobile"


@pytest.fixture
def komarov(tenant: Tenant) -> User:
    return make_employee(Role.DISPATCHER)


def path_of(user: User) -> str:
    return f"/crm/company/employees/{Employee.objects.get(user=user).pk}/rights/"


def sent(user: User, **other: object) -> dict[str, object]:
    """What the form of this person sends when nothing is touched."""
    access = Access.objects.get(user=user)
    rights = Rights.of(access)
    rows = {f"rows:{code}": str(extent) for code, extent in rights.rows.items()}
    boxes = sorted(map(str, rights.boxes))
    return {"role": access.role, "seen": access.version, "box": boxes, "do": "save", **rows, **other}


def ticked(page: str) -> set[str]:
    return set(re.findall(r'name="box" value="([^"]+)" checked', page))


def test_every_action_of_every_module_is_drawn_from_the_registry(staff, komarov: User):
    page = staff().get(path_of(komarov)).content.decode()
    assert ticked(page) == {str(box) for box in boxes_of(Access.objects.get(user=komarov))}
    assert set(re.findall(r'name="box" value="([^"]+)"', page)) == {str(box) for box in registry.boxes()}
    for action in registry.actions():
        assert action.label in page, action


def test_one_box_is_taken_away_and_is_marked(staff, komarov: User):
    client = staff()
    data = sent(komarov)
    data["box"].remove(SEE_FROM_PHONE)  # type: ignore[attr-defined]  # a list
    assert client.post(path_of(komarov), data).status_code == 302

    assert Access.objects.get(user=komarov).withheld == [SEE_FROM_PHONE]
    page = client.get(path_of(komarov)).content.decode()
    assert SEE_FROM_PHONE not in ticked(page)
    assert page.count('<tr class="differs">') == 1
    assert "с отдельными правами" in client.get("/crm/employees/").content.decode()


@pytest.mark.parametrize(("button", "count"), [("all", len), ("role", None), ("none", lambda boxes: 0)])
def test_whole_sets_are_ticked_without_a_script_and_not_saved(staff, komarov: User, button: str, count):
    before = Access.objects.get(user=komarov).version
    page = staff().post(path_of(komarov), sent(komarov, do=button)).content.decode()
    expected = len(registry.preset(Role.DISPATCHER)) if count is None else count(registry.boxes())
    assert len(ticked(page)) == expected
    assert Access.objects.get(user=komarov).version == before


def test_a_refusal_keeps_what_was_ticked(staff, tenant: Tenant, head: User, client_of):
    client = client_of(tenant, head)
    answer = client.post(path_of(head), sent(head, role="dispatcher"))
    assert answer.status_code == 422
    assert "последний руководитель" in answer.content.decode()
    assert Access.objects.get(user=head).role == Role.HEAD


def test_what_one_lacks_is_grey(tenant: Tenant, head: User, komarov: User, client_of):
    deputy = make_employee(Role.CLIENT_DESK)
    Access.objects.filter(user=deputy).update(given=["company.manage_rights@computer"])
    page = client_of(tenant, deputy).get(path_of(make_employee(Role.EXECUTOR))).content.decode()
    assert re.search(r'value="company.edit_requisites@computer" disabled', page)
    assert not re.search(r'value="company.see_employees@computer" disabled', page)


def test_two_who_change_one_person_do_not_overwrite_each_other(staff, tenant: Tenant, komarov: User, client_of):
    first, second = staff(), client_of(tenant, make_employee(Role.HEAD, "second@example.ru"))
    stale = sent(komarov, box=[])
    assert first.post(path_of(komarov), sent(komarov, box=[SEE_FROM_PHONE])).status_code == 302
    answer = second.post(path_of(komarov), stale)
    assert (answer.status_code, "изменил кто-то ещё" in answer.content.decode()) == (422, True)
    assert boxes_of(Access.objects.get(user=komarov)) == {box for box in registry.boxes() if str(box) == SEE_FROM_PHONE}


def test_an_employee_without_a_right_is_warned_of(staff, komarov: User):
    page = staff().post(path_of(komarov), sent(komarov, do="none")).content.decode()
    assert "пустой рабочий стол" in page


def compared(page: str) -> list[str]:
    """The actions that the comparison shows."""
    return re.findall(r'<th scope="row">([^<]+)', page.split('class="compare"')[1])


def test_everybody_side_by_side(staff, komarov: User):
    client = staff()
    page = client.get("/crm/company/rights/").content.decode()
    assert page.count("Иванова Нина</a>") == 2
    assert sorted(compared(page)) == sorted(action.label for action in registry.actions())

    different = [action.label for action in registry.actions() if action.boxes - registry.preset(Role.DISPATCHER)]
    fewer = client.get("/crm/company/rights/?only=different").content.decode()
    assert sorted(compared(fewer)) == sorted(different)
    assert client.get("/crm/company/rights/?role=dispatcher").content.decode().count("Иванова Нина</a>") == 1


def test_side_by_side_costs_the_same_for_two_and_for_ten(staff, tenant: Tenant):
    client = staff()
    client.get("/crm/company/rights/")
    with CaptureQueriesContext(connection) as few:
        client.get("/crm/company/rights/")
    for number in range(10):
        make_employee(Role.EXECUTOR, f"worker{number}@example.ru")
    with CaptureQueriesContext(connection) as many:
        client.get("/crm/company/rights/")
    assert len(many) == len(few)
