"""The logo: what is let in, what becomes of it, where it stands, and what is left behind."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from crm.company.domain.logo import LOGO_SIDE, MARK_SIDE, remove_logo, set_logo
from crm.company.models import Profile
from crm.journal.models import Entry
from crm.rights.enums import Role
from identity.models import User
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.files.pictures import opened, picture, with_place

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

URL = "/crm/company/profile/logo/"


def drawn(kind: str = "PNG", **options: Any) -> io.BytesIO:
    return io.BytesIO(picture(kind, **{"size": (1024, 512)} | options))


def logo_of(profile: Profile) -> Image.Image:
    return opened(profile.logo.open("rb").read())


def mark_of(profile: Profile) -> Image.Image:
    return opened(profile.mark.open("rb").read())


def put(by: User, content: io.BytesIO | None = None) -> Profile:
    return set_logo(file=content or drawn(), name="Наш логотип.png", by=by)


def test_two_sizes_are_drawn(tenant: Tenant, head: User):
    profile = put(head)

    assert (logo_of(profile).format, logo_of(profile).size) == ("WEBP", (LOGO_SIDE, LOGO_SIDE // 2))
    assert (mark_of(profile).format, mark_of(profile).size) == ("PNG", (MARK_SIDE, MARK_SIDE))
    assert (profile.logo_width, profile.logo_height) == (LOGO_SIDE, LOGO_SIDE // 2)
    assert profile.logo_box == {"width": 192, "height": 96}


def test_a_small_logo_is_not_blown_up(tenant: Tenant, head: User):
    assert logo_of(put(head, drawn(size=(200, 80)))).size == (200, 80)


def test_what_was_transparent_stays_so(tenant: Tenant, head: User):
    sheet = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    sheet.paste((200, 30, 30, 255), (100, 100, 200, 200))
    out = io.BytesIO()
    sheet.save(out, "PNG")

    profile = put(head, out)

    for image in (logo_of(profile), mark_of(profile)):
        assert image.convert("RGBA").getpixel((2, 2))[3] == 0  # type: ignore[index]  # RGBA
        assert image.convert("RGBA").getpixel((image.width // 2, image.height // 2))[3] == 255  # type: ignore[index]


def test_place_and_telephone_are_gone(tenant: Tenant, head: User):
    dirty = Image.open(io.BytesIO(with_place()))
    large, out = dirty.resize((640, 320)), io.BytesIO()
    large.save(out, "JPEG", exif=dirty.getexif(), comment=b"home address")
    assert opened(out.getvalue()).getexif().get_ifd(0x8825)
    assert b"home address" in out.getvalue()

    profile = put(head, out)

    for file in (profile.logo, profile.mark):
        content = file.open("rb").read()
        assert dict(opened(content).getexif()) == {}
        assert b"home address" not in content


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
ATTACKS = [
    ("logo.svg", SVG),
    ("logo.png", SVG),
    ("logo.png", b"<html><script>alert(1)</script></html>"),
    ("logo.jpg", b"\xff\xd8\xff\xe0" + b"<?php system($_GET['c']); ?>" * 20),
    ("logo.png", picture("PNG")[:60]),
    ("logo.gif", b"GIF89a" + b"\x00" * 100),
    ("logo.png", picture("PNG", size=(20, 20))),  # no attack, only too small to be read
]


@pytest.mark.parametrize(("name", "content"), ATTACKS)
def test_what_is_no_logo_is_refused_by_the_rule_and_by_the_form(
    tenant: Tenant, head: User, client_of: Callable[..., Client], name: str, content: bytes
):
    with pytest.raises(DomainError) as refused:
        set_logo(file=io.BytesIO(content), name=name, by=head)
    assert refused.value.field == "logo"

    answer = client_of(tenant, head).post(URL, {"file": SimpleUploadedFile(name, content)})

    assert answer.status_code == 200
    assert "file" in answer.context["form"].errors
    assert not Profile.objects.get().logo


def test_whatever_is_glued_to_a_picture_is_lost(tenant: Tenant, head: User):
    glued = b"<script>alert(1)</script>"
    profile = put(head, io.BytesIO(picture("PNG", size=(300, 300)) + glued))

    assert glued not in profile.logo.open("rb").read() + profile.mark.open("rb").read()


def test_the_old_files_go_once_the_new_ones_are_kept(
    tenant: Tenant, head: User, django_capture_on_commit_callbacks: Callable[..., Any]
):
    first = put(head)
    old = [str(first.logo), str(first.mark)]

    with django_capture_on_commit_callbacks(execute=True):
        second = put(head)
        assert [default_storage.exists(name) for name in old] == [True, True], "not before the commit"

    assert [default_storage.exists(name) for name in old] == [False, False]
    assert default_storage.exists(str(second.logo))


def test_taken_away(tenant: Tenant, head: User, django_capture_on_commit_callbacks: Callable[..., Any]):
    first = put(head)
    names = [str(first.logo), str(first.mark)]

    with django_capture_on_commit_callbacks(execute=True):
        remove_logo(by=head)

    kept = Profile.objects.get()
    assert (str(kept.logo), str(kept.mark), kept.logo_box) == ("", "", {})
    assert [default_storage.exists(name) for name in names] == [False, False]


def test_the_journal_tells_of_each_change(tenant: Tenant, head: User):
    put(head)
    put(head)
    remove_logo(by=head)
    remove_logo(by=head)

    entries = Entry.objects.filter(action="company.change_logo").order_by("pk")
    assert [entry.changes for entry in entries] == [
        {"logo": ["нет", "загружен"]},
        {"logo": ["загружен", "новый"]},
        {"logo": ["загружен", "убран"]},
    ]


def test_it_stands_on_the_site_in_the_office_and_at_the_door(
    tenant: Tenant, head: User, client_of: Callable[..., Client]
):
    assert 'class="logo"' not in client_of(tenant).get("/").content.decode()
    assert "brand-company" not in client_of(tenant, head).get("/crm/").content.decode()

    profile = put(head)

    home = client_of(tenant).get("/").content.decode()
    assert f'<img class="logo" src="{profile.logo.url}" width="192" height="96" alt="">' in home
    assert f'<link rel="icon" href="{profile.mark.url}" type="image/png" sizes="96x96">' in home
    assert profile.mark.url in client_of(tenant, head).get("/crm/").content.decode()
    assert profile.logo.url in client_of(tenant).get("/crm/login/").content.decode()
    assert client_of(tenant).get(profile.logo.url).headers["Content-Type"] == "image/webp"


def test_another_company_shows_its_own(tenant: Tenant, beta: Tenant, head: User, client_of: Callable[..., Client]):
    profile = put(head)

    for path in ("/", "/crm/login/"):
        assert profile.logo.url in client_of(tenant).get(path).content.decode()
        assert profile.logo.url not in client_of(beta).get(path).content.decode()
    assert client_of(beta).get(profile.logo.url).status_code == 404


def test_the_form_puts_and_takes(staff: Callable[[Role], Client], tenant: Tenant):
    client = staff(Role.HEAD)

    answer = client.post(URL, {"file": SimpleUploadedFile("logo.png", drawn().getvalue())})
    assert (answer.status_code, bool(Profile.objects.get().logo)) == (302, True)

    assert "Выберите файл" in client.post(URL, {}).content.decode()

    answer = client.post(URL, {"remove": "on"})
    assert (answer.status_code, bool(Profile.objects.get().logo)) == (302, False)
