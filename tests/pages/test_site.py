"""What a resident sees under each address."""

import re

import pytest

from crm.company.models import Profile
from sites_cms.appearance.models import Appearance
from sites_cms.pages.models import ContactsPage
from tenants.models import Tenant
from tests.pages.conftest import without_data

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

WORDS = {
    "/": ["УК «Альфа»", "Передать показания", "Оставить заявку", "Оплатить", "Наш сайт открыт", "Частые вопросы"],
    "/novosti/": ["Новости", "Наш сайт открыт"],
    "/novosti/sayt-otkryt/": ["Сохраните адрес этого сайта в телефоне"],
    "/voprosy/": ["Когда передавать показания счётчиков?", "Читать ответ", "не позднее 25-го числа"],
    "/voprosy/holodno-v-kvartire/": ["не ниже <b>+18 °C</b>"],
    "/kontakty/": ["Офис", "Передать показания", "Через сайт оплатить пока нельзя", "5904123453"],
    "/o-kompanii/": ["О компании", "Реквизиты", "ООО &quot;УК Альфа&quot;"],
}


@pytest.mark.parametrize("path", WORDS)
def test_every_page_says_what_it_is_for(path: str, alpha: Tenant, client_of, phones: None):
    answer = client_of(alpha).get(path)

    text = answer.content.decode()
    assert answer.status_code == 200
    for word in [*WORDS[path], "tel:+73422001122", '<html lang="ru"', "<h1"]:
        assert word in text, word
    assert f'<link rel="canonical" href="http://alpha.localhost:8000{path}">' in text


@pytest.mark.parametrize("path", [*WORDS, "/nope/", "/novosti/?page=2"])
def test_no_inline_styles_scripts_or_foreign_hosts(path: str, alpha: Tenant, client_of, phones: None):
    text = without_data(client_of(alpha).get(path).content.decode())

    assert not re.search(r"\sstyle=|<style|<script(?! src=)|\son\w+=", text)
    hosts = set(re.findall(r"https?://([^/\"<]+)", text)) - {"www.w3.org"}
    assert hosts <= {"alpha.localhost:8000", "localhost:8000"}


def test_without_phones_nothing_is_promised(alpha: Tenant, client_of):
    text = client_of(alpha).get("/").content.decode()
    assert "tel:112" in text
    assert "Телефон диспетчерской" in text
    assert 'href="tel:"' not in text


def test_what_people_come_for_leads_to_words_on_how_to_do_it(alpha: Tenant, client_of, phones: None):
    home = client_of(alpha).get("/").content.decode()
    contacts = client_of(alpha).get("/kontakty/").content.decode()
    for anchor in ("pokazaniya", "zayavka", "oplata"):
        assert f'href="/kontakty/#{anchor}"' in home
        assert f'id="{anchor}"' in contacts


def test_the_companys_own_words_take_the_place_of_ours(tenant: Tenant, client_of):
    page = ContactsPage.objects.get()
    page.payments = "<p>В кассе на Садовой, 1.</p>"
    page.save()

    text = client_of(tenant).get("/kontakty/").content.decode()
    assert "В кассе на Садовой, 1." in text
    assert "Через сайт оплатить пока нельзя" not in text


def test_each_company_shows_its_own(alpha: Tenant, beta: Tenant, client_of, phones: None):
    assert "УК «Альфа»" in client_of(alpha).get("/").content.decode()
    text = client_of(beta).get("/").content.decode()
    assert "УК «Бета»" in text
    assert "Альфа" not in text
    assert "200-11-22" not in text


def test_names_are_escaped(tenant: Tenant, client_of, add_news, add_question):
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    add_news(evil[:100], slug="evil", announcement=evil)
    add_question(evil, "evil", weight=999)
    Profile.objects.update(full_name=evil, address=evil, emergency_phone='1"><script>'[:40])

    for path in ("/", "/novosti/", "/novosti/evil/", "/voprosy/", "/voprosy/evil/", "/kontakty/", "/o-kompanii/"):
        text = without_data(client_of(tenant).get(path).content.decode())
        assert "<script>" not in text, path
        assert "<img" not in text, path


