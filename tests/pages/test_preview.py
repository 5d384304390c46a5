"""Wagtail's preview sends an inner request through the middleware: it has to stay in its own schema."""

import pytest

from crm.company.models import Profile
from sites_cms.pages.models import HomePage, NewsIndexPage
from tenants.context import speaking_for
from tenants.models import Domain, Tenant
from tests.conftest import make_employee

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def offices(alpha: Tenant, beta: Tenant, client_of):
    """A signed-in head of each company; both companies' pages have the same numbers."""
    clients = {}
    for tenant, phone in ((alpha, "+7 342 200-11-11"), (beta, "+7 342 200-22-22")):
        with speaking_for(tenant):
            clients[tenant.slug] = client_of(tenant, make_employee())
            Profile.objects.update(emergency_phone=phone)
    with speaking_for(alpha):
        numbers = HomePage.objects.get().pk, NewsIndexPage.objects.get().pk
    with speaking_for(beta):
        assert numbers == (HomePage.objects.get().pk, NewsIndexPage.objects.get().pk)
    return clients, *numbers


def test_the_preview_of_a_page_reads_its_own_company(offices):
    clients, home, _ = offices
    for slug, own, foreign in (("alpha", "200-11-11", "200-22-22"), ("beta", "200-22-22", "200-11-11")):
        path = f"/crm/pages/{home}/edit/preview/"
        data = {"title": f"Черновик {slug}", "slug": "site", "lead": "Проба", "body-count": "0"}
        assert clients[slug].post(path, data).json()["is_valid"]

        text = clients[slug].get(path).content.decode()

        assert f"Черновик {slug}" in text
        assert own in text
        assert foreign not in text


def test_the_preview_of_new_news_reads_its_own_company(offices):
    clients, _, index = offices
    for slug, name in (("alpha", "УК «Альфа»"), ("beta", "УК «Бета»")):
        path = f"/crm/pages/add/pages/newspage/{index}/preview/"
        data = {
            "title": "Ещё не сохранено",
            "slug": "draft",
            "announcement": "Анонс",
            "body": "",
            "picture": "",
            "date": "24.11.2026",
        }
        assert clients[slug].post(path, data).json()["is_valid"]
        text = clients[slug].get(path).content.decode()
        assert "Ещё не сохранено" in text
        assert name in text


def test_the_preview_goes_on_under_a_domain_of_ones_own(offices, alpha: Tenant):
    clients, home, _ = offices
    Domain.objects.create(tenant=alpha, domain="uk-alpha.example", is_primary=True)
    client = clients["alpha"]
    path = f"/crm/pages/{home}/edit/preview/"
    host = {"HTTP_HOST": "uk-alpha.example"}
    assert client.post(path, {"title": "Черновик", "slug": "site", "lead": "", "body-count": "0"}, **host).json()[
        "is_valid"
    ]
    text = client.get(path, **host).content.decode()
    assert "Черновик" in text
    assert "200-11-11" in text
