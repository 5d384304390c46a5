"""«Документы»: folders and files, who reads what, nothing told to those who may not."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, transaction
from django.http import HttpRequest
from django.test import Client

from crm.accounting.models import House
from crm.rights.enums import Role
from identity.models import User
from sites_cms.cache.watching import SHOWN
from sites_cms.documents.domain import documents, folders, queries, visitors
from sites_cms.documents.domain.documents import About
from sites_cms.documents.domain.visitors import ANYBODY, STAFF, Visitor
from sites_cms.documents.enums import Level
from sites_cms.documents.models import Document, Folder
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.factories import HouseFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
SECTION = "/dokumenty/"


def pdf(name: str = "Устав компании.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@pytest.fixture
def house(tenant: Tenant, head: User) -> House:
    return HouseFactory(street="ул. Садовая", number="7", by=head)


@pytest.fixture
def add(head: User) -> Callable[..., Document]:
    def added(title: str, **about: Any) -> Document:
        return documents.add([pdf()], About(**{"date": date(2026, 3, 1)} | about), title=title, by=head)[0]

    return added


@pytest.fixture
def visitor(tenant: Tenant, client_of: Callable[..., Client]) -> Client:
    return client_of(tenant)


@pytest.fixture
def resident() -> Iterator[Callable[[Visitor], None]]:
    """What the cabinet will say of whoever is signed in."""
    says: list[Visitor] = []

    def answer(request: HttpRequest) -> Visitor | None:
        return says[-1] if says else None

    visitors.register(answer)
    yield says.append
    visitors._answers.remove(answer)


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def file_of(document: Document) -> str:
    return f"{SECTION}fayl/{document.pk}.pdf"


def test_the_section_is_in_the_menu_and_on_the_map_once_it_has_a_document(
    visitor: Client, add: Callable[..., Document]
):
    for path in ("/", "/sitemap.xml"):
        assert SECTION not in text(visitor, path)
    text(visitor, SECTION, status=404)
    hidden = add("Черновик", is_shown=False)
    assert SECTION not in text(visitor, "/")
    add("Устав")
    assert f'href="{SECTION}"' in text(visitor, "/")
    assert f"{SECTION}</loc>" in text(visitor, "/sitemap.xml")
    page = text(visitor, SECTION)
    assert "Устав" in page
    assert "1 марта 2026" in page
    assert "PDF" in page
    assert "Черновик" not in page
    text(visitor, file_of(hidden), status=404)
    assert {"site_documents.Document", "site_documents.Folder"} <= SHOWN


def test_by_folder_and_by_house(visitor: Client, head: User, house: House, add: Callable[..., Document]):
    meetings = folders.save(None, title="Собрания", order=10, by=head)
    protocols = folders.save(None, title="Протоколы", order=1, parent=meetings, by=head)
    folders.save(None, title="Пустая папка", order=2, by=head)
    add("Протокол № 3", folder=protocols, house=house)
    page = text(visitor, SECTION)
    assert "Собрания" in page
    assert "1 документ" in page
    assert "Пустая папка" not in page
    assert f"{SECTION}{protocols.pk}-protokoly/" in text(visitor, f"{SECTION}{meetings.pk}-sobraniya/")
    inside = text(visitor, f"{SECTION}{protocols.pk}-protokoly/")
    assert "Протокол № 3" in inside
    assert "ул. Садовая" in inside
    renamed = folders.save(protocols, title="Итоги", order=1, parent=meetings, by=head)
    moved = visitor.get(f"{SECTION}{protocols.pk}-protokoly/")
    assert (moved.status_code, moved["Location"]) == (301, f"{SECTION}{renamed.pk}-itogi/")
    assert "Протокол № 3" in text(visitor, f"{SECTION}dom-{house.pk}/")
    of_house = visitor.get(f"/doma/{house.pk}-x/", follow=True).content.decode()
    assert 'id="dokumenty"' in of_house
    assert "Протокол № 3" in of_house


def test_a_visitor_without_an_account_learns_that_something_waits_and_nothing_of_it(
    visitor: Client, house: House, add: Callable[..., Document], staff: Callable[[Role], Client]
):
    own = add("Долги дома по квартирам", level=Level.OWNERS, house=house)
    for_residents = add("График работ", level=Level.RESIDENTS)
    page = text(visitor, SECTION)
    assert "Здесь 1 документ: виден жителям после входа." in page
    assert "Здесь 1 документ: виден жителям после входа." in text(visitor, f"{SECTION}dom-{house.pk}/")
    for path in (SECTION, f"{SECTION}dom-{house.pk}/", f"{SECTION}nayti/?q=график", "/sitemap.xml", "/"):
        shown = text(visitor, path)
        assert "График работ" not in shown
        assert "по квартирам" not in shown
    for nowhere in (f"fayl/{10**30}.pdf", f"dom-{10**30}/", f"{10**30}-ustav/"):
        text(visitor, f"{SECTION}{nowhere}", status=404)
    nobodys = text(visitor, f"{SECTION}fayl/987654.pdf", status=404)
    for document in (own, for_residents):
        refused = text(visitor, file_of(document), status=404)
        assert refused.replace(f"fayl/{document.pk}.", "fayl/987654.") == nobodys
    keeper = staff(Role.CLIENT_DESK)
    assert "График работ" in text(keeper, SECTION)
    answer = keeper.get(file_of(own))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Cache-Control"] == "private, no-store"
    executor = staff(Role.EXECUTOR)
    assert "График работ" not in text(executor, SECTION)
    assert executor.get(file_of(own)).status_code == 404


def test_levels_and_houses(
    house: House, add: Callable[..., Document], staff: Callable[[Role], Client], resident: Callable[[Visitor], None]
):
    everything = [
        add("Всем"), add("Всем о доме", house=house), add("Жителям", level=Level.RESIDENTS),
        add("Жителям дома", level=Level.RESIDENTS, house=house), add("Собственникам", level=Level.OWNERS, house=house),
    ]  # fmt: skip
    theirs = frozenset({house.pk})
    for who, number in (
        (ANYBODY, 2), (Visitor(Level.RESIDENTS), 3), (Visitor(Level.RESIDENTS, theirs), 4), (Visitor(Level.OWNERS), 3),
        (Visitor(Level.OWNERS, theirs), 5), (STAFF, 5),
    ):  # fmt: skip
        assert queries.readable(who).count() == number
        assert sum(who.may_read(one) for one in everything) == number, "a page and a download say the same"
    client = staff(Role.EXECUTOR)
    assert client.get(file_of(everything[3])).status_code == 404
    resident(Visitor(Level.RESIDENTS, theirs))
    assert client.get(file_of(everything[3])).status_code == 200
    assert client.get(file_of(everything[4])).status_code == 404


def test_a_replaced_file_keeps_its_address_and_the_old_one(
    visitor: Client, head: User, add: Callable[..., Document], staff: Callable[[Role], Client]
):
    document = add("Тарифы")
    documents.replace_file(document, pdf("Тарифы 2027.pdf", PDF + b"\n"), by=head)
    assert b"".join(visitor.get(file_of(document)).streaming_content) == PDF + b"\n"
    old = document.versions.get()
    text(visitor, file_of(old), status=404)
    keeper = staff(Role.CLIENT_DESK)
    assert f"/crm/site/documents/{old.pk}/file/" in text(keeper, f"/crm/site/documents/edit/{document.pk}/")
    assert b"".join(keeper.get(f"/crm/site/documents/{old.pk}/file/").streaming_content) == PDF
    with pytest.raises(InternalError), transaction.atomic():
        Document.objects.filter(pk=old.pk).update(title="Переписано")
    documents.delete(document, by=head)
    assert not Document.objects.exists()


def test_several_files_at_once_or_none_of_them(head: User, staff: Callable[[Role], Client]):
    keeper = staff(Role.CLIENT_DESK)
    told = {"level": Level.ALL, "date": "2026-03-01", "is_shown": "on", "title": "", "folder": "", "house": ""}
    files = [pdf("Отчёт за 2025.pdf"), pdf("Отчёт за 2026.pdf")]
    assert keeper.post("/crm/site/documents/new/", told | {"files": files}).status_code == 302
    assert set(Document.objects.values_list("title", flat=True)) == {"Отчёт за 2025", "Отчёт за 2026"}
    refused = keeper.post("/crm/site/documents/new/", told | {"files": [pdf(), pdf("Программа.pdf", b"MZ\x90")]})
    assert "а внутри" in refused.content.decode()
    assert Document.objects.count() == 2


def test_a_folder_stands_in_one_folder_at_most(head: User, add: Callable[..., Document]):
    upper = folders.save(None, title="Собрания", order=1, by=head)
    lower = folders.save(None, title="Протоколы", order=1, parent=upper, by=head)
    for parent, before in ((lower, None), (folders.save(None, title="Другая", order=1, by=head), upper)):
        with pytest.raises(DomainError):
            folders.save(before, title="Глубже", order=1, parent=parent, by=head)
    with pytest.raises(InternalError), transaction.atomic():
        Folder.objects.create(title="Мимо правил", parent=lower)
    add("Протокол", folder=lower)
    with pytest.raises(DomainError, match="что-то лежит"):
        folders.delete(lower, by=head)


def test_any_form_of_a_word_finds(visitor: Client, house: House, add: Callable[..., Document]):
    add("Протоколы собраний", house=house)
    add("Тарифы")
    add("Устав")
    assert "Устав" in text(visitor, f"{SECTION}nayti/?q=уставов").partition("По словам")[2]
    assert "Протоколы собраний" in text(visitor, f"{SECTION}nayti/?q=протоколом+собрания")
    assert "Тарифы" not in text(visitor, f"{SECTION}nayti/?q=садовая")


def test_the_lists_cost_the_same_for_one_document_and_for_many(
    visitor: Client,
    add: Callable[..., Document],
    house: House,
    staff: Callable[[Role], Client],
    django_assert_max_num_queries,
):
    folder = folders.save(None, title="Собрания", order=1, by=None)
    for number in range(12):
        add(f"Протокол № {number}", folder=folder, house=house, level=1 + number % 2)
    keeper = staff(Role.CLIENT_DESK)
    for client, path, most in ((visitor, f"{SECTION}{folder.pk}-sobraniya/", 26), (keeper, "/crm/site/documents/", 22)):
        client.get(path)
        with django_assert_max_num_queries(most):
            text(client, path)
