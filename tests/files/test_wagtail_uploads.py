"""Whatever way a picture or a document comes into Wagtail, its bytes are ours."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, UploadedFile

from tests.files.pictures import opened, picture, with_place
from tests.files.test_kinds import PROGRAM, WHOLE

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

POLYGLOT = with_place(orientation=6) + b"<script>alert(1)</script><?php x();"


def sent(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def form(field: str, content: bytes, name: str, **more):
    return {"title": "Дом", field: sent(content, name), "collection": Collection.get_first_root_node().pk, **more}


WAYS = {
    "one": lambda c, b, n: c.post("/crm/images/add/", form("file", b, n)),
    "many": lambda c, b, n: c.post(
        "/crm/images/multiple/add/", form("files[]", b, n), HTTP_X_REQUESTED_WITH="XMLHttpRequest"
    ),
    "chooser": lambda c, b, n: c.post(
        "/crm/images/chooser/create/",
        {f"image-chooser-upload-{key}": value for key, value in form("file", b, n).items()},
    ),
}


def everything_stored() -> bytes:
    return b"".join(default_storage.open(name).read() for name, _ in default_storage.walk("uk_alpha"))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["Дом.jpg", "dom.png", "x.php.jpg"])
def test_picture_is_drawn_anew(staff, stand, way, name):
    WAYS[way](staff(), POLYGLOT, name)

    image = Image.objects.get()
    content = image.file.storage.open(image.file.name).read()
    assert image.file.name.endswith(".jpg")
    assert (image.width, image.height) == opened(content).size == (20, 40)
    assert (image.file_size, dict(opened(content).getexif())) == (len(content), {})
    for trace in (b"script", b"php", b"home address"):
        assert trace in POLYGLOT
        assert trace not in everything_stored()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "a.svg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "a.png"),
        (b"GIF89a" + b"\0" * 50, "a.gif"),
        (PROGRAM, "a.jpg"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 100, "IMG_1.HEIC"),
    ],
)
def test_what_is_no_picture_is_refused_in_russian_and_never_stored(staff, stand, way, content, name):
    answer = WAYS[way](staff(), content, name)

    text = answer.json().get("html", "") + str(answer.json()) if way != "one" else answer.content.decode()
    assert "не принимается" in text
    assert (Image.objects.count(), UploadedFile.objects.count(), everything_stored()) == (0, 0, b"")


def test_picture_whose_other_fields_are_wrong_waits_in_clean_bytes(staff, stand):
    data = form("files[]", POLYGLOT, "a.jpg") | {"title": "Д" * 300}
    staff().post("/crm/images/multiple/add/", data, HTTP_X_REQUESTED_WITH="XMLHttpRequest")

    assert (Image.objects.count(), UploadedFile.objects.count()) == (0, 1)
    assert b"script" not in everything_stored()


def test_replaced_picture_is_clean_too_and_gets_another_address(staff, stand):
    client = staff()
    WAYS["one"](client, picture(), "a.jpg")
    image = Image.objects.get()
    before = image.file.name

    client.post(f"/crm/images/{image.pk}/", form("file", POLYGLOT, "a.jpg", description="", tags=""))

    image.refresh_from_db()
    assert image.file.name != before
    assert not default_storage.exists(before)
    assert b"script" not in everything_stored()


def test_title_of_a_picture_is_changed_without_touching_the_file(staff, stand):
    client = staff()
    WAYS["one"](client, picture(), "a.jpg")
    image = Image.objects.get()
    data = {"title": "Двор", "collection": image.collection_id, "description": "", "tags": ""}

    client.post(f"/crm/images/{image.pk}/", data)

    assert (Image.objects.get().title, Image.objects.get().file.name) == ("Двор", image.file.name)


def test_limit_stands_on_the_screen_before_anything_is_sent(staff):
    client = staff()
    assert "До 10 МБ: JPEG, PNG, WebP." in client.get("/crm/images/multiple/add/").content.decode()
    page = client.get("/crm/documents/multiple/add/").content.decode()
    assert "До 20 МБ: PDF, DOC, DOCX, XLS, XLSX, ODT, ODS, RTF, JPEG, PNG, ZIP, CSV." in page


def test_too_large_picture_is_refused_with_both_figures(staff, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 1024
    answer = WAYS["one"](staff(), picture(size=(900, 900), quality=100), "a.jpg")

    assert "слишком большой" in answer.content.decode()


def add_document(client, content, name):
    return client.post(
        "/crm/documents/multiple/add/", form("files[]", content, name), HTTP_X_REQUESTED_WITH="XMLHttpRequest"
    )


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx", "doc", "zip"])
def test_real_document_is_let_in_unchanged(staff, stand, kind):
    add_document(staff(), WHOLE[kind], f"Устав.{kind.upper()}")

    document = Document.objects.get()
    assert (document.filename.endswith(f".{kind}"), everything_stored()) == (True, WHOLE[kind])


@pytest.mark.parametrize(("content", "name"), [(PROGRAM, "договор.pdf"), (b"<html>", "a.docx"), (b"MZ", "a.exe")])
def test_renamed_program_is_no_document(staff, stand, content, name):
    answer = add_document(staff(), content, name)

    words = answer.json()["error_message"]
    assert words.startswith(f"Файл «{name}» не") or words.startswith(f"Файл «{name}» назван")
    assert "Расширение" not in words  # no second word from Wagtail
    assert (Document.objects.count(), everything_stored()) == (0, b"")


def test_picture_among_documents_loses_its_place_too(staff, stand):
    add_document(staff(), POLYGLOT, "Фото.JPG")

    assert Document.objects.count() == 1
    assert b"home address" not in everything_stored()
