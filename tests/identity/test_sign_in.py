"""Manual, section 1: login is a mobile phone or e-mail; the first password must be changed."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.company.domain.employees import invite
from crm.company.models import Employee
from identity import tasks
from identity.domain.passwords import give_one_time_password
from identity.models import User
from tenants.context import in_schema, speaking_for
from tenants.models import Tenant
from tenants.secrets import Secret
from tests.conftest import PASSWORD, make_employee

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def sign_in(client: Client, login: str, password: str = PASSWORD, path: str = "/crm/login/"):
    return client.post(path, {"username": login, "password": password, "next": "/crm/"})


@pytest.fixture
def nina(tenant: Tenant) -> User:
    user = make_employee()
    user.phone = "+79084373418"
    user.save()
    return user


@pytest.mark.parametrize("login", ["head@example.ru", "HEAD@Example.ru ", "+7 (908) 437-34-18", "89084373418"])
def test_one_signs_in_by_mail_or_phone(tenant: Tenant, nina: User, client_of, login: str):
    client = client_of(tenant)
    assert sign_in(client, login).status_code == 302
    assert client.get("/crm/").status_code == 200


@pytest.mark.parametrize(
    ("login", "password"),
    [("head@example.ru", "неверный"), ("nobody@example.ru", PASSWORD), ("+79000000000", PASSWORD)],
)
def test_a_wrong_password_and_an_unknown_login_look_the_same(tenant, nina, client_of, login, password):
    answer = sign_in(client_of(tenant), login, password)
    assert answer.status_code == 200
    assert "Логин или пароль не подходят" in answer.content.decode()


def test_an_employee_who_left_cannot_come_in(tenant: Tenant, nina: User, client_of):
    nina.is_active = False
    nina.save()
    assert "Логин или пароль не подходят" in sign_in(client_of(tenant), nina.email).content.decode()


def test_a_password_of_one_company_does_not_open_another(tenant: Tenant, beta: Tenant, nina: User, client_of):
    answer = sign_in(client_of(beta), nina.email)
    assert "Логин или пароль не подходят" in answer.content.decode()


def test_an_operator_is_nobody_on_a_companys_host(tenant: Tenant, client_of):
    with in_schema("public"):
        User.objects.create_superuser("op@example.ru", PASSWORD, last_name="Оператор")
    assert "не подходят" in sign_in(client_of(tenant), "op@example.ru").content.decode()
    assert sign_in(client_of(None), "op@example.ru", path="/operator/login/").status_code == 302


def test_a_one_time_password_opens_only_the_page_where_it_is_changed(tenant: Tenant, nina: User, client_of):
    password = give_one_time_password(nina)
    client = client_of(tenant)
    sign_in(client, nina.email, password)

    assert client.get("/crm/employees/").headers["Location"] == "/crm/new-password/"
    assert "Придумайте свой пароль" in client.get("/crm/new-password/").content.decode()

    weak = client.post("/crm/new-password/", {"password1": "12345678", "password2": "12345678"})
    assert weak.status_code == 200
    client.post("/crm/new-password/", {"password1": "Новый-пароль-55", "password2": "Новый-пароль-55"})

    assert client.get("/crm/employees/").status_code == 200
    assert sign_in(client_of(tenant), nina.email, password).status_code == 200, "the one-time password is no more"


def test_too_many_tries_are_refused_for_that_login_and_not_for_the_neighbour(tenant, beta, nina, client_of):
    for _ in range(10):
        sign_in(client_of(tenant), nina.email, "мимо")

    refused = sign_in(client_of(tenant), nina.email)
    assert refused.status_code == 429
    assert "Слишком много попыток" in refused.content.decode()
    with speaking_for(beta):
        make_employee()
    assert sign_in(client_of(beta), "head@example.ru").status_code == 302


def test_a_session_of_one_company_is_nothing_in_another(tenant: Tenant, beta: Tenant, nina: User, client_of):
    at_home = client_of(tenant, nina)
    assert at_home.get("/crm/").status_code == 200
    stranger = client_of(beta)
    stranger.cookies.update(at_home.cookies)

    assert stranger.get("/crm/").status_code == 302


def test_forgotten_password_comes_by_mail(tenant: Tenant, nina: User, client_of, django_capture_on_commit_callbacks):
    from notifications.models import Letter

    client_of(tenant).post("/crm/password_reset/", {"email": nina.email})

    with in_schema("public"):
        letter = Letter.objects.get()
    assert letter.recipients == [nina.email]
    assert "http://alpha.localhost:8000/crm/password_reset/confirm/" in letter.text


def test_an_invitation_names_login_password_and_address(tenant: Tenant, nina: User):
    from notifications.models import Letter

    invite(Employee.objects.get(user=nina), by=None)

    with in_schema("public"):
        letter = Letter.objects.get()
    nina.refresh_from_db()
    assert nina.must_change_password
    assert "http://alpha.localhost:8000/crm/" in letter.text
    password = letter.text.split("Одноразовый пароль: ")[1].split()[0]
    assert nina.check_password(password)


def test_asking_for_a_password_tells_nobody_who_is_known(
    tenant: Tenant, nina: User, client_of, monkeypatch: pytest.MonkeyPatch
):
    """The same page and the same queries, whether somebody has the address or not: the letter is a task's work."""
    queued: list[str] = []
    monkeypatch.setattr(tasks.send_password_link, "delay", queued.append)
    client = client_of(tenant)
    client.get("/crm/password_reset/")
    answers = []
    for address in (nina.email, "nobody@example.ru"):
        with CaptureQueriesContext(connection) as queries:
            answer = client.post("/crm/password_reset/", {"email": address})
        answers.append((answer.status_code, answer["Location"], len(queries)))

    assert answers[0] == answers[1]
    assert [Secret(text).open() for text in queued] == [nina.email, "nobody@example.ru"]
    assert nina.email not in str(queued)
