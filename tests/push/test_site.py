"""The site as an app: its own page's device, the manifest, the worker, the page without network; and the phone of an
employee."""

import io
import re

import pytest
from django.test import Client
from PIL import Image

from crm.accounting.models import House
from crm.company.models import Profile
from crm.notices import links
from crm.people.domain import consents
from crm.people.enums import ConsentChannel
from crm.people.models import Device, Person
from identity.models import User
from push import keys
from tenants.context import in_schema
from tests.emulators.push import Device as Browser
from tests.emulators.push import Service
from tests.notices.making import settle
from tests.push.making import equip

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def said(browser: Browser, what: str) -> dict[str, str]:
    """What the page of a browser tells."""
    return {"what": what, "endpoint": browser.endpoint, "label": "Chrome, Android", **browser.keys}


def own_page(person: Person) -> str:
    return re.sub(r"^https?://[^/]+", "", links.feed_url(person))


def test_a_resident_connects_a_device_renews_it_and_gives_it_up(
    head: User, house: House, push: Service, visitor: Client
):
    person, client = settle(house, 1, by=head, agrees=""), visitor
    page, browser = own_page(person), push.subscribe()
    assert f'data-key="{keys.public_key()}"' in client.get(page).content.decode()

    assert client.post(f"{page}push/", said(browser, "renew")).status_code == 204
    assert ConsentChannel.PUSH not in consents.holding(person), "who renews agrees to nothing"
    assert client.post(f"{page}push/", said(browser, "on")).status_code == 204
    assert consents.holding(person)[ConsentChannel.PUSH].source == "link"
    assert Device.objects.get().label == "Chrome, Android"
    choice = client.get(re.sub(r"^https?://[^/]+", "", links.choice_url(person))).content.decode()
    assert re.search(r'name="on" value="news\.push"[^>]* checked', choice)
    assert client.post(f"{page}push/", said(browser, "off")).status_code == 204
    assert not Device.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"endpoint": "https://10.0.0.1/x"}, {"p256dh": "short"}, {"auth": "ключ"}, {"what": "steal"}]
)
def test_what_no_browser_says_is_refused(
    wrong: dict[str, str], head: User, house: House, push: Service, visitor: Client
):
    page = own_page(settle(house, 1, by=head))

    assert visitor.post(f"{page}push/", said(push.subscribe(), "on") | wrong).status_code == 422
    assert not Device.objects.exists()


def test_nobody_touches_anothers_device(head: User, house: House, push: Service, visitor: Client, stranger: Client):
    mine, other = settle(house, 1, by=head), settle(house, 2, by=head)
    browser = equip(mine, push)

    visitor.post(f"{own_page(other)}push/", said(browser, "off"))
    assert Device.objects.get().person == mine
    assert stranger.post(f"{own_page(mine)}push/", said(push.subscribe(), "on")).status_code == 404
    with in_schema("uk_beta"):
        assert not Device.objects.filter(label="Chrome, Android").exists()


def test_the_manifest_is_the_companys_and_of_a_personal_page_leads_back_to_it(
    head: User, house: House, push: Service, visitor: Client
):
    client, page = visitor, own_page(settle(house, 1, by=head))
    told = client.get("/push/manifest.webmanifest").json()

    assert (told["name"], told["start_url"], told["scope"]) == (Profile.objects.get().short_name, "/", "/")
    assert client.get(f"{page}manifest.webmanifest").json()["start_url"] == page
    assert f'rel="manifest" href="{page}manifest.webmanifest"' in client.get(page).content.decode()
    for icon in told["icons"]:
        answer = client.get(icon["src"])
        picture = Image.open(io.BytesIO(answer.content))
        assert (f"{picture.width}x{picture.height}", "immutable" in answer["Cache-Control"]) == (icon["sizes"], True)
    assert client.get("/push/icon-4096.png").status_code == 404


def test_without_our_key_no_page_offers_pushes(head: User, house: House, visitor: Client):
    assert "data-push" not in visitor.get(own_page(settle(house, 1, by=head))).content.decode()


def test_the_page_without_network_has_the_dispatchers_phone(visitor: Client):
    Profile.objects.update(emergency_phone="8 342 200-00-00")
    client = visitor
    worker, offline = client.get("/worker.js"), client.get("/push/offline/").content.decode()

    assert 'href="tel:+73422000000"' in offline
    assert worker["Content-Type"].startswith("text/javascript")
    assert 'const OFFLINE = "/push/offline/"' in worker.content.decode().replace("\\u002D", "-")
    assert "showNotification" in worker.content.decode()
    assert "showNotification" in client.get("/m/worker.js").content.decode()
