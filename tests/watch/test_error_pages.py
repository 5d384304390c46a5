"""Pages of errors: plain words, the dispatcher's phone, a way on, the id to name; also while the database is away."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.test import Client, RequestFactory
from redis.exceptions import ConnectionError as RedisConnectionError

from crm.company.models import Profile
from tenants.context import speaking_for
from tenants.models import Tenant
from tests import database
from watch import error_pages

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def phone(alpha: Tenant) -> None:
    with speaking_for(alpha):
        Profile.objects.update(emergency_phone="+7 342 200-11-22")


@pytest.fixture
def breaking(client_of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """A page of a company (or of the platform) that raises."""

    def ask(error: Exception, of: Tenant | None) -> Any:
        def broken(*_: Any, **__: Any) -> None:
            raise error

        where = "sites_cms.pages.domain.queries.latest_news" if of else "registration.views.public_steps"
        monkeypatch.setattr(where, broken)
        client = client_of(of)
        client.raise_request_exception = False
        return client.get("/" if of else "/price/")

    return ask


TROUBLES = [
    (SuspiciousOperation("x"), 400, "Запрос не удалось понять"),
    (PermissionDenied(), 403, "Сюда нет доступа"),
    (RequestDataTooBig("x"), 413, "Слишком большой файл"),
    (ValueError("x"), 500, "Страница сломалась"),
    (OperationalError("x"), 503, "Сервис ненадолго прервался"),
    (RedisConnectionError("x"), 503, "Сервис ненадолго прервался"),
]


@pytest.mark.parametrize(("error", "status", "title"), TROUBLES)
@pytest.mark.usefixtures("phone")
def test_on_a_companys_site(breaking, alpha: Tenant, error: Exception, status: int, title: str):
    Client(HTTP_HOST="alpha.localhost:8000").get("/novosti/")  # from a good page the plain one learns the phone
    answer = breaking(error, alpha)
    text = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"]) == (status, "no-store")
    assert f"<h1>{title}</h1>" in text
    assert 'href="tel:+73422001122"' in text
    assert 'href="/"' in text
    assert answer["X-Request-ID"] in text
    assert answer.has_header("Retry-After") is (status == 503)


@pytest.mark.parametrize(("error", "status", "title"), TROUBLES)
def test_on_the_platform(breaking, error: Exception, status: int, title: str):
    answer = breaking(error, None)
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in answer.content.decode()
    assert answer["X-Request-ID"] in answer.content.decode()


def test_the_way_on_leads_where_one_came_from(staff, client_of, tenant: Tenant):
    assert 'href="/crm/">На рабочий стол' in staff().get("/crm/nope/nope/").content.decode()
    assert 'href="/"><span>На главную</span>' in client_of(tenant).get("/nope/").content.decode()
    request = RequestFactory().get("/operator/state/")
    assert error_pages._way_on(request) == ("/operator/", "На рабочий стол")


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://alpha.localhost:8000/novosti/?page=2", "/novosti/"),
        ("http://evil.example/novosti/", ""),
        ("http://alpha.localhost:8000/nope/", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_back_leads_to_our_own_pages_only(client_of, alpha: Tenant, referer: str, back: str):
    request = RequestFactory().get("/nope/", HTTP_HOST="alpha.localhost:8000", HTTP_REFERER=referer)
    assert error_pages._back(request) == back


@pytest.mark.usefixtures("phone")
def test_a_form_that_was_open_for_too_long(alpha: Tenant):
    client = Client(HTTP_HOST="alpha.localhost:8000", enforce_csrf_checks=True)
    came_from = "http://alpha.localhost:8000/crm/login/"
    answer = client.post("/crm/login/", {"username": "a"}, HTTP_REFERER=came_from)
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "Страница устарела" in text
    assert 'href="/crm/login/"' in text
    assert "tel:+73422001122" in text


@pytest.mark.usefixtures("phone")
def test_too_many_attempts_have_the_phone_as_well(alpha: Tenant, client_of):
    client_of(alpha).get("/")  # here the page of errors learns the phone
    answer = error_pages.show(RequestFactory(HTTP_HOST="alpha.localhost:8000").get("/"), error_pages.TOO_OFTEN)
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert "Слишком много попыток" in answer.content.decode()
    assert "tel:+73422001122" in answer.content.decode()


def test_a_page_that_does_not_exist_bears_no_id(client_of, alpha: Tenant):
    """What is foreign and what is missing must look the same."""
    answers = [client_of(alpha).get("/nope/") for _ in range(2)]
    assert answers[0].content == answers[1].content


def test_memory_of_phones_is_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(error_pages, "MOST_CONTACTS", 2)
    monkeypatch.setattr(error_pages, "_contacts", {})
    for number in range(4):
        error_pages.remember(f"{number}.example", error_pages.Contact("УК", "1", "1"))
    assert list(error_pages._contacts) == ["2.example", "3.example"]


SCRIPT = """
import django; django.setup()
from django.db import connection
from django.test import Client
from crm.company.models import Profile
from tenants.context import in_schema
with in_schema("uk_alpha"):
    Profile.objects.update(emergency_phone="+7 342 200-11-22")
client = Client(HTTP_HOST="alpha.localhost:8000", raise_request_exception=False)
assert client.get("/").status_code == 200
connection.close()
connection.settings_dict["HOST"], connection.settings_dict["PORT"] = "127.0.0.1", "1"  # nobody listens there
for host, path in (("alpha.localhost:8000", "/novosti/"), ("beta.localhost:8000", "/"), ("localhost:8000", "/")):
    answer = Client(HTTP_HOST=host, raise_request_exception=False).get(path)
    text = answer.content.decode()
    print(host, answer.status_code, answer["X-Request-ID"] in text, "tel:+73422001122" in text, "ненадолго" in text)
"""


def test_while_the_database_is_away_the_phone_comes_from_memory(db: None):
    root = django_settings.ROOT
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": f"{root}:{root / 'platform'}",
        "DATABASE_URL": database.copy("away"),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False, cwd=root
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "alpha.localhost:8000 503 True True True",
        "beta.localhost:8000 503 True False True",
        "localhost:8000 503 True False True",
    ]
