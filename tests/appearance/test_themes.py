"""Every folder of themes keeps to what themes/README.md promises, and every page can be read in it."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from crm.company.models import Profile
from sites_cms.appearance.domain.contrast import AA, contrast, palette
from sites_cms.appearance.domain.themes import FOLDER, themes
from sites_cms.appearance.models import Appearance
from tenants.errors import DomainError
from tenants.models import Tenant

CODES = list(themes())
TOKENS = ["ink", "soft", "paper", "tint", "line", "night", "sun", "title", "number", "radius"]
PATHS = [
    "/", "/novosti/", "/novosti/sayt-otkryt/", "/voprosy/", "/voprosy/chto-delat-pri-avarii/", "/kontakty/",
    "/o-kompanii/", "/takogo-net/",
]  # fmt: skip
HOME_WEIGHS, HOME_ASKS = 60_000, 12  # bytes over the wire, requests (design: figures to hold)
colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def css_of(code: str) -> str:
    return (FOLDER / code / "static" / code / f"{code}.css").read_text(encoding="utf-8")


def tokens_of(code: str) -> dict[str, str]:
    root = re.search(r":root \{(.*?)\n\}", css_of(code), re.DOTALL)
    assert root
    return dict(re.findall(r"--([\w-]+): ([^;]+);", root[1]))


def full_hex(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])


@pytest.mark.unit
class TestFolder:
    def test_three_of_them_at_least_each_with_a_name_of_its_own(self):
        assert len(CODES) >= 3
        assert len({theme.title for theme in themes().values()}) == len(CODES)
        assert CODES[0] == "daylight"

    def test_a_new_folder_is_a_new_theme(self, tmp_path: Path):
        for code, order in (("later", 2), ("first", 1)):
            (tmp_path / code).mkdir()
            told = {"title": code, "character": "Какая.", "order": order, "ground": "#EEE", "night": "#123"}
            (tmp_path / code / "theme.json").write_text(json.dumps(told))
        (tmp_path / "no_theme").mkdir()

        assert [theme.code for theme in themes(tmp_path).values()] == ["first", "later"]
        assert themes(tmp_path)["first"].ground == "#eeeeee"

    @pytest.mark.parametrize("told", [{"title": "Без остального"}, {"title": "x", "ground": "red"}])
    def test_a_folder_that_tells_too_little_stops_the_release_and_not_a_site(self, tmp_path: Path, told):
        (tmp_path / "half").mkdir()
        (tmp_path / "half" / "theme.json").write_text(json.dumps(told))
        with pytest.raises((TypeError, DomainError)):
            themes(tmp_path)

    @pytest.mark.parametrize("code", CODES)
    def test_its_files(self, code: str):
        theme = themes()[code]
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,19}", code)
        assert len(theme.title) <= 30
        assert 20 <= len(theme.character) <= 120
        source = get_template(f"{code}/base.html").template.source
        assert source.startswith('{% extends "site/frame.html" %}')
        assert set(re.findall(r"{% block (\w+)", source)) >= {"theme", "head", "foot", "emergency_line"}
        picture = finders.find(theme.picture)
        assert picture, "python -m tests.e2e.screenshots themes"
        assert Image.open(picture).size == (480, 360)
        assert Path(picture).stat().st_size <= 40_000

    @pytest.mark.parametrize("code", CODES)
    def test_its_styles(self, code: str):
        css = css_of(code)
        assert not re.search(r"url\(|@import|@font-face|https?:", css), "nothing is fetched beside it"
        tokens = tokens_of(code)
        assert tokens.keys() >= set(TOKENS)
        for text in ("ink", "soft"):
            for ground in ("paper", "tint"):
                assert contrast(full_hex(tokens[text]), full_hex(tokens[ground])) >= AA, (text, ground)
        darkest = contrast("#ffffff", themes()[code].ground)
        for ground in ("paper", "tint"):
            assert contrast("#ffffff", full_hex(tokens[ground])) <= darkest, f"--{ground} is darker than the ground"
        assert contrast("#000000", full_hex(tokens["night"])) <= contrast("#000000", themes()[code].night)

    @given(colours)
    @example("#757575")
    @example("#ffffff")
    @example("#000000")
    def test_any_colour_of_a_company_is_readable_on_its_grounds(self, accent: str):
        for theme in themes().values():
            found = palette(accent, ground=theme.ground, night=theme.night)
            assert contrast(found.on_accent, accent) >= AA
            assert min(contrast(found.text, ground) for ground in (theme.ground, "#ffffff")) >= AA
            assert min(contrast(found.light, night) for night in (theme.night, "#000000")) >= AA


@pytest.mark.integration
@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
class TestSite:
    @pytest.fixture(autouse=True)
    def _dressed(self, code: str, tenant: Tenant) -> None:
        Appearance.objects.update_or_create(defaults={"theme": code})
        Profile.objects.update(emergency_phone="+7 (342) 200-11-22", phone="+7 (342) 233-44-55")

    def test_every_page_is_whole(self, code: str, alpha: Tenant, client_of):
        client = client_of(alpha)
        for path in PATHS:
            text = client.get(path).content.decode()
            assert f"/static/{code}/{code}.css" in text, path
            for landmark in ("h1", "main", "header", "footer"):
                assert len(re.findall(f"<{landmark}[ >]", text)) == 1, (path, landmark)
            for part in (
                'href="tel:+73422001122"',
                'aria-label="Разделы сайта"',
                "Версия для слабовидящих",
                "К содержанию",
            ):
                assert part in text, (path, part)
            assert not re.search(r"\sstyle=|<style|\son\w+=", text), path
            if "emergency-line" in text:
                assert text.index("emergency-line") < text.index("</header>"), "it stands in a landmark"

    def test_who_sees_badly_has_no_pictures_and_a_way_back(self, code: str, alpha: Tenant, client_of):
        client = client_of(alpha)
        client.get("/vision/", {"scheme": "blue"})
        for path in PATHS:
            text = client.get(path).content.decode()
            assert "Обычная версия" in text, path
            assert not re.search(r"<img|<svg(?! class=\"icon\")", text), path

    def test_home_is_light(self, code: str, alpha: Tenant, client_of):
        client = client_of(alpha)
        home = client.get("/").content
        links = re.findall(r'<(?:link|script|img)[^>]* (?:href|src)="[^"]+"', home.decode())
        ours = [link for link in links if not re.search(r'rel="(canonical|alternate|apple-touch-icon)"', link)]
        asked = [link.split('"')[-2] for link in ours]
        files = [static(one) if one.startswith("/static/") else client.get(one).content for one in asked]
        assert len(asked) >= 4
        assert 1 + len(files) <= HOME_ASKS
        assert sum(len(gzip.compress(body)) for body in [home, *files]) <= HOME_WEIGHS


def static(address: str) -> bytes:
    found = finders.find(address.removeprefix("/static/"))
    assert found, address
    return Path(found).read_bytes()
