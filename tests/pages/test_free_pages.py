"""Free pages are put together of blocks; what they said before there were blocks is kept."""

from importlib import import_module

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.documents.models import Document

from crm.rights.enums import Role
from sites_cms.pages.models import FreePage
from tenants.models import Tenant
from tests.pages.test_news import picture
from tests.rich_text.test_saving import CLEAN, EVIL

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def tariffs(number: int = 1) -> Document:
    return Document.objects.create(title=f"Тарифы {number}", file=ContentFile(b"%PDF-1", "t.pdf"), file_size=2048)


def every_block(number: int = 1) -> list[tuple[str, object]]:
    photos = [{"photo": picture(f"Снимок {number}-{one}"), "alt": "Двор"} for one in range(number)]
    return [
        ("heading", "Чем мы заняты"),
        ("text", "<p>Домами</p>"),
        *[("picture", {**photo, "caption": "Весной"}) for photo in photos],
        ("gallery", {"title": "Двор", "photos": photos}),
        ("files", {"title": "Бумаги", "files": [{"file": tariffs(one), "title": ""} for one in range(number)]}),
        ("table", {"table": {
            "columns": [{"type": "text", "heading": "Услуга"}, {"type": "number", "heading": "Цена"}],
            "rows": [{"values": ["Ключ", "300"]}], "caption": "Цены",
        }}),
        ("call", {"whom": "emergency", "phone": "", "words": "Звоните сразу"}),
        ("call", {"whom": "other", "phone": "8 342 000-10-02", "words": ""}),
        ("note", {"kind": "quote", "text": "<p>Работаем</p>", "author": "Директор"}),
        ("note", {"kind": "warning", "text": "<p>Газ!</p>", "author": ""}),
    ]  # fmt: skip


def test_every_block_is_drawn(tenant: Tenant, client_of, phones: None):
    page = FreePage.objects.get()
    page.body = every_block()
    page.save()

    shown = BeautifulSoup(client_of(tenant).get("/o-kompanii/").content, "html.parser").select_one("article")

    assert [found.get_text(strip=True) for found in shown.select("h2")] == [
        "Чем мы заняты", "Двор", "Бумаги", "Реквизиты",
    ]  # fmt: skip
    assert [(one["alt"], one["width"], one["height"]) for one in shown.select("figure img")] == [("Двор", "600", "400")]
    assert shown.select_one(".files a").get_text(" ", strip=True) == "Тарифы 0 PDF, 2,0\N{NO-BREAK SPACE}КБ"
    assert [cell.text for cell in shown.select(".table th, .table td")] == ["Услуга", "Цена", "Ключ", "300"]
    assert [link["href"] for link in shown.select(".call")] == ["tel:+73422001122", "tel:+73420001002"]
    assert shown.select_one("blockquote.note").get_text(" ", strip=True) == "Работаем — Директор"
    assert "Газ!" in shown.select_one(".is-warning").text


def test_a_call_without_a_number_is_no_button(tenant: Tenant, client_of):
    page = FreePage.objects.get()
    page.body = [("call", {"whom": "emergency", "phone": "", "words": "Звоните"})]
    page.save()
    assert "Звоните" not in client_of(tenant).get("/o-kompanii/").content.decode()


def test_a_long_page_costs_as_much_as_a_short_one(tenant: Tenant, client_of):
    client, counts, page = client_of(tenant), [], FreePage.objects.get()
    for number in (1, 6):
        page.body = every_block(number)
        page.save()
        client.get("/o-kompanii/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/o-kompanii/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_text_of_a_time_before_blocks_is_one_block(tenant: Tenant, client_of, head):
    page = FreePage.objects.get()
    page.body = []
    revision = page.save_revision()
    page.save()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pages_freepage SET body = %s", ["<p>Дом с 1998 года</p>"])
        cursor.execute(import_module("sites_cms.pages.migrations.0005_pages_of_blocks").CARRY)

    [block] = FreePage.objects.get().body
    assert (block.block_type, block.value.source) == ("text", "<p>Дом с 1998 года</p>")
    assert "Дом с 1998 года" in client_of(tenant).get("/o-kompanii/").content.decode()

    revision.content["body"] = EVIL  # as a revision of then kept it
    revision.save()
    [block] = revision.as_object().body
    assert (block.block_type, block.value.source) == ("text", CLEAN)


def test_an_editor_makes_a_page_with_a_button_to_call(tenant: Tenant, staff, client_of):
    page = FreePage.objects.get()
    data = {
        "title": "О компании", "slug": "o-kompanii", "action-publish": "1", "body-count": "1", "body-0-type": "call",
        "body-0-order": "0", "body-0-deleted": "", "body-0-id": "", "body-0-value-whom": "other",
        "body-0-value-phone": "позвоните", "body-0-value-words": "",
    }  # fmt: skip
    desk = staff(Role.CLIENT_DESK)
    assert desk.post(f"/crm/pages/{page.pk}/edit/", data).status_code == 200
    desk.post(f"/crm/pages/{page.pk}/edit/", data | {"body-0-value-phone": "112"})
    assert 'href="tel:112"' in client_of(tenant).get("/o-kompanii/").content.decode()
