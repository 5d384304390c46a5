"""What search engines, messengers and readers of feeds get of a site."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from crm.company.models import Profile
from sites_cms.pages.models import NewsIndexPage, NewsPage
from tenants.context import speaking_for
from tenants.models import Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

HOST = "http://alpha.localhost:8000"


def linked_data(page: str) -> dict[str, Any]:
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(found)


@pytest.fixture
def news(tenant: Tenant) -> NewsPage:
    index = NewsIndexPage.objects.get()
    return index.add_child(instance=NewsPage(title="Вода </script><b>пойдёт", announcement="Завтра & всегда."))


def test_home_and_contacts_say_whose_site_it_is(tenant: Tenant, client_of):
    Profile.objects.update(emergency_phone="+7 (342) 200-11-22", phone="+7 (342) 233-44-55", email="o@alpha.example")
    for path in ("/", "/kontakty/"):
        told = linked_data(client_of(tenant).get(path).content.decode())
        assert (told["@type"], told["name"], told["url"]) == ("LocalBusiness", "УК «Альфа»", f"{HOST}/")
        assert told["telephone"] == ["+73422001122", "+73422334455"]
        assert "logo" not in told


def test_a_piece_of_news_is_an_article_whatever_it_says(news: NewsPage, client_of, tenant: Tenant):
    page = client_of(tenant).get(news.get_url()).content.decode()
    told = linked_data(page)
    assert (told["@type"], told["headline"]) == ("NewsArticle", "Вода </script><b>пойдёт")
    assert told["mainEntityOfPage"] == f"{HOST}{news.get_url()}"
    assert "<b>пойдёт" not in page


def test_questions_stand_with_their_answers(tenant: Tenant, client_of):
    told = linked_data(client_of(tenant).get("/voprosy/").content.decode())
    assert told["@type"] == "FAQPage"
    assert len(told["mainEntity"]) == 10
    one = linked_data(client_of(tenant).get("/voprosy/holodno-v-kvartire/").content.decode())
    assert [entity["name"] for entity in one["mainEntity"]] == ["В квартире холодно. Какая температура должна быть?"]


def test_the_feed_holds_published_news_of_this_company(news: NewsPage, tenant: Tenant, beta: Tenant, client_of):
    NewsIndexPage.objects.get().add_child(instance=NewsPage(title="Черновик", announcement="Нет.", live=False))
    with speaking_for(beta):
        NewsIndexPage.objects.get().add_child(instance=NewsPage(title="Чужая", announcement="Нет."))
    answer = client_of(tenant).get("/rss.xml")
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    items = [(item.findtext("title"), item.findtext("link")) for item in feed.iter("item")]
    assert items == [
        ("Вода </script><b>пойдёт", f"{HOST}{news.get_url()}"), ("Наш сайт открыт", f"{HOST}/novosti/sayt-otkryt/"),
    ]  # fmt: skip
    assert 'type="application/rss+xml"' in client_of(tenant).get("/").content.decode()
