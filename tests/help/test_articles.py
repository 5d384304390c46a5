"""The texts themselves: complete, linked rightly, with pictures that exist."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from help.domain import articles
from help.domain.articles import Article, library
from help.domain.rendering import PICTURES
from help.enums import Reader

pytestmark = pytest.mark.unit

_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
_LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)]+)\)")
_LETTERS = re.compile("[а-яё]{3}")


@pytest.fixture(params=articles.files(), ids=lambda file: file.stem)
def file(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_a_section_is_complete(file: Path):
    article = articles.read_article(file)

    assert re.fullmatch(r"[a-z0-9-]+", article.slug)
    assert article.readers
    assert 30 < len(article.summary) < 160
    assert len(article.parts) > 1 or len(article.text) > 200


def test_a_section_leads_only_to_sections_that_its_readers_may_open(file: Path):
    article = articles.read_article(file)

    for link in _LINK.findall(article.text):
        found = re.fullmatch(r"\.\./([a-z0-9-]+)/", link)
        assert found, link
        target = library()[found[1]]
        assert target.slug != article.slug
        assert target.is_public or not article.is_public


def test_every_picture_exists_says_what_it_shows_and_is_used():
    used = set()
    for article in library().values():
        for alt, name in _PICTURE.findall(article.text):
            assert _LETTERS.search(alt.lower()), (article.slug, name)
            used.add(name)
    assert used == {file.name for file in (settings.ROOT / PICTURES).glob("*.webp")}


def test_pictures_are_light():
    sizes = [file.stat().st_size for file in (settings.ROOT / PICTURES).glob("*.webp")]
    assert max(sizes) < 90_000
    assert sum(sizes) < 3_000_000


def test_each_order_is_taken_once_and_sections_stand_together():
    orders = [article.order for article in library().values()]
    assert orders == sorted(set(orders))
    names = [article.section for article in library().values()]
    runs = [name for place, name in enumerate(names) if place == 0 or names[place - 1] != name]
    assert len(runs) == len(set(runs))


def test_everybody_finds_something_and_operators_texts_are_theirs_alone():
    for reader in Reader:
        assert [article for article in library().values() if reader in article.readers]
    for_all = articles.shown(to_operators=False)
    assert [article for article in for_all if article.slug.startswith("op-")] == []
    assert len(articles.shown(to_operators=True)) > len(for_all)


def test_a_text_becomes_safe_html_with_addresses_and_sizes():
    article: Article = library()["litsevye-scheta"]
    html = article.html

    assert '<h2 id="dobavit">Добавить</h2>' in html
    assert re.search(
        r'<img alt="[^"]+" height="\d+" loading="lazy" src="/static/help/[\w.-]+webp" width="\d+"', html
    ) or (re.search(r'<img[^>]+width="\d+"', html) and re.search(r'<img[^>]+height="\d+"', html))
    assert "<table>" in html
    assert 'href="../spiski/"' in html


def test_raw_html_and_scripts_in_a_text_are_only_text():
    from help.domain.rendering import html_of

    html = html_of("## Раздел\n\n<script>alert(1)</script> [так](javascript:alert(1))\n")

    assert "<script" not in html
    assert "href=" not in html


def test_a_head_that_is_not_complete_names_the_file(tmp_path: Path):
    file = tmp_path / "odin.md"
    file.write_text("title: Один\norder: 1\n\nТекст.\n")

    with pytest.raises(ValueError, match=r"odin\.md"):
        articles.read_article(file)
