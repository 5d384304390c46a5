"""The site as plain files: every page, everything a page shows, links that work from a disk."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from sites_cms.pages.static_copy import copy_site
from tenants.connection import connection
from tenants.models import Tenant
from tests.isolation import companies

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def site(alpha: Tenant, tmp_path: Path) -> Path:
    """The copy of a site with news, pictures and questions, on a disk."""
    companies.fill(alpha, "Альфаметка")
    connection.set_schema_to_public()
    for name, content in copy_site(alpha):
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        assert not path.exists(), name
        path.write_bytes(content)
    return tmp_path / "site"


def links(page: Path) -> list[str]:
    soup = BeautifulSoup(page.read_bytes(), "html.parser")
    found = [tag[name] for name in ("href", "src") for tag in soup.find_all(attrs={name: True})]
    return found + [one.split()[0] for tag in soup.find_all(srcset=True) for one in tag["srcset"].split(",")]


def test_pages_stand_where_their_addresses_say(site: Path):
    for name in ("index.html", "novosti/index.html", "voprosy/index.html", "kontakty/index.html", "theme.css"):
        assert (site / name).is_file(), name
    assert any("Альфаметка" in page.read_text() for page in site.glob("novosti/*/index.html"))


def test_every_link_leads_to_a_file_or_outside(site: Path):
    checked = 0
    for page in site.rglob("*.html"):
        for link in links(page):
            given = urlsplit(link)
            if given.scheme or not given.path:
                assert given.scheme in {"", "http", "https", "tel", "mailto", "data"}, link
                continue
            assert not link.startswith("/"), f"{page}: {link}"
            assert (page.parent / unquote(given.path)).is_file(), f"{page}: {link}"
            checked += 1
    assert checked > 50


def test_what_style_sheets_name_is_there(site: Path):
    for sheet in site.rglob("*.css"):
        for target in re.findall(r'url\("([^"#]+)', sheet.read_text()):
            assert urlsplit(target).scheme or (sheet.parent / unquote(target)).is_file(), f"{sheet}: {target}"


def test_the_office_is_not_in_it(site: Path):
    assert not (site / "crm").exists()
    assert "http://alpha.localhost:8000/crm/" in links(site / "index.html")


def test_it_shows_in_a_browser_without_a_server(site: Path):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        failed: list[str] = []
        page.on("requestfailed", lambda request: failed.append(request.url))
        page.goto((site / "index.html").as_uri())
        shown = page.evaluate("getComputedStyle(document.body).fontFamily")
        page.locator("nav.menu a").nth(1).click()
        heading = page.locator("h1").inner_text()
        page.screenshot(path=str(site.parent / "shot.png"), full_page=True)
        browser.close()

    assert (failed, "Times" in shown, bool(heading)) == ([], False, True)
