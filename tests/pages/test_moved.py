"""A 301 after a move: renamed pages, questions and houses' list; addresses of the company's former site."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from crm.accounting.models import House
from crm.rights.enums import Role
from identity.models import User
from sites_cms.houses.models import HousesPage
from sites_cms.pages.domain import old_addresses, questions
from sites_cms.pages.models import FaqPage, OldAddress, Question
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.factories import HouseFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

ADDED = {"slug": "kak-platit", "question": "Как платить?"}


@pytest.fixture
def visitor(tenant: Tenant, client_of: Callable[..., Client]) -> Client:
    return client_of(tenant)


def location(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 301, path
    assert answer["Cache-Control"] == "no-cache"
    return str(answer["Location"])


@pytest.fixture
def rename(django_capture_on_commit_callbacks: Any) -> Callable[[Any, str], None]:
    """As the editor does: a new version is published, and committed."""

    def renamed(page: Any, slug: str) -> None:
        page = type(page).objects.get(pk=page.pk)
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()

    return renamed


def rename_question(question: Question, slug: str, by: User) -> None:
    told = {name: getattr(question, name) for name in ("question", "answer", "published_on", "is_active", "weight")}
    questions.save(Question.objects.get(pk=question.pk), **told, slug=slug, by=by)


def test_a_renamed_piece_of_news_is_found_at_its_old_address(
    visitor: Client, add_news: Callable[..., Any], rename: Callable[..., None]
):
    news = add_news("Лифт снова ходит", slug="lift")
    for slug in ("lift-poehal", "lift-hodit"):
        rename(news, slug)
    for old in ("/novosti/lift/", "/novosti/lift-poehal/", "/novosti/lift"):
        assert location(visitor, old) == "/novosti/lift-hodit/", "one step, however often it was renamed"
    rename(news, "lift")
    assert visitor.get("/novosti/lift/").status_code == 200
    news.refresh_from_db()
    news.unpublish()
    assert visitor.get("/novosti/lift/").status_code == 404, "it never leads to itself"


def test_questions_and_houses_take_their_addresses_along(
    visitor: Client, head: User, add_question: Callable[..., Question], rename: Callable[..., None]
):
    question = add_question(**ADDED)
    house: House = HouseFactory(street="ул. Садовая", number="7", by=head)
    rename_question(question, "oplata", head)
    rename_question(question, "kak-oplatit", head)
    for old in ("kak-platit", "oplata"):
        assert location(visitor, f"/voprosy/{old}/") == "/voprosy/kak-oplatit/"
    rename_question(question, "kak-platit", head)
    assert visitor.get("/voprosy/kak-platit/").status_code == 200
    assert location(visitor, "/voprosy/oplata/") == "/voprosy/kak-platit/"

    rename(FaqPage.objects.get(), "faq")
    rename(HousesPage.objects.get(), "nashi-doma")
    assert location(visitor, "/voprosy/") == "/faq/"
    assert location(visitor, "/voprosy/kak-platit/") == "/faq/kak-platit/"
    words = visitor.get(f"/nashi-doma/{house.pk}-x/")["Location"].removeprefix("/nashi-doma/")
    assert location(visitor, f"/doma/{words}") == f"/nashi-doma/{words}"
    assert visitor.get("/doma/net-takogo/").status_code == 404


def test_addresses_of_the_former_site_come_as_a_list(
    visitor: Client, staff: Callable[[Role], Client], add_news: Callable[..., Any], rename: Callable[..., None]
):
    office = staff(Role.CLIENT_DESK)
    news = add_news("Лифт снова ходит", slug="lift")
    rows = "Старый;Новый\nhttp://old.example/page.php?id=3;/novosti/lift/\n/о-нас.html;/o-kompanii/\n/vk;https://vk.example/uk\n"
    file = SimpleUploadedFile("адреса.csv", rows.encode("cp1251"))
    loaded = office.post("/crm/site/old-addresses/load/", {"rows": "", "file": file}, follow=True)
    assert "Загружено адресов: 3." in loaded.content.decode()
    assert location(visitor, "/page.php?id=3") == "/novosti/lift/"
    assert location(visitor, "/о-нас.html") == "/o-kompanii/"
    assert location(visitor, "/vk/") == "https://vk.example/uk"
    rename(news, "lift-hodit")
    assert location(visitor, "/page.php?id=3") == "/novosti/lift-hodit/"
    wrong = office.post("/crm/site/old-addresses/load/", {"rows": "/a;/kontakty/\n/crm/x;/kontakty/\n/kontakty/;/\n"})
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert "Строка 2 (/crm/x)" in page
    assert "Строка 3 (/kontakty/)" in page
    assert OldAddress.objects.filter(automatically_created=False).count() == 3, "all of a list or nothing"
    assert "page.php?id=3" in office.get("/crm/site/old-addresses/").content.decode()


def test_chains_are_kept_short_and_circles_refused(visitor: Client, head: User):
    old_addresses.save(None, old="/b", to="/c", by=head)
    old_addresses.save(None, old="/a", to="/b", by=head)
    assert location(visitor, "/a") == "/c"
    old_addresses.save(None, old="/c", to="/kontakty/", by=head)
    for old in ("/a", "/b", "/c/"):
        assert location(visitor, old) == "/kontakty/"
    for old, to in (
        ("/x", "/x/"),
        ("/x", "нигде"),
        ("/x", "javascript:alert(1)"),
        ("/x", "//evil.example"),
        ("/", "/c"),
    ):
        with pytest.raises(DomainError):
            old_addresses.save(None, old=old, to=to, by=head)
    old_addresses.save(None, old="/y", to="/z", by=head)
    with pytest.raises(DomainError):
        old_addresses.save(None, old="/z", to="/y", by=head)
