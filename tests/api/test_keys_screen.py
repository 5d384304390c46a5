"""«Компания — Ключи API»."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.api.domain import tokens
from crm.api.models import Token
from crm.company import rights
from crm.rights import registry
from crm.rights.domain import access
from crm.rights.enums import EMPLOYEE_ROLES, Role
from crm.rights.registry import Box
from identity.channels import Channel
from identity.models import User
from tenants.models import Tenant
from tests.api.conftest import Program
from tests.api.test_tokens import issue
from tests.conftest import make_employee
from tests.shell.test_desk import sections

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

PATHS = ("/crm/api-keys/", "/crm/api-keys/new/")


def with_box(role: Role, *boxes: Box) -> User:
    user = make_employee(role, f"{role}.more@example.ru")
    access.set_rights(user, access.Rights(role, registry.preset(role) | set(boxes), {}), by=None)
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("role", EMPLOYEE_ROLES)
def test_it_is_there_for_who_has_anything_for_programs(tenant: Tenant, client_of, role: Role):
    bare = client_of(tenant, make_employee(role))
    more = client_of(tenant, with_box(role, Box(rights.SEE_OFFICES, Channel.API)))
    for path in PATHS:
        assert bare.get(path).status_code == (200 if role == Role.HEAD else 302), path
        assert more.get(path).status_code == 200, path
    assert ("Ключи API" in sections(bare.get("/crm/").content.decode())) is (role == Role.HEAD)
    assert "Ключи API" in sections(more.get("/crm/").content.decode())


def test_who_manages_keys_needs_none_of_his_own(head: User, tenant: Tenant, client_of):
    issue(head, name="Ключ руководителя")
    keeper = with_box(Role.DISPATCHER, Box(rights.MANAGE_KEYS, Channel.COMPUTER))
    page = client_of(tenant, keeper).get("/crm/api-keys/").content.decode()
    assert "Ключ руководителя" in page
    assert "Выпустить ключ" not in page


def test_the_key_is_shown_once(tenant: Tenant, staff):
    client = staff()
    form = {"name": "1С", "expires": "365", "only": [rights.SEE_EMPLOYEES]}
    answer = client.post("/crm/api-keys/new/", form)
    secret = re.search(r'value="(burm_[\w-]{43})"', answer.content.decode())[1]  # type: ignore[index]

    assert "no-store" in answer["Cache-Control"]
    assert Program("alpha.localhost:8000", secret).get("/employees").status_code == 200
    token = Token.objects.get()
    assert token.only == [rights.SEE_EMPLOYEES]
    assert round((token.expires_at - token.created_at) / timedelta(days=1)) == 365
    page = client.get("/crm/api-keys/").content.decode()
    assert secret[:10] in page
    assert secret not in page
    assert "Ключ с таким названием у вас уже есть" in client.post("/crm/api-keys/new/", form).content.decode()


def test_with_everything_ticked_it_follows_the_persons_rights(tenant: Tenant, staff):
    client = staff()
    everything = re.findall(r'name="only" value="([^"]+)"', client.get("/crm/api-keys/new/").content.decode())
    assert set(everything) == {box.code for box in registry.boxes() if box.channel == Channel.API}
    client.post("/crm/api-keys/new/", {"name": "1С", "expires": "30", "only": everything})
    assert Token.objects.get().only is None


@pytest.mark.parametrize("wrong", [{"only": []}, {"only": [rights.MANAGE_RIGHTS]}, {"expires": "9999"}, {"name": ""}])
def test_what_is_wrong_makes_no_key(tenant: Tenant, staff, wrong: dict[str, object]):
    answer = staff().post(
        "/crm/api-keys/new/", {"name": "1С", "expires": "365", "only": ["company.see_profile"], **wrong}
    )
    assert answer.status_code == 200
    assert Token.objects.count() == 0


def test_another_persons_key_is_not_there(head: User, tenant: Tenant, client_of):
    token = issue(head, name="Ключ руководителя").token
    other = client_of(tenant, with_box(Role.DISPATCHER, Box(rights.SEE_OFFICES, Channel.API)))
    assert "Ключ руководителя" not in other.get("/crm/api-keys/").content.decode()
    assert other.post(f"/crm/api-keys/{token.pk}/revoke/").status_code == 404
    assert Token.objects.get().works


def test_revoking_asks_once(head: User, tenant: Tenant, client_of):
    token = issue(head).token
    client, path = client_of(tenant, head), f"/crm/api-keys/{token.pk}/revoke/"
    assert "перестанет работать сразу" in client.get(path).content.decode()
    assert Token.objects.get().works
    assert client.post(path)["Location"] == "/crm/api-keys/"
    assert not Token.objects.get().works
    assert "Отозван" in client.get("/crm/api-keys/").content.decode()
    assert client.get(path).status_code == 404


def test_the_list_costs_the_same_for_one_and_for_twenty(head: User, tenant: Tenant, client_of):
    client = client_of(tenant, head)
    tokens.revoke(issue(head).token, by=head)
    client.get("/crm/api-keys/")
    with CaptureQueriesContext(connection) as few:
        client.get("/crm/api-keys/")
    for number in range(20):
        issue(head, name=f"Ключ {number}")
    with CaptureQueriesContext(connection) as many:
        client.get("/crm/api-keys/")
    assert len(many) == len(few)
