"""«Вакансии»: in the office, on the site, for search engines."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.journal.models import Entry
from crm.rights.enums import Role
from identity.models import User
from sites_cms.vacancies.domain import vacancies
from sites_cms.vacancies.domain.vacancies import Told
from sites_cms.vacancies.models import Vacancy
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.pages.conftest import phones  # noqa: F401  fixture

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture
def announce(head: User) -> Callable[..., Vacancy]:
    def make(**fields: object) -> Vacancy:
        told = {"title": "Слесарь-сантехник", "text": "<p>Чинить</p>", "schedule": "5/2"} | fields
        return vacancies.save(None, Told(**told), by=head)

    return make


@pytest.mark.parametrize(
    ("pay", "words"),
    [
        ((45000, 60000), f"от 45{SPACE}000 до 60{SPACE}000{SPACE}₽"),
        ((45000, None), f"от 45{SPACE}000{SPACE}₽"),
        ((None, 60000), f"до 60{SPACE}000{SPACE}₽"),
        ((45000, 45000), f"45{SPACE}000{SPACE}₽"),
        ((None, None), ""),
    ],
)
def test_pay_in_words(pay: tuple[int | None, int | None], words: str):
    assert Vacancy(pay_from=pay[0], pay_to=pay[1]).pay == words


def test_the_section_is_in_the_menu_while_something_is_open(tenant: Tenant, client_of, announce, head):
    client = client_of(tenant)
    assert ">Вакансии</a>" not in client.get("/").content.decode()
    assert "Сейчас мы никого не ищем" in client.get("/vakansii/").content.decode()

    vacancy = announce(pay_from=45000)

    assert ">Вакансии</a>" in client.get("/").content.decode()
    assert "/vakansii/slesar-santehnik/" in client.get("/sitemap.xml").content.decode()
    vacancies.save(vacancy, Told(title=vacancy.title, text="<p>Чинить</p>", is_active=False), by=head)
    assert ">Вакансии</a>" not in client.get("/").content.decode()


def test_one_has_a_page_with_a_phone_and_is_known_to_search_engines(tenant: Tenant, client_of, announce, phones):  # noqa: F811  fixture
    day = timezone.localdate() + timedelta(days=3)
    announce(pay_from=45000, pay_to=60000, open_until=day)

    page = BeautifulSoup(client_of(tenant).get("/vakansii/slesar-santehnik/").content, "html.parser")

    assert page.select_one(".call")["href"] == "tel:+73422334455"
    told = json.loads(page.select_one('script[type="application/ld+json"]').text)
    assert (told["@type"], told["title"], told["description"]) == ("JobPosting", "Слесарь-сантехник", "Чинить")
    assert told["validThrough"].startswith(f"{day}T23:59:59")
    assert told["baseSalary"]["currency"] == "RUB"
    assert told["baseSalary"]["value"] == {
        "@type": "QuantitativeValue", "unitText": "MONTH", "minValue": 45000, "maxValue": 60000,
    }  # fmt: skip
    assert told["jobLocation"]["address"]["addressLocality"] == tenant.city


def test_a_closed_one_leads_to_the_list(tenant: Tenant, client_of, announce):
    vacancy = announce(open_until=timezone.localdate())
    client = client_of(tenant)
    assert client.get("/vakansii/slesar-santehnik/").status_code == 200, "its last day is today"

    Vacancy.objects.filter(pk=vacancy.pk).update(open_until=timezone.localdate() - timedelta(days=1))

    assert client.get("/vakansii/slesar-santehnik/")["Location"] == "/vakansii/#zakryta"
    assert client.get("/vakansii/dvornik/").status_code == 404


def test_whoever_hires_adds_changes_and_deletes(tenant: Tenant, staff, client_of):
    desk = staff(Role.CLIENT_DESK)
    form = {
        "title": "Дворник", "pay_from": "40000", "pay_to": "", "schedule": "5/2",
        "text": "<p>Мести<script>x</script></p>",
        "phone": "8 342 200-10-03", "open_until": "", "is_active": "on",
    }  # fmt: skip
    assert desk.post("/crm/site/vacancies/new/", form).status_code == 302
    vacancy = Vacancy.objects.get()
    assert (vacancy.slug, vacancy.text, vacancy.published_on) == ("dvornik", "<p>Мести</p>", timezone.localdate())
    assert "tel:+73422001003" in client_of(tenant).get("/vakansii/dvornik/").content.decode()

    answer = desk.post(f"/crm/site/vacancies/edit/{vacancy.pk}/", form | {"pay_to": "1000"})
    assert "«До» меньше, чем «от»." in answer.content.decode()
    desk.post(f"/crm/site/vacancies/edit/{vacancy.pk}/", form | {"title": "Дворник в центр"})
    assert Vacancy.objects.values_list("title", "slug").get() == ("Дворник в центр", "dvornik")
    desk.post(f"/crm/site/vacancies/delete/{vacancy.pk}/")

    actions = Entry.objects.filter(object_type="site_vacancies.vacancy").order_by("pk")
    assert [entry.action.partition(".")[2] for entry in actions] == ["add_vacancy", "change_vacancy", "delete_vacancy"]
    assert staff(Role.DISPATCHER).get("/crm/site/vacancies/").status_code == 302, "no right of theirs"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": "  "}, "title"),
        ({"text": ""}, "text"),
        ({"pay_from": 0}, "pay_from"),
        ({"pay_from": 2, "pay_to": 1}, "pay_to"),
        ({"phone": "звоните"}, "phone"),
        ({"open_until": date(2020, 1, 1)}, "open_until"),
    ],
)
def test_what_cannot_be_announced(announce, fields: dict[str, object], field: str):
    with pytest.raises(DomainError) as refused:
        announce(**fields)
    assert refused.value.field == field


def test_two_of_a_name_have_two_addresses(announce):
    assert [announce().slug, announce().slug] == ["slesar-santehnik", "slesar-santehnik-2"]


def test_lists_cost_the_same_however_many_there_are(tenant: Tenant, client_of, staff, announce):
    visitor, desk, counts = client_of(tenant), staff(Role.CLIENT_DESK), []
    for more in (1, 9):
        for _ in range(more):
            announce()
        for client, path in ((visitor, "/vakansii/"), (desk, "/crm/site/vacancies/")):
            client.get(path)
            with CaptureQueriesContext(connection) as captured:
                client.get(path)
            counts.append(len(captured))
    assert counts[:2] == counts[2:]


def test_each_company_looks_for_its_own(tenant: Tenant, beta: Tenant, client_of, announce):
    announce()
    assert "Слесарь" not in client_of(beta).get("/vakansii/").content.decode()
    assert client_of(beta).get("/vakansii/slesar-santehnik/").status_code == 404
