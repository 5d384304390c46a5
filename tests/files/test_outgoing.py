"""Files on their way out: public ones at /media/, documents by their view, private ones by a signed link."""

import time
from urllib.parse import quote

import pytest
import requests
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.documents.models import Document
from wagtail.images.models import Image

from files.domain.links import open_link, signed_link
from identity.models import User
from tenants.context import speaking_for
from tests.conftest import make_employee
from tests.emulators import s3
from tests.emulators.stands import use_s3
from tests.files.pictures import picture

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

BYTES = b"0123456789"


def keep(tenant, alias="default", name="akt.pdf", content=BYTES):
    with speaking_for(tenant):
        return storages[alias].save(name, ContentFile(content))


def body(answer):
    return b"".join(answer.streaming_content)


def test_public_file_is_served_on_its_own_host_only(alpha, beta, client_of, stand):
    name = keep(alpha)

    at_home = client_of(alpha).get(f"/media/{name}")
    assert (at_home.status_code, body(at_home)) == (200, BYTES)
    for path in (name, f"../uk_alpha/{name}", f"..%2fuk_alpha%2f{name}", f"../../uk_alpha/public/{name}"):
        assert client_of(beta).get(f"/media/{path}").status_code == 404, path
        assert client_of().get(f"/media/{path}").status_code == 404, path


def test_private_file_has_no_address_however_one_asks(alpha, client_of, stand):
    name = keep(alpha, "private")

    for path in (name, f"../private/{name}", f"../../private/uk_alpha/{name}", f"x/../../private/{name}"):
        assert client_of(alpha).get(f"/media/{path}").status_code == 404, path


@pytest.mark.parametrize(
    "path", ["", ".", "documents", "a//b", "%00", "a%00.png", "x" * 3000, "..", "%2e%2e/", "\\..\\"]
)
def test_strange_paths_are_not_found(alpha, client_of, stand, path):
    keep(alpha)

    assert client_of(alpha).get(f"/media/{path}").status_code == 404


def test_document_is_not_to_be_had_past_its_view(alpha, client_of, stand):
    name = keep(alpha, name="documents/tayna.pdf")

    for path in (name, f"x/../{name}", f"./{name}", name.replace("/", "//"), f"/{name}"):
        assert client_of(alpha).get(f"/media/{path}").status_code == 404, path


def test_picture_asks_the_database_for_nothing_and_depends_on_no_cookie(alpha, head, client_of, stand):
    name = keep(alpha, name="a.png", content=picture("PNG"))
    client = client_of(alpha, head)
    client.get(f"/media/{name}")

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"/media/{name}")

    assert [q["sql"] for q in queries if "search_path" not in q["sql"]] == []
    assert "Cookie" not in answer.get("Vary", "")
    assert answer["Cache-Control"] == "public, max-age=2592000, immutable"


@pytest.mark.parametrize(
    ("name", "sent_as"),
    [
        ("a.png", ("image/png", "inline")),
        ("a.svg", ("application/octet-stream", "attachment")),
        ("a.html", ("application/octet-stream", "attachment")),
        ("a.pdf", ("application/pdf", "attachment")),
        ("a.php", ("application/octet-stream", "attachment")),
    ],
)
def test_only_a_picture_is_shown_and_nothing_can_run(alpha, client_of, stand, name, sent_as):
    answer = client_of(alpha).get(f"/media/{keep(alpha, name=name)}")

    assert (answer["Content-Type"], answer["Content-Disposition"].split(";")[0]) == sent_as
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_browser_that_has_the_picture_is_told_so(alpha, client_of, stand):
    client = client_of(alpha)
    path = f"/media/{keep(alpha, name='a.png')}"
    tag = client.get(path)["ETag"]

    assert client.get(path, HTTP_IF_NONE_MATCH=tag).status_code == 304
    assert client.get(path, HTTP_IF_NONE_MATCH='"another"').status_code == 200


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("bytes=2-5", (206, b"2345", "bytes 2-5/10")),
        ("bytes=7-", (206, b"789", "bytes 7-9/10")),
        ("bytes=-3", (206, b"789", "bytes 7-9/10")),
        ("bytes=-30", (206, BYTES, "bytes 0-9/10")),
        ("bytes=0-999", (206, BYTES, "bytes 0-9/10")),
        ("bytes=10-", (416, b"", "bytes */10")),
        ("bytes=5-2", (416, b"", "bytes */10")),
        ("bytes=-0", (416, b"", "bytes */10")),
        ("bytes=0-1,4-5", (200, BYTES, None)),
        ("pages=1", (200, BYTES, None)),
        ("bytes=-", (200, BYTES, None)),
    ],
)
def test_part_of_a_file(alpha, client_of, stand, wanted, given):
    answer = client_of(alpha).get(f"/media/{keep(alpha)}", HTTP_RANGE=wanted)

    content = body(answer) if answer.streaming else answer.content
    assert (answer.status_code, content, answer.get("Content-Range")) == given


