"""«Распечатать для подъезда»: a news item on an A4 for the board of an entrance."""

import pytest

from crm.company.models import Profile
from crm.rights.enums import Role
from sites_cms.pages.domain import notice
from sites_cms.pages.models import NewsPage
from tenants.errors import DomainError
from tenants.models import Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

BODY = """<h2>Когда</h2><p>Отключим <b>1&nbsp;декабря</b> в 9:00,<br/>включим в 18:00.</p>
<ul><li>Садовая, <b>1</b></li><li>Мира, 2<ul><li>подъезд 3</li></ul></li></ul>
<table><tr><th>Дом</th><th>До</th></tr><tr><td>5</td><td>12:00</td></tr></table><p></p>"""


@pytest.fixture
def news(add_news, phones: None) -> NewsPage:
    return add_news("Отключение воды", slug="voda", announcement="Меняем задвижку.", body=BODY)


def said(data) -> list[tuple[str, str]]:
    return [(block["kind"], "".join(words for words, _ in block["runs"])) for block in data["body"]]


def test_it_says_everything(news: NewsPage):
    data = notice.notice_data(news, Profile.objects.get())

    assert (data["name"], data["title"], data["announcement"]) == ("УК «Альфа»", "Отключение воды", "Меняем задвижку.")
    assert (data["date"], data["phone"]) == ("1 ноября 2026 года", "+7 (342) 200-11-22")
    assert data["address"] == "alpha.localhost:8000/novosti/voda/"
    assert said(data) == [
        ("head", "Когда"),
        ("paragraph", "Отключим 1\u00a0декабря в 9:00,\nвключим в 18:00."),
        ("point", "Садовая, 1"),
        ("point", "Мира, 2"),
        ("point", "подъезд 3"),
        ("paragraph", "Дом — До"),
        ("paragraph", "5 — 12:00"),
    ]
    assert ("1\u00a0декабря", True) in data["body"][1]["runs"]


def test_the_code_opens_the_page_of_the_item(news: NewsPage, monkeypatch: pytest.MonkeyPatch, client_of, alpha: Tenant):
    asked: list[str] = []
    make = notice.segno.make
    monkeypatch.setattr(notice.segno, "make", lambda text, **how: asked.append(text) or make(text, **how))

    notice.notice_data(news, Profile.objects.get())

    assert asked == ["http://alpha.localhost:8000/novosti/voda/"]
    assert client_of(alpha).get(asked[0].partition("8000")[2]).status_code == 200


def test_what_typst_would_take_for_a_command_is_only_text(add_news, phones: None):
    evil = '#panic("нет") $x$ *жирно* @кто'
    news = add_news(evil, announcement=evil, body=f"<p>{evil}</p><ul><li>{evil}</li></ul>")

    assert notice.notice_pdf(news, Profile.objects.get()).startswith(b"%PDF-")


def test_a_long_text_is_smaller_but_never_unreadable(add_news, phones: None):
    sizes = [
        notice.notice_data(add_news(f"Новость {words}", body="<p>" + "слово " * words + "</p>"), Profile.objects.get())[
            "size"
        ]
        for words in (5, 150, 300, 2000)
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] == 10.5


def test_an_item_that_is_not_on_the_site_is_not_printed(news: NewsPage, staff):
    news.unpublish()
    with pytest.raises(DomainError, match="сначала опубликуйте"):
        notice.notice_pdf(news, Profile.objects.get())
    assert (
        "сначала опубликуйте"
        in staff(Role.CLIENT_DESK).get(f"/crm/site/news/{news.pk}/notice.pdf", follow=True).content.decode()
    )


def test_who_keeps_the_site_prints_and_is_offered_it_in_three_places(news: NewsPage, staff):
    client, address = staff(Role.CLIENT_DESK), f"/crm/site/news/{news.pk}/notice.pdf"

    answer = client.get(address)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    for path in ("/crm/news/", f"/crm/pages/{news.pk}/edit/", "/novosti/voda/"):
        assert address in client.get(path).content.decode(), path


def test_nobody_else_prints_nor_is_offered_it(news: NewsPage, staff, client_of, alpha: Tenant):
    address = f"/crm/site/news/{news.pk}/notice.pdf"
    dispatcher = staff(Role.DISPATCHER)
    assert dispatcher.get(address).status_code == 302
    assert address not in dispatcher.get("/novosti/voda/").content.decode()
    assert "notice.pdf" not in client_of(alpha).get("/novosti/voda/").content.decode()
