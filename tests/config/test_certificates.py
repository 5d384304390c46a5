"""The proxy asks for which hosts it may get a certificate; nobody else finds the address."""

from typing import Any

import pytest
from django.test import Client

from config import certificates
from tenants.domain import hosts
from tenants.enums import State
from tenants.models import Domain, Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

TOKEN = "of-the-tests"


@pytest.fixture(autouse=True)
def _token(settings: Any) -> None:
    settings.TLS_ASK_TOKEN = TOKEN


def ask(domain: str, *, token: str = TOKEN, host: str = "web:8000") -> int:
    """As Caddy asks: our own address with the domain added to its query."""
    return Client(HTTP_HOST=host).get(certificates.PATH, {"token": token, "domain": domain}).status_code


@pytest.mark.parametrize(
    "domain", ["alpha.localhost", "ALPHA.localhost.", "beta.localhost", "localhost", "www.localhost"]
)
def test_companies_and_the_platform_have_certificates(domain: str):
    assert ask(domain) == 200


def test_a_companys_own_domain_has_one_as_soon_as_it_is_known(alpha: Tenant):
    assert ask("uk-alpha.ru") == 404
    Domain.objects.create(domain="uk-alpha.ru", tenant=alpha, is_primary=False)
    assert ask("uk-alpha.ru") == 200


@pytest.mark.parametrize("domain", ["nobody.example", "gamma.localhost", "x.alpha.localhost"])
def test_a_stranger_has_none(domain: str):
    assert ask(domain) == 404


def test_a_company_that_has_left_has_none(alpha: Tenant):
    Tenant.objects.filter(pk=alpha.pk).update(state=State.SUSPENDED)
    Tenant.objects.filter(pk=alpha.pk).update(state=State.ARCHIVED)
    assert ask("alpha.localhost") == 404


@pytest.mark.parametrize(
    "domain", ["", "localhost:8000", "-a.ru", "a..ru", "a" * 250 + ".ru", "а.рф", "10.0.0.1/x", "*.ru"]
)
def test_what_is_no_host_is_not_looked_up(domain: str, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert ask(domain) == 404


def test_a_known_host_costs_a_query_once_in_a_while(django_assert_num_queries):
    ask("alpha.localhost")
    with django_assert_num_queries(0):
        assert ask("alpha.localhost") == 200


def test_strangers_fill_no_memory_and_are_looked_up_only_so_often(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(certificates.time, "monotonic", lambda: 1000.0)
    client = Client(HTTP_HOST="web:8000")  # one process: a test client makes its middleware once

    def answer(domain: str) -> int:
        return client.get(certificates.PATH, {"token": TOKEN, "domain": domain}).status_code

    answers = [answer(f"n{number}.example") for number in range(certificates.STRANGERS + 5)]
    assert answers == [404] * certificates.STRANGERS + [503] * 5
    assert hosts._known == {}
    monkeypatch.setattr(certificates.time, "monotonic", lambda: 1001.0)
    assert answer("alpha.localhost") == 200


@pytest.mark.parametrize("token", ["", "wrong", TOKEN.upper()])
@pytest.mark.parametrize("host", ["web:8000", "localhost:8000", "alpha.localhost:8000"])
def test_for_everybody_else_the_address_does_not_exist(token: str, host: str):
    """A client company and an invented one look the same, and the same as any address that is not there."""
    client = Client(HTTP_HOST=host)

    def seen(path: str, domain: str) -> tuple[int, bytes]:
        answer = client.get(path, {"token": token, "domain": domain}, follow=True)
        return answer.status_code, answer.content.replace(domain.encode(), b"").replace(path.encode(), b"")

    client_company = seen(certificates.PATH, "beta.localhost")
    assert client_company[0] == 404
    assert len(client_company[1]) == len(seen(certificates.PATH, "nobody.example")[1])
    assert len(client_company[1]) == len(seen("/no-such-page", "beta.localhost")[1])


def test_without_a_token_in_the_settings_nobody_is_answered(settings: Any):
    settings.TLS_ASK_TOKEN = ""
    assert ask("alpha.localhost", token="") == 404