def test_a_page_that_is_not_there_has_the_dispatchers_phone(alpha: Tenant, client_of, phones: None):
    answer = client_of(alpha).get("/takogo-net/")
    assert answer.status_code == 404
    assert "Такой страницы нет" in answer.content.decode()
    assert "tel:+73422001122" in answer.content.decode()


def test_an_unknown_host_gets_the_plain_page(db: None, client):
    answer = client.get("/", HTTP_HOST="nobody.localhost:8000")
    assert answer.status_code == 404
    assert "Такой страницы нет" in answer.content.decode()


def test_a_broken_page_has_the_dispatchers_phone(alpha: Tenant, client_of, phones: None, monkeypatch):
    monkeypatch.setattr("sites_cms.pages.domain.queries.latest_news", lambda: 1 / 0)
    client = client_of(alpha)
    client.raise_request_exception = False

    answer = client.get("/")

    assert answer.status_code == 500
    assert "Страница сломалась" in answer.content.decode()
    assert "tel:+73422001122" in answer.content.decode()


def test_a_page_of_errors_that_breaks_itself_is_plain(alpha: Tenant, client_of, monkeypatch):
    monkeypatch.setattr("sites_cms.pages.domain.queries.children", lambda home: 1 / 0)
    client = client_of(alpha)
    client.raise_request_exception = False

    answer = client.get("/")

    assert answer.status_code == 500
    assert "Страница сломалась" in answer.content.decode()
    assert "base/plain.css" in answer.content.decode()


def test_the_version_for_those_who_see_badly_is_remembered(alpha: Tenant, client_of):
    client = client_of(alpha)

    answer = client.get("/vision/", {"scheme": "black", "back": "/novosti/"})

    assert answer.headers["Location"] == "/novosti/"
    text = client.get("/").content.decode()
    assert '<html lang="ru" class="vision vision-black">' in text
    assert "Обычная версия" in text
    assert "Cookie" in client.get("/").headers["Vary"]

    client.get("/vision/", {"back": "/"})
    assert '<html lang="ru">' in client.get("/").content.decode()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_way_back_never_leaves_the_site(back: str, alpha: Tenant, client_of):
    assert client_of(alpha).get("/vision/", {"scheme": "white", "back": back}).headers["Location"] == "/"


def test_colours_come_in_a_stylesheet_that_may_be_kept(tenant: Tenant, client_of):
    Appearance.objects.update_or_create(defaults={"accent": "#ffc83d"})
    client = client_of(tenant)
    [address] = re.findall(r"/theme\.css\?v=\w+", client.get("/").content.decode())

    answer = client.get(address)

    assert "--accent:#ffc83d;--on-accent:#000000" in answer.content.decode()
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get("/theme.css?v=old").headers["Cache-Control"] == "no-cache"


def test_search_engines_find_pages_and_questions(alpha: Tenant, client_of):
    client = client_of(alpha)
    text = client.get("/sitemap.xml").content.decode()
    for path in ("/", "/novosti/sayt-otkryt/", "/kontakty/", "/voprosy/kto-menyaet-schetchik/"):
        assert f"<loc>http://alpha.localhost:8000{path}</loc>" in text
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /crm/" in robots
    assert "Sitemap: http://alpha.localhost:8000/sitemap.xml" in robots


def test_the_menu_leaves_out_what_is_empty(tenant: Tenant, client_of):
    from sites_cms.pages.models import NewsPage

    assert ">Новости</a>" in client_of(tenant).get("/").content.decode()
    for page in NewsPage.objects.all():
        page.unpublish()
    text = client_of(tenant).get("/").content.decode()
    assert ">Новости</a>" not in text
    assert "Все новости" not in text


def test_pages_cost_few_queries(alpha: Tenant, client_of, phones: None, django_assert_max_num_queries):
    client = client_of(alpha)
    for path in WORDS:
        client.get(path)
        with django_assert_max_num_queries(19):
            client.get(path)


def test_two_phones_in_one_field_can_both_be_called(tenant: Tenant, client_of):
    Profile.objects.update(phone="233-44-55 доб. 2; +7 (342) 233-44-56", emergency_phone="200-11-22 или 112")
    text = client_of(tenant).get("/kontakty/").content.decode()
    for number in ("2334455", "+73422334456", "2001122", "112"):
        assert f'href="tel:{number}' in text, number