def test_head_tells_the_size_and_post_is_refused(alpha, client_of, stand):
    path = f"/media/{keep(alpha)}"

    answer = client_of(alpha).head(path)
    assert (answer["Content-Length"], body(answer)) == ("10", b"")
    assert client_of(alpha).post(path).status_code == 405


def test_empty_file_is_a_file(alpha, client_of, stand):
    answer = client_of(alpha).get(f"/media/{keep(alpha, content=b'')}")

    assert (answer.status_code, answer["Content-Length"], body(answer)) == (200, "0", b"")


def test_document_comes_under_its_title_to_whom_its_view_lets(alpha, beta, client_of, stand):
    with speaking_for(alpha):
        document = Document(title="Устав «Альфы» 2026")
        document.file.save("Устав.pdf", ContentFile(BYTES))
        document.save()
        path = document.url

    answer = client_of(alpha).get(path)

    assert (answer.status_code, body(answer)) == (200, BYTES)
    assert answer["Content-Disposition"] == f"inline; filename*=utf-8''{quote('Устав «Альфы» 2026.pdf')}"
    assert answer["Cache-Control"] == "private, no-cache"
    assert client_of(beta).get(path).status_code == 404


def test_closed_document_is_given_to_no_stranger_even_if_he_knows_its_tag(alpha, client_of, stand):
    from wagtail.models import Collection, CollectionViewRestriction

    with speaking_for(alpha):
        closed = Collection.get_first_root_node().add_child(name="Закрытые")
        document = Document(title="Тайна", collection=closed)
        document.file.save("t.pdf", ContentFile(BYTES))
        document.save()
        path = document.url
    tag = client_of(alpha).get(path)["ETag"]
    with speaking_for(alpha):
        CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")

    assert client_of(alpha).get(path, HTTP_IF_NONE_MATCH=tag).status_code == 302


def test_pictures_of_every_size_are_made_and_served(alpha, client_of, stand):
    with speaking_for(alpha):
        image = Image.objects.create(title="Дом", file=ContentFile(picture(size=(800, 600)), "Дом.jpg"))
        made = image.get_renditions("width-400", "width-200|format-webp")
        paths = [rendition.url for rendition in made.values()]

    for path in paths:
        assert client_of(alpha).get(path).status_code == 200, path
    assert all(path.startswith("/media/images/") for path in paths)


# Private links


@pytest.fixture
def link(alpha, head, stand):
    """«Ошибки в Счета.csv» for the head of Alpha."""
    name = keep(alpha, "private", "imports/a.csv", "Л.С\r\n".encode())
    with speaking_for(alpha):
        return signed_link(name, as_name='Ошибки в "Счета"\n.csv', user=head)


def test_link_gives_the_file_to_the_person_it_was_made_for(link, alpha, head, client_of):
    answer = client_of(alpha, head).get(link)

    assert (answer.status_code, body(answer).decode()) == (200, "Л.С\r\n")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/csv", "private, no-store")
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('Ошибки в Счета .csv')}"


def test_link_in_another_browser_is_worth_nothing(link, alpha, beta, client_of):
    with speaking_for(alpha):
        colleague = make_employee(email="other@example.ru")
    with speaking_for(beta):
        neighbour = make_employee()

    for client in (
        client_of(alpha),
        client_of(alpha, colleague),
        client_of(beta),
        client_of(beta, neighbour),
        client_of(),
    ):
        answer = client.get(link)
        assert answer.status_code == 404
        assert "Л.С" not in answer.content.decode()


