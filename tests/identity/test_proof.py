"""«Подтвердите, что это вы»: before what a thief at an open screen must not do."""

import pytest
from django.test import Client

from identity.models import User
from identity.proof import FRESH_SECONDS
from tenants.models import Tenant
from tests.conftest import PASSWORD, make_employee
from tests.identity.codes import WRONG, app_code, switch_on

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

GUARDED = [
    "/crm/account/password/",
    "/crm/account/second-factor/",
    "/crm/account/second-factor/codes/",
    "/crm/account/second-factor/off/",
    "/crm/company/sign-in-rules/",
]


@pytest.fixture
def nina(tenant: Tenant) -> User:
    return make_employee()


@pytest.fixture
def client(tenant: Tenant, nina: User, client_of) -> Client:
    """Signed in some time ago."""
    client = client_of(tenant, nina)
    grow_old(client)
    return client


def grow_old(client: Client) -> None:
    session = client.session
    session["proved_at"] -= FRESH_SECONDS
    session.save()


@pytest.mark.parametrize("path", GUARDED)
def test_what_is_guarded_asks_who_it_is_and_leads_back(client: Client, path: str):
    assert client.get(path).url == f"/crm/proof/?next={path.replace('/', '%2F')}"
    assert client.post("/crm/proof/", {"password": PASSWORD, "next": path}).url == path
    assert client.get(path).status_code == 200


def test_signing_in_counts_as_proof(tenant: Tenant, nina: User, client_of):
    client = client_of(tenant)
    client.post("/crm/login/", {"username": nina.email, "password": PASSWORD})
    assert client.get(GUARDED[0]).status_code == 200


def test_a_code_is_as_good_as_the_password(tenant: Tenant, nina: User, client: Client):
    assert "Или код" not in client.get("/crm/proof/").content.decode()
    switch_on(nina)
    fresh = client_again(client)
    assert "Или код" in fresh.get("/crm/proof/").content.decode()
    assert "Код не подошёл" in fresh.post("/crm/proof/", {"code": WRONG}).content.decode()
    assert fresh.post("/crm/proof/", {"code": app_code(nina), "next": GUARDED[0]}).url == GUARDED[0]


def client_again(client: Client) -> Client:
    """Switching on ends all sessions."""
    client.force_login(User.objects.get(), backend="identity.backends.SignInBackend")
    return client


def test_a_wrong_password_proves_nothing_and_is_counted(nina: User, client: Client, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    for _ in range(10):
        assert "Пароль не подошёл" in client.post("/crm/proof/", {"password": "мимо"}).content.decode()

    assert "вход закрыт" in client.post("/crm/proof/", {"password": PASSWORD}).content.decode()
    assert client.get(GUARDED[0]).status_code == 302


def test_a_stranger_does_not_learn_what_is_there(tenant: Tenant, client_of):
    assert client_of(tenant).get(GUARDED[0]).url == f"/crm/login/?next={GUARDED[0]}"
    assert client_of(tenant).get("/crm/proof/").url == "/crm/login/?next=/crm/proof/"


def test_one_is_never_led_to_another_host(client: Client):
    assert client.post("/crm/proof/", {"password": PASSWORD, "next": "https://evil.example/"}).url == "/crm/"


def test_nothing_typed_is_lost(client: Client):
    """The form goes back to its page, which offers what the browser kept; it is not said that it was saved."""
    answer = client.post(
        "/crm/company/sign-in-rules/",
        {"second_factor_roles": "head", "_draft": "abcdefgh12"},
        headers={"Referer": "http://alpha.localhost:8000/crm/company/sign-in-rules/?a=1"},
    )

    assert answer.url == "/crm/proof/?next=%2Fcrm%2Fcompany%2Fsign-in-rules%2F%3Fa%3D1"
    assert "draft-abcdefgh12" not in answer.cookies
    page = client.get(answer.url).content.decode()
    assert "Введённое осталось в этом браузере" in page
    assert 'value="/crm/company/sign-in-rules/?a=1"' in page


def test_a_script_is_told_where_to_sign_in_instead_of_getting_the_page(client: Client):
    answer = client.get(GUARDED[0], headers={"HX-Request": "true"})
    assert (answer.status_code, answer["X-Sign-In"]) == (401, "/crm/proof/")


def test_every_guard_of_rights_stays_visible_under_the_proof():
    from crm.company.views.sign_in_rules import rules_of_sign_in

    assert rules_of_sign_in.guarded_by == {"company.manage_sign_in"}
