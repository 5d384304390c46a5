"""What makes the shell an app: the manifest, icons, the worker; and what no browser may keep."""

import io
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from PIL import Image

from crm.company.models import Profile
from crm.rights.enums import Role
from sites_cms.appearance.models import Appearance
from tenants.context import speaking_for
from tenants.models import Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

LIGHT = 40 * 1024


def test_the_manifest_is_the_companys(alpha: Tenant, beta: Tenant, client_of):
    for tenant, accent in ((alpha, "#7a1f1f"), (beta, "#1f4e8c")):
        with speaking_for(tenant):
            Appearance.objects.update_or_create(pk=1, defaults={"accent": accent})
        answer = client_of(tenant).get("/m/manifest.webmanifest")
        told = answer.json()

        assert answer["Content-Type"] == "application/manifest+json"
        assert (told["name"], told["short_name"]) == (f"{tenant.short_name}: сотрудники", tenant.short_name)
        assert (told["start_url"], told["scope"], told["display"]) == ("/m/", "/m/", "standalone")
        assert told["theme_color"] == accent
        assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512"}
        assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
        for icon in told["icons"]:
            picture = Image.open(io.BytesIO(client_of(tenant).get(icon["src"]).content))
            assert f"{picture.width}x{picture.height}" == icon["sizes"]
            assert "#%02x%02x%02x" % picture.convert("RGB").getpixel((2, 2)) == accent  # noqa: UP031


def test_icons_of_other_sizes_do_not_exist(tenant: Tenant, client_of):
    assert client_of(tenant).get("/m/icon-4096.png").status_code == 404


def test_a_phone_keeps_an_icon_for_a_year_and_asks_for_one_of_other_colours(tenant: Tenant, client_of):
    client = client_of(tenant)
    address = client.get("/m/manifest.webmanifest").json()["icons"][0]["src"]
    assert "immutable" in client.get(address)["Cache-Control"]
    assert client.get("/m/icon-192.png?v=old")["Cache-Control"] == "no-cache"


def test_pages_with_data_are_kept_by_no_browser(phone, tenant: Tenant):
    client = phone(Role.HEAD)
    for path in ("/m/", "/m/colleagues/", "/m/profile/", "/m/profile/password/", "/m/no-such-screen/"):
        assert "no-store" in client.get(path)["Cache-Control"], path


def test_the_worker_keeps_only_what_is_the_same_for_everybody(phone, client_of, tenant: Tenant):
    Profile.objects.update(emergency_phone="8 342 200-00-00")
    signed_in, stranger = phone(Role.HEAD), client_of(tenant)
    script = signed_in.get("/m/worker.js")
    assert script["Cache-Control"] == "no-cache"
    assert script["Content-Type"].startswith("text/javascript")
    kept = re.findall(r'"(/[^"]+)"', re.search(r"KEPT = \[(.*?)\]", script.content.decode())[1])  # type: ignore[index]
    kept = [address.encode().decode("unicode_escape") for address in kept]
    assert len(kept) == 8
    for address in kept:
        if address.startswith("/m/"):
            one, other = signed_in.get(address), stranger.get(address)
            assert one.status_code == 200, address
            assert one.content == other.content, address
            assert not other.cookies, address
    offline = stranger.get("/m/offline/").content.decode()
    assert 'href="tel:+73422000000"' in offline
    assert tenant.short_name in offline


def test_a_new_phone_of_emergency_reaches_phones_that_have_the_page(client_of, tenant: Tenant):
    client = client_of(tenant)
    before = client.get("/m/worker.js").content
    assert before == client.get("/m/worker.js").content
    Profile.objects.update(emergency_phone="8 342 200-00-00")
    assert before != client.get("/m/worker.js").content


def test_home_is_light(phone, tenant: Tenant):
    client = phone(Role.HEAD)
    page = client.get("/m/").content
    weight = len(page) + len(client.get("/m/look.css").content)
    for name in ("mobile.css", "mobile.js", "icons.svg"):
        weight += Path(find(f"mobile/{name}")).stat().st_size
    assert weight < LIGHT, "as it is, before the server packs it"


def test_nothing_inline_and_the_strict_policy(phone, tenant: Tenant):
    answer = phone(Role.HEAD).get("/m/")
    page = answer.content.decode()
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "<style" not in page
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]* src=)", page)
    assert not re.search(r" on[a-z]+=", page)
