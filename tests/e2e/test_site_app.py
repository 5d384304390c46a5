"""The site as an app in a real browser: its worker looks after every page, also when the network is gone, and shows
every push."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.service import Service

pytestmark = pytest.mark.e2e

REGISTER = (
    "navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready).then(one => one.scope)"
)

SHOWN = "navigator.serviceWorker.ready.then(one => one.getNotifications())"


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


def test_every_push_is_shown_also_one_that_cannot_be_read(service: Service, new_page: Callable[..., Page]):
    page, site = new_page("phone"), service.url("alpha", "/")
    page.context.grant_permissions(["notifications"], origin=site.rstrip("/"))
    page.goto(site)
    browser, known = page.context.new_cdp_session(page), []
    browser.on("ServiceWorker.workerRegistrationUpdated", lambda told: known.extend(told["registrations"]))
    browser.send("ServiceWorker.enable")
    page.evaluate(REGISTER)
    page.wait_for_function("navigator.serviceWorker.controller !== null")

    for data in ('{"title": "Нет воды", "body": "До 18:00", "tag": "one"}', "not for us"):
        said = {"origin": site.rstrip("/"), "registrationId": known[0]["registrationId"], "data": data}
        browser.send("ServiceWorker.deliverPushMessage", said)
    titles: list[str] = []
    for _ in range(50):
        titles = page.evaluate(f"{SHOWN}.then(all => all.map(one => one.title).sort())")
        if len(titles) == 2:
            break
        page.wait_for_timeout(100)
    assert titles == ["Нет воды", "УК «Альфа»"]
