"""The site as an app in a real browser: its worker looks after every page, also when the network is gone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.service import Service

pytestmark = pytest.mark.e2e

REGISTER = (
    "navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready).then(one => one.scope)"
)


def test_without_a_network_the_site_says_whom_to_ring(service: Service, new_page: Callable[..., Page]):
    page = new_page("phone")
    page.goto(service.url("alpha", "/"))

    assert page.evaluate(REGISTER) == service.url("alpha", "/")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    page.goto(service.url("alpha", "/novosti/"))
    expect(page.get_by_role("heading", name="Нет интернета")).to_be_visible()
    page.context.set_offline(False)
    page.goto(service.url("alpha", "/"))
    expect(page.get_by_role("heading", name="Нет интернета")).to_have_count(0)
