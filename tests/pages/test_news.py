"""News: manual section 9, «Как добавить новость на сайт»."""

import io
import re
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image as PillowImage
from wagtail.images.models import Image

from crm.rights.enums import Role
from sites_cms.pages.domain import queries
from sites_cms.pages.models import NewsIndexPage, NewsPage
from tenants.models import Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def picture(title: str) -> Image:
    file = io.BytesIO()
    PillowImage.new("RGB", (600, 400), "teal").save(file, "JPEG")
    return Image.objects.create(title=title, file=ContentFile(file.getvalue(), f"{title}.jpg"), width=600, height=400)


def titles(text: str) -> list[str]:
    return re.findall(r'class="news-title"><a [^>]*>([^<]+)</a>', text)


def test_pinned_news_stand_first_then_the_newest(add_news):
    add_news("Старая", date=date(2026, 1, 1))
    add_news("Новая", date=date(2026, 12, 1))
    add_news("Закреплённая", date=date(2025, 1, 1), pinned=True)

    assert [page.title for page in queries.news().exclude(slug="sayt-otkryt")] == ["Закреплённая", "Новая", "Старая"]


def test_drafts_are_not_shown(add_news, tenant: Tenant, client_of):
    add_news("Черновик", slug="draft", live=False)
    assert "Черновик" not in client_of(tenant).get("/novosti/").content.decode()
    assert client_of(tenant).get("/novosti/draft/").status_code == 404


def test_the_list_goes_by_pages(add_news, tenant: Tenant, client_of):
    for number in range(25):
        add_news(f"Новость {number}", date=date(2026, 10, 1 + number))
    client = client_of(tenant)

    shown = [titles(client.get(f"/novosti/?page={page}").content.decode()) for page in (1, 2, 3)]

    assert [len(page) for page in shown] == [10, 10, 6]
    assert len({title for page in shown for title in page}) == 26
    assert "?page=2" in client.get("/novosti/?page=2").content.decode()
    for odd in ("99", "abc", "-1"):
        assert client.get(f"/novosti/?page={odd}").status_code == 200


def test_a_full_page_with_pictures_costs_as_much_as_one(add_news, tenant: Tenant, client_of):
    client = client_of(tenant)
    add_news("Первая", picture=picture("Первая"))
    counts = []
    for more in (0, 9):
        for number in range(more):
            add_news(f"С картинкой {number}", picture=picture(f"Картинка {number}"))
        client.get("/novosti/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/novosti/")
        counts.append(len(captured))

    assert counts[0] == counts[1]
    assert counts[1] <= 20


def test_the_announcement_stands_on_home_and_is_plain_text(add_news, tenant: Tenant, client_of):
    add_news("Вода", announcement="Отключим <b>завтра</b>.", date=date(2026, 12, 31))
    assert "Отключим &lt;b&gt;завтра&lt;/b&gt;." in client_of(tenant).get("/").content.decode()


def test_an_address_is_made_of_the_title_in_latin(add_news):
    assert add_news("Отключение воды").slug == "otklyuchenie-vody"
    assert add_news("Отключение воды").slug == "otklyuchenie-vody-2"


def test_a_picture_is_shown_and_shared_from_the_companys_own_host(add_news, tenant: Tenant, client_of):
    add_news("С картинкой", slug="s-kartinkoy", picture=picture("Дом"))
    text = client_of(tenant).get("/novosti/s-kartinkoy/").content.decode()
    assert re.search(r'<meta property="og:image" content="http://alpha.localhost:8000/media/[^"]+\.jpg">', text)
    assert 'class="picture"' in text


def test_the_first_step_is_done_by_a_news_of_ones_own(add_news, tenant: Tenant):
    assert not queries.has_own_news()
    add_news("Своя")
    assert queries.has_own_news()


def test_adding_news_opens_the_form_at_once(staff):
    answer = staff(Role.CLIENT_DESK).get("/crm/site/add-news/", follow=True)
    assert answer.status_code == 200
    assert 'name="announcement"' in answer.content.decode()


def test_the_client_desk_publishes_news(staff, tenant: Tenant, client_of):
    index = NewsIndexPage.objects.get()
    answer = staff(Role.CLIENT_DESK).post(
        f"/crm/pages/add/pages/newspage/{index.pk}/",
        {
            "title": "Перила починили",
            "slug": "perila",
            "announcement": "Во втором подъезде.",
            "body": "null",
            "picture": "",
            "date": "24.11.2026",
            "action-publish": "1",
        },
    )
    assert answer.status_code == 302
    assert NewsPage.objects.get(slug="perila").live
    assert "Перила починили" in client_of(tenant).get("/").content.decode()


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.ACCOUNTANT])
def test_others_have_no_screens_of_the_site(role: Role, staff):
    client = staff(role)
    index = NewsIndexPage.objects.get()
    assert client.get(f"/crm/pages/add/pages/newspage/{index.pk}/").status_code == 302
    assert client.get("/crm/own_questions/").status_code == 302
    assert "Контент сайта" not in client.get("/crm/").content.decode()


def test_the_list_of_news_in_the_office(staff, add_news, django_assert_max_num_queries):
    for number in range(12):
        add_news(f"Новость {number}")
    client = staff(Role.CLIENT_DESK)
    client.get("/crm/news/")
    with django_assert_max_num_queries(45):
        text = client.get("/crm/news/").content.decode()
    assert "Новость 11" in text
