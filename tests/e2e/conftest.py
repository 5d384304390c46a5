import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from redis import Redis

from infra.local import chromium
from tests import database
from tests.e2e.service import Service
from tests.e2e.windows import CHROMIUM_FLAGS, WIDTHS


@pytest.fixture(scope="package")
def service(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """The whole service, running, with the companies «Альфа» and «Бета»."""
    home = Path(os.environ.get("E2E_HOME") or tmp_path_factory.mktemp("e2e"))
    with django_db_blocker.unblock():
        running = Service(home=home, database_url=database.copy("e2e"))
        database.point_sites_at(running.port, database="e2e")
    running.collect_static()
    try:
        running.start()
        yield running
    finally:
        running.stop()
        Redis.from_url(os.environ["REDIS_URL"]).flushall()  # the worker's queue and pulse end with it


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Ends with the last journey: the tests that a process goes on with have no loop around them."""
    executable = chromium.find()
    assert executable, "Chromium is missing: make test installs it or says how to"
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread, Django sees it
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own: `new_page("phone")` or `new_page("desk")`.

    A script error on a page fails the test; a failed test leaves screenshots in `E2E_SHOTS`.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(width: str = "desk") -> Page:
        context = browser.new_context(viewport=WIDTHS[width], locale="ru-RU", timezone_id="Asia/Yekaterinburg")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    expect.set_options(timeout=15_000)
    failed_before = request.session.testsfailed
    yield open_page
    if request.session.testsfailed > failed_before:
        folder = Path(os.environ.get("E2E_SHOTS") or ".burmistr/screenshots")
        folder.mkdir(parents=True, exist_ok=True)
        for number, context in enumerate(contexts):
            for page in context.pages:
                page.screenshot(path=folder / f"{request.node.name}-{number}.png", full_page=True)
    for context in contexts:
        context.close()
    assert not errors, errors


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page("desk")
