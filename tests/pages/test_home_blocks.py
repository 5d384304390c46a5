"""The home page is put together of blocks; its first screen is not."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from crm.company.domain.offices import USUAL_WEEK, save_office
from crm.dispatch.domain.outage_places import Spot
from crm.dispatch.domain.outages import announce_outage
from crm.dispatch.enums import OutageKind, Supply
from crm.rights.enums import Role
from sites_cms.alerts.domain import alerts
from sites_cms.alerts.domain.alerts import Told
from sites_cms.alerts.enums import AlertKind
from sites_cms.pages.blocks import FIRST_HOME
from sites_cms.pages.models import HomePage
from tenants.models import Tenant
from tests.factories import HouseFactory
from tests.pages.test_news import picture
from tests.rich_text.test_saving import CLEAN, EVIL

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

CARD = {"icon": "key", "title": "Ключ от домофона", "text": "Делаем при вас", "price": "300 ₽", "link": "/kontakty/"}


def put(*blocks: tuple[str, object]) -> HomePage:
    home = HomePage.objects.get()
    home.body = list(blocks)
    home.save()
    return HomePage.objects.get()


def headings(text: str) -> list[str]:
    return [found.get_text(strip=True) for found in BeautifulSoup(text, "html.parser").select("main h2")]


def test_a_new_home_and_one_of_long_ago_show_what_they_always_have(tenant: Tenant, client_of):
    save_office(None, name="Главный", address="Садовая, 1", directions="", phones="", week=USUAL_WEEK, by=None)
    assert headings(client_of(tenant).get("/").content.decode()) == ["Новости", "Частые вопросы", "Офис"]

    home = HomePage.objects.get()
    revision = home.save_revision()
    del revision.content["body"]  # as kept before there were blocks
    revision.save()
    assert [block.block_type for block in revision.as_object().body] == [block["type"] for block in FIRST_HOME]


def test_blocks_stand_in_their_order_and_an_empty_one_is_not_there(tenant: Tenant, client_of, add_news):
    put(
        ("services", {"title": "Платные услуги", "cards": [CARD]}),
        ("offices", {"title": "Где мы"}),
        ("notices", {"title": ""}),
        ("text", "<h2>О нас</h2>"),
        ("gallery", {"title": "Двор", "photos": []}),
        ("questions", {"title": "Спрашивают", "number": 2}),
        ("news", {"title": "", "number": 1}),
    )
    add_news("Вторая")

    page = BeautifulSoup(client_of(tenant).get("/").content, "html.parser")

    shown = [found.get_text(strip=True) for found in page.select("main h2")]
    assert shown == ["Платные услуги", "О нас", "Спрашивают", "Новости"]
    assert page.select_one(".service .service-price").text == "300 ₽"
    assert [len(page.select(".pair .links li")), len(page.select(".pair .news-item"))] == [2, 1]


def test_the_first_screen_stays_when_every_block_is_gone(tenant: Tenant, client_of, phones: None):
    put()
    text = client_of(tenant).get("/").content.decode()
    for words in ("tel:+73422001122", "Передать показания", "Оставить заявку", "Оплатить"):
        assert words in text
    assert headings(text) == []


def test_photos_have_words_sizes_and_a_large_one(tenant: Tenant, client_of):
    put(("gallery", {"title": "Двор", "photos": [{"photo": picture("Двор"), "alt": "Двор дома 86"}]}))
    client = client_of(tenant)

    [link] = BeautifulSoup(client.get("/").content, "html.parser").select(".gallery a")

    assert link["href"].endswith(".webp")
    assert (link.img["alt"], link.img["width"], link.img["height"]) == ("Двор дома 86", "480", "360")
    client.get("/vision/", {"scheme": "white", "back": "/"})
    [link] = BeautifulSoup(client.get("/").content, "html.parser").select(".gallery-part a")
    assert (link.img, link.get_text(strip=True)) == (None, "Двор дома 86")


def test_a_photo_that_was_deleted_takes_the_page_nowhere(tenant: Tenant, client_of):
    image = picture("Двор")
    put(("gallery", {"title": "Двор", "photos": [{"photo": image, "alt": "Двор"}]}))
    image.delete()
    answer = client_of(tenant).get("/")
    assert (answer.status_code, headings(answer.content.decode())) == (200, [])


def test_what_is_planned_is_told_by_house(tenant: Tenant, client_of):
    house, now = HouseFactory(), timezone.now()
    put(("notices", {"title": ""}))
    times = {"starts_at": now + timedelta(days=1), "ends_at": now + timedelta(days=1, hours=2)}
    announce_outage(kind=OutageKind.PLANNED, supply=Supply.HOT_WATER, reason="", doing="", places=[Spot(house)],
        by=None, **times)  # fmt: skip
    alerts.publish(Told(kind=AlertKind.WORKS, text="Красим подъезд.", starts_at=now, houses=[house]), by=None)

    planned = BeautifulSoup(client_of(tenant).get("/").content, "html.parser").select(".planned li")

    assert [house.address in line.text for line in planned] == [True, True]
    assert "Красим подъезд." in planned[1].text


def test_everything_at_once_costs_the_same_for_one_photo_and_for_ten(tenant: Tenant, client_of, add_news):
    HouseFactory()
    add_news("С картинкой", picture=picture("Новость"))
    client, counts = client_of(tenant), []
    for number in (1, 10):
        photos = [{"photo": picture(f"Снимок {number}-{one}"), "alt": "Двор"} for one in range(number)]
        put(*((block["type"], block["value"]) for block in FIRST_HOME), ("notices", {"title": ""}),
            ("services", {"title": "Услуги", "cards": [CARD] * number}), ("text", "<p>Текст</p>"),
            ("gallery", {"title": "", "photos": photos}), ("gallery", {"title": "", "photos": photos}))  # fmt: skip
        client.get("/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[1] <= 24


def form_of(home: Page, **fields: str) -> dict[str, str]:
    blocks = {
        "body-count": "2", "body-0-type": "text", "body-0-order": "0", "body-0-deleted": "", "body-0-id": "",
        "body-0-value": f"{EVIL}", "body-1-type": "services", "body-1-order": "1", "body-1-deleted": "",
        "body-1-id": "", "body-1-value-title": "Услуги", "body-1-value-cards-count": "1",
        "body-1-value-cards-0-deleted": "", "body-1-value-cards-0-order": "0", "body-1-value-cards-0-id": "",
        **{f"body-1-value-cards-0-value-{name}": value for name, value in CARD.items()},
    }  # fmt: skip
    return {"title": home.title, "slug": home.slug, "lead": "", "action-publish": "1"} | blocks | fields


def test_an_editor_saves_blocks_and_they_are_clean(tenant: Tenant, staff: Callable[[Role], Client], client_of):
    home = HomePage.objects.get()
    desk = staff(Role.CLIENT_DESK)

    answer = desk.post(f"/crm/pages/{home.pk}/edit/", form_of(home))

    assert answer.status_code == 302
    assert HomePage.objects.values_list("body", flat=True).get().raw_data[0]["value"] == CLEAN
    assert "Ключ от домофона" in client_of(tenant).get("/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("body-0-value", '<iframe src="https://evil.example/embed/1"></iframe>', "на сайт не вставить"),
        ("body-1-value-cards-0-value-link", "javascript:alert(1)", "Это не адрес страницы"),
    ],
)
def test_what_would_not_be_shown_is_told_of(tenant: Tenant, staff, field: str, value: str, words: str):
    home = HomePage.objects.get()
    answer = staff(Role.HEAD).post(f"/crm/pages/{home.pk}/edit/", form_of(home, **{field: value}))
    assert words in re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), answer.content.decode())
    assert [block.block_type for block in HomePage.objects.get().body] == [block["type"] for block in FIRST_HOME]


def test_a_stream_written_past_the_form_is_clean_in_rows_and_revisions(tenant: Tenant):
    home = HomePage.objects.get()
    home.body = [{"type": "text", "value": EVIL}]
    assert EVIL not in str(home.save_revision().content["body"])
    home.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT body->0->>'value' FROM pages_homepage")
        assert cursor.fetchone() == (CLEAN,)
