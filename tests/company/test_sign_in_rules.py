"""«Компания — Правила входа»: of which roles a code is asked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.company.domain import sign_in_rules
from crm.company.models import SignInRules
from crm.journal.models import Entry
from crm.rights.enums import Role
from identity.domain import second_factor
from identity.models import User
from tenants.context import speaking_for
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.conftest import PASSWORD, make_employee
from tests.identity.codes import app_code, switch_on

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

SET_UP = "/crm/account/second-factor/"


@pytest.fixture
def accountant(tenant: Tenant) -> User:
    return make_employee(Role.ACCOUNTANT)


def require(*roles: Role, by: User) -> None:
    sign_in_rules.change(second_factor_roles=roles, by=by)


def test_the_role_is_led_to_the_set_up_and_nowhere_else_but_out(
    tenant: Tenant, head: User, accountant: User, client_of
):
    require(Role.ACCOUNTANT, by=head)
    client = client_of(tenant)
    client.post("/crm/login/", {"username": accountant.email, "password": PASSWORD})

    for path in ("/crm/", "/crm/account/", "/crm/account/password/", "/"):
        assert client.get(path).url == SET_UP, path
    assert "Компания просит" in client.get(SET_UP).content.decode()
    client.post(SET_UP, {"code": app_code(accountant, confirmed=False)})
    assert client.get("/crm/").status_code == 200
    client.post("/crm/logout/")
    assert client.get("/crm/").url == "/crm/login/?next=/crm/"


def test_who_is_signed_in_already_is_led_there_at_the_next_click(
    tenant: Tenant, head: User, accountant: User, client_of
):
    client = client_of(tenant, accountant)
    dispatcher = client_of(tenant, make_employee(Role.DISPATCHER))
    assert client.get("/crm/").status_code == 200

    require(Role.ACCOUNTANT, by=head)
    assert client.get("/crm/").url == SET_UP
    assert dispatcher.get("/crm/").status_code == 200
    require(by=head)
    assert client.get("/crm/").status_code == 200


def test_who_has_it_notices_nothing_and_cannot_switch_it_off(tenant: Tenant, head: User, accountant: User, client_of):
    switch_on(accountant)
    client = client_of(tenant, accountant)
    require(Role.ACCOUNTANT, by=head)

    assert client.get("/crm/").status_code == 200
    assert "выключить его нельзя" in client.post(f"{SET_UP}off/", follow=True).content.decode()
    assert second_factor.is_on(accountant)


def test_a_one_time_password_is_changed_first(tenant: Tenant, head: User, accountant: User, client_of):
    require(Role.ACCOUNTANT, by=head)
    client = client_of(tenant, accountant)
    User.objects.filter(pk=accountant.pk).update(must_change_password=True)

    assert client.get("/crm/").url == "/crm/new-password/"
    assert client.get("/crm/new-password/").status_code == 200


def test_nobody_locks_himself_out(head: User):
    with pytest.raises(DomainError, match="у себя") as refused:
        require(Role.HEAD, by=head)
    assert refused.value.field == "second_factor_roles"
    switch_on(head)
    require(Role.HEAD, by=head)
    assert sign_in_rules.second_factor_roles() == [Role.HEAD]


def test_a_change_is_in_the_journal(head: User):
    require(Role.ACCOUNTANT, Role.DISPATCHER, by=head)

    entry = Entry.objects.get(action="company.change_sign_in_rules")
    assert entry.changes == {"second_factor_roles": ["", "Бухгалтер, Диспетчер"]}


def test_the_screen_is_for_those_who_may(tenant: Tenant, head: User, accountant: User, client_of):
    boss = client_of(tenant, head)
    answer = boss.post("/crm/company/sign-in-rules/", {"second_factor_roles": ["accountant"]}, follow=True)
    assert "Правила входа сохранены" in answer.content.decode()
    assert SignInRules.objects.get().second_factor_roles == ["accountant"]

    require(by=head)
    other = client_of(tenant, accountant)
    assert other.post("/crm/company/sign-in-rules/", {"second_factor_roles": []}).url == "/crm/"
    assert "sign-in-rules" in boss.get("/crm/").content.decode()
    assert "sign-in-rules" not in other.get("/crm/").content.decode()


def test_a_company_asks_only_its_own_people(tenant: Tenant, beta: Tenant, head: User, client_of):
    require(Role.ACCOUNTANT, by=head)
    with speaking_for(beta):
        theirs = make_employee(Role.ACCOUNTANT)
        assert second_factor.is_required(theirs) is False


def test_a_click_of_one_signed_in_does_not_ask_for_the_rules(tenant: Tenant, head: User, client_of):
    client = client_of(tenant, head)
    client.get("/crm/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/crm/")
    assert sum("signinrules" in query["sql"] or "otp_totp" in query["sql"] for query in queries) == 0