def test_link_of_one_company_is_worth_nothing_at_another_even_for_the_same_number(alpha, beta, head, stand, client_of):
    name = keep(alpha, "private", "a.csv")
    keep(beta, "private", "a.csv")
    with speaking_for(alpha):
        token = signed_link(name, as_name="a.csv", user=head).split("/")[2]
    with speaking_for(beta):
        same_number = User(pk=head.pk)
        assert open_link(token, user=same_number) is None
    with speaking_for(alpha):
        assert open_link(token, user=head).name == name


def test_link_ends(link, alpha, head, client_of, monkeypatch):
    now = time.time()
    monkeypatch.setattr("files.domain.links.time.time", lambda: now + 301)

    answer = client_of(alpha, head).get(link)

    assert answer.status_code == 404
    assert "действует несколько минут" in answer.content.decode()


def test_link_works_no_more_after_signing_out(link, alpha, head, client_of):
    client = client_of(alpha, head)
    client.logout()

    assert client.get(link).status_code == 404


def test_spoilt_link_is_not_found(link, alpha, head, client_of):
    client = client_of(alpha, head)
    for spoilt in (link[:-2] + "/", link.replace(":", ";"), "/files/1/", "/files/x:y:z/", "/files/" + "a" * 500 + "/"):
        assert client.get(spoilt).status_code == 404, spoilt


def test_link_for_a_stranger_is_the_right_itself(alpha, client_of, stand):
    name = keep(alpha, "private")
    with speaking_for(alpha):
        path = signed_link(name, as_name="Квитанция.pdf", user=None, seconds=60)

    assert body(client_of(alpha).get(path)) == BYTES


def test_browser_fetches_from_the_store_itself_where_it_reaches_it(alpha, head, client_of, in_s3, settings):
    settings.S3_PUBLIC_URL = settings.S3_URL.replace("key:se%2Fcret@", "").rpartition("/")[0]
    use_s3(settings, settings.S3_URL)
    name = keep(alpha, "private", "a.csv", b"1;2")
    with speaking_for(alpha):
        path = signed_link(name, as_name="Счета.csv", user=head)

    answer = client_of(alpha, head).get(path)
    direct = answer["Location"]

    assert (answer.status_code, answer["Cache-Control"]) == (302, "no-store")
    assert direct.startswith(f"{settings.S3_PUBLIC_URL}/burmistr/uk_alpha/private/a-")
    assert "X-Amz-Expires=60" in direct
    fetched = requests.get(direct, timeout=5)
    assert (fetched.content, fetched.headers["Content-Type"]) == (b"1;2", "text/csv")
    assert fetched.headers["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('Счета.csv')}"
    assert client_of(alpha).get(path).status_code == 404
    assert body(client_of(alpha).get(f"/media/{keep(alpha, name='a.png')}")) == BYTES  # pages name no other host


# A store that is away


@pytest.mark.parametrize("store", [s3.no_store, s3.silent_store])
def test_store_that_is_away_is_a_polite_page_and_the_site_goes_on(alpha, head, client_of, settings, store):
    with store() as url:
        use_s3(settings, url)
        with speaking_for(alpha):
            path = signed_link("a.csv", as_name="a.csv", user=head)
        for address in ("/media/a.png", path):
            answer = client_of(alpha, head).get(address)
            assert (answer.status_code, answer["Retry-After"]) == (503, "30")
            assert "Хранилище файлов не отвечает" in answer.content.decode()
        assert client_of(alpha).get("/").status_code == 200


def test_page_whose_picture_cannot_be_made_is_still_shown(alpha, settings):
    from django.template import engines

    with speaking_for(alpha):
        image = Image.objects.create(title="Дом", file=ContentFile(picture(), "a.jpg"))
        with s3.no_store() as url:
            use_s3(settings, url)
            image = Image.objects.get()
            template = engines["django"].from_string("{% load wagtailimages_tags %}{% image image width-10 %}ok")
            assert template.render({"image": image}).endswith("ok")


def test_request_larger_than_any_form_is_refused_before_it_is_read(alpha, client_of):
    answer = client_of(alpha).post("/", data=b"", content_type="text/plain", CONTENT_LENGTH=str(61 * 2**20))

    assert answer.status_code == 413
    assert "не больше 60 МБ" in answer.content.decode()
