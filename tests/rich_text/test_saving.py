"""However a text gets into a row, a revision or a preview, it goes through the one door."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import Image
from wagtail.rich_text import expand_db_html

from crm.rights.enums import Role
from identity.models import User
from questions.models import SharedQuestion
from rich_text.blocks import HtmlBlock
from rich_text.fields import HtmlField, HtmlStreamField
from sites_cms.pages.domain import questions
from sites_cms.pages.models import NewsIndexPage, NewsPage, Question
from tenants.context import in_schema
from tenants.models import Tenant
from tests.rich_text.corpus import ATTACKS, R, T
from tests.rich_text.inspection import wrong_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

EVIL = '<p onclick="boom()">Тепло<script>boom()</script></p>'
CLEAN = "<p>Тепло</p>"
PLAYER = f"https://rutube.ru/play/embed/{R}"
FRAME = f'<iframe src="{PLAYER}" title="Счётчик воды"></iframe>'
Add = Callable[..., NewsPage]


@pytest.fixture
def add_news(tenant: Tenant) -> Add:
    def add(body: str, title: str = "Новость") -> NewsPage:
        page = NewsPage(title=title, announcement="Коротко", body=body, date=date(2026, 11, 1))
        return NewsIndexPage.objects.get().add_child(instance=page)

    return add


def form_of(title: str, body: str) -> dict[str, str]:
    return {
        "title": title, "slug": "novost", "announcement": "Коротко", "picture": "", "body": body, "date": "24.11.2026",
        "action-publish": "1",
    }  # fmt: skip


def test_the_whole_corpus_in_a_page_of_news(add_news: Add):
    page = add_news("")
    for attack in ATTACKS:
        page.body = attack
        page.save()
        stored = NewsPage.objects.values_list("body", flat=True).get(pk=page.pk)
        assert wrong_in(stored) == [], attack
        shown = expand_db_html(stored).replace('<script type="module" src="/static/base/video.js">', "")
        assert not re.search(r"<(script|svg|iframe|style|form)|<[a-z][^>]*\son\w+=", shown), attack


def test_every_way_into_a_row(add_news: Add, head: User):
    page = add_news(EVIL)
    assert (page.body, NewsPage.objects.get(pk=page.pk).body) == (CLEAN, CLEAN)
    NewsPage.objects.filter(pk=page.pk).update(body=EVIL)
    assert NewsPage.objects.get(pk=page.pk).body == CLEAN
    [made] = Question.objects.bulk_create([Question(question="Когда тепло?", slug="kogda", answer=EVIL)])
    assert Question.objects.get(pk=made.pk).answer == CLEAN
    made.answer = EVIL
    Question.objects.bulk_update([made], ["answer"])
    assert Question.objects.get(pk=made.pk).answer == CLEAN
    saved = questions.save(
        None, question="Где?", answer=EVIL, published_on=date(2026, 11, 1), is_active=True, weight=0, by=head
    )
    assert saved.answer == CLEAN
    with in_schema("public"):
        SharedQuestion.objects.filter(slug="holodno-v-kvartire").update(answer=EVIL)
        assert SharedQuestion.objects.get(slug="holodno-v-kvartire").answer == CLEAN


def test_a_draft_is_clean_and_so_is_one_of_long_ago(add_news: Add):
    page = add_news("<p>Было</p>")
    page.body = EVIL
    revision = page.save_revision()
    assert revision.content["body"] == CLEAN
    revision.content["body"] = EVIL  # as a release before this one kept it
    revision.save()

    assert revision.as_object().body == CLEAN, "what the preview shows"
    revision.publish()
    assert NewsPage.objects.get(pk=page.pk).body == CLEAN


def test_the_form_and_its_preview(tenant: Tenant, staff: Callable[[Role], Client]):
    client, index = staff(Role.HEAD), NewsIndexPage.objects.get()
    preview = f"/crm/pages/add/pages/newspage/{index.pk}/preview/"
    assert client.post(preview, form_of("Видео", EVIL + FRAME)).json()["is_valid"]
    shown = client.get(preview).content.decode()
    assert "boom" not in shown
    assert f'data-player="{PLAYER}"' in shown

    client.post(f"/crm/pages/add/pages/newspage/{index.pk}/", form_of("Видео", EVIL + FRAME))

    page = NewsPage.objects.get(title="Видео")
    assert page.live
    assert page.body == f'{CLEAN}<embed embedtype="video" title="Счётчик воды" url="{PLAYER}"/>'


def test_a_foreign_player_is_told_of(tenant: Tenant, staff: Callable[[Role], Client]):
    index = NewsIndexPage.objects.get()
    data = form_of("Чужое", f'<iframe src="https://www.youtube.com.evil.example/embed/{T}"></iframe>')

    answer = staff(Role.HEAD).post(f"/crm/pages/add/pages/newspage/{index.pk}/", data)

    assert "на сайт не вставить. Подойдут YouTube, RuTube, VK Видео и Дзен" in answer.content.decode()
    assert not NewsPage.objects.filter(title="Чужое").exists()


def test_what_is_stored_comes_back_from_the_editor_the_same(add_news: Add, staff: Callable[[Role], Client]):
    image = Image.objects.create(title="Двор", file="images/x.png", width=8, height=8)
    index = NewsIndexPage.objects.get()
    body = (
        f'<p>Раз <a id="{index.pk}" linktype="page">новости</a></p><embed alt="Двор" embedtype="image" format="left" '
        f'id="{image.pk}"/><embed embedtype="video" title="Счётчик" url="{PLAYER}"/>'
    )
    page = add_news(body)
    text = staff(Role.HEAD).get(f"/crm/pages/{page.pk}/edit/").content.decode()
    edited = unescape(re.search(r'<textarea name="body"[^>]*>(.*?)</textarea>', text, re.DOTALL)[1])

    assert "<embed" not in edited
    page.body = edited
    page.save()
    assert page.body == body


def test_a_video_on_a_page_waits_to_be_asked_for(alpha: Tenant, add_news: Add, client_of: Callable[..., Client]):
    page, plain = add_news(FRAME), add_news("<p>Без видео</p>", title="Другая")
    client = client_of(alpha)

    answer = client.get(page.get_url())
    text = answer.content.decode()

    assert "<iframe" not in text
    assert f'<a class="video-open" href="https://rutube.ru/video/{R}/" target="_blank"' in text
    assert "frame-src https://rutube.ru" in answer["Content-Security-Policy"]
    assert "rutube" not in client.get(plain.get_url())["Content-Security-Policy"]


def test_nobody_goes_round_the_door():
    """A model or a stream with Wagtail's own field, a second sanitiser: each would be another door."""
    for model in apps.get_models():
        if model.__module__.startswith("wagtail."):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, RichTextField):
                assert isinstance(field, HtmlField), f"{model.__name__}.{field.name}"
            if isinstance(field, StreamField):
                assert isinstance(field, HtmlStreamField), f"{model.__name__}.{field.name}"
                assert "wagtail.blocks.field_block.RichTextBlock" not in kinds_in(field.stream_block), model.__name__
    sources = [
        path for part in ("crm", "sites_cms", "tenants", "platform") for path in Path(settings.ROOT, part).rglob("*.py")
    ]
    importing = [
        path.name for path in sources if re.search(r"^(import|from) (nh3|bleach)", path.read_text(), re.MULTILINE)
    ]
    assert importing == ["cleaning.py"]


def kinds_in(block: object) -> set[str]:
    children = [*getattr(block, "child_blocks", {}).values(), *filter(None, [getattr(block, "child_block", None)])]
    found = {f"{type(block).__module__}.{type(block).__name__}"}
    return found.union(*map(kinds_in, children))


def test_a_stream_has_a_door_of_its_own():
    block = HtmlBlock()
    for entered in (block.to_python(EVIL), block.normalize(EVIL), block.value_from_form(EVIL)):
        assert entered.source == CLEAN
    assert block.get_prep_value(block.to_python(EVIL)) == CLEAN
