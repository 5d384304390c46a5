from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.company.domain import contractor_documents, contractor_people, contractors
from crm.company.domain.contract_terms import company_today
from crm.company.models import Contractor, ContractorDocument
from crm.request_types.models import RequestType
from crm.rights.enums import EMPLOYEE_ROLES, Role
from identity.models import User
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.factories import ContractorFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

LIST, NEW = "/crm/contractors/", "/crm/contractors/new/"
CARD = """ИНН/КПП 5999000104/599901001, ОГРН 1025999001005
р/с 4070 2810 1000 0000 0101 в ПАО Сбербанк, к/с 30101810400000000225, БИК 044525225"""


def types(*names: str) -> list[int]:
    return list(RequestType.objects.filter(name__in=names).values_list("pk", flat=True))


@pytest.fixture
def office(tenant: Tenant, head: User, client_of):
    return client_of(tenant, head)


def test_added_by_the_form_and_seen_in_the_list(office, head: User):
    answer = office.post(
        NEW,
        {
            "kind": "organisation",
            "short_name": "ООО «Водяной»",
            "inn": "5999 000 104",
            "valid_until": (company_today() + timedelta(days=12)).strftime("%d.%m.%Y"),
            "request_types": types("Отопление"),
        },
    )
    assert answer.status_code == 302
    assert Contractor.objects.get().inn == "5999000104"
    page = office.get(LIST).content.decode()
    for words in ("ООО «Водяной»", "Отопление", "договор кончается через 12 дней", "Работает"):
        assert words in page, words


def test_everything_that_is_wrong_is_said_at_once(office):
    page = office.post(
        NEW, {"kind": "entrepreneur", "inn": "5999000104", "kpp": "599901001", "settlement_account": "1"}
    ).content.decode()
    for words in (
        "Напишите название",
        "Отметьте хотя бы один тип заявок",
        "ИНН предпринимателя состоит из 12 цифр",
        "У предпринимателя нет КПП",
        "В номере счёта должно быть 20 цифр, а у вас 1",
    ):
        assert words in page, words
    assert not Contractor.objects.exists()


def test_a_pasted_card_fills_the_fields_and_saves_nothing(office):
    answer = office.post(NEW, {"kind": "organisation", "short_name": "ООО «Водяной»", "card": CARD})

    form = answer.context["form"]
    assert {name: form[name].value() for name in ("inn", "kpp", "ogrn", "bik", "card", "short_name")} == {
        "inn": "5999000104",
        "kpp": "599901001",
        "ogrn": "1025999001005",
        "bik": "044525225",
        "card": "",
        "short_name": "ООО «Водяной»",
    }
    assert form["settlement_account"].value() == "40702810100000000101"
    page = answer.content.decode()
    assert "Заполнили: ИНН, КПП, ОГРН" in page
    assert "Отметьте хотя бы один" not in page
    assert not Contractor.objects.exists()


def test_a_card_of_an_entrepreneur_marks_him_as_one(office):
    form = office.post(NEW, {"kind": "organisation", "card": "ИНН 599900010143"}).context["form"]
    assert (form["kind"].value(), form["inn"].value()) == ("entrepreneur", "599900010143")


def test_a_card_without_numbers_stays_and_says_so(office):
    answer = office.post(NEW, {"kind": "organisation", "card": "Добрый день! Высылаю реквизиты."})
    assert "В тексте не нашлось ни ИНН" in answer.content.decode()
    assert answer.context["form"]["card"].value() == "Добрый день! Высылаю реквизиты."


def test_a_card_on_the_page_of_a_known_one_is_no_change_of_another(office, head: User):
    contractor = ContractorFactory(short_name="ООО «Водяной»")
    page = office.get(f"/crm/contractors/edit/{contractor.pk}/")
    version = page.context["editing"].version
    sent = {
        "_version": version,
        "kind": "organisation",
        "short_name": "ООО «Водяной»",
        "request_types": types("Холодное водоснабжение"),
    }

    filled = office.post(f"/crm/contractors/edit/{contractor.pk}/", {**sent, "card": CARD})
    assert filled.context["editing"].version == version
    office.post(f"/crm/contractors/edit/{contractor.pk}/", {**sent, "inn": filled.context["form"]["inn"].value()})

    assert Contractor.objects.get().inn == "5999000104"


@pytest.mark.parametrize("role", EMPLOYEE_ROLES)
def test_who_sees_and_who_manages(tenant: Tenant, staff, role: Role):
    contractor = ContractorFactory(short_name="ООО «Водяной»")
    document = contractor_documents.add_document(
        contractor, name="Договор", file=SimpleUploadedFile("a.csv", b"a;b\r\n1;2\r\n"), by=None
    )
    client = staff(role)
    sees = role in {Role.HEAD, Role.CLIENT_DESK, Role.DISPATCHER}
    manages = role == Role.HEAD

    for path in (LIST, f"/crm/contractors/inspect/{contractor.pk}/"):
        assert client.get(path).status_code == (200 if sees else 302), path
    own = f"/crm/company/contractors/{contractor.pk}"
    for path in (NEW, f"/crm/contractors/edit/{contractor.pk}/", f"{own}/off/", f"{own}/people/add/"):
        assert client.get(path).status_code == (200 if manages else 302), path
    got = client.get(f"/crm/company/contractors/documents/{document.pk}/")
    assert got.url.startswith("/files/") is sees
    if sees:
        page = client.get(f"/crm/contractors/inspect/{contractor.pk}/").content.decode()
        assert "Договор" in page
        assert ("Добавить человека" in page) is False
        listed = client.get(LIST).content.decode()
        assert (f"/crm/contractors/edit/{contractor.pk}/" in listed) is manages
        assert ("/off/" in listed) is manages


def test_a_document_goes_up_and_comes_down_by_a_signed_link(office, client_of, tenant: Tenant):
    contractor = ContractorFactory()
    content = b"a;b\r\n1;2\r\n"
    office.post(
        f"/crm/company/contractors/{contractor.pk}/documents/add/",
        {"name": "Смета", "file": SimpleUploadedFile("Смета 2026.csv", content)},
    )
    document = ContractorDocument.objects.get()
    page = office.get(f"/crm/contractors/edit/{contractor.pk}/").content.decode()
    assert "Смета 2026.csv" in page

    link = office.get(f"/crm/company/contractors/documents/{document.pk}/").url
    assert b"".join(office.get(link).streaming_content) == content
    assert client_of(tenant).get(link).status_code == 404

    office.post(f"/crm/company/contractors/documents/{document.pk}/remove/")
    assert office.get(f"/crm/company/contractors/documents/{document.pk}/").status_code == 404
    assert "Смета 2026.csv" not in office.get(f"/crm/contractors/edit/{contractor.pk}/").content.decode()
    assert ContractorDocument.objects.get().removed_at


def test_a_refused_document_says_why(office):
    contractor = ContractorFactory()
    page = office.post(
        f"/crm/company/contractors/{contractor.pk}/documents/add/",
        {"name": "Смета", "file": SimpleUploadedFile("a.exe", b"MZ\x90\x00")},
    ).content.decode()
    assert "Подойдут" in page
    assert not ContractorDocument.objects.exists()


def test_people_are_added_changed_and_shut_out_by_buttons(office):
    contractor = ContractorFactory()
    new = f"/crm/company/contractors/{contractor.pk}/people/add/"
    data = {"last_name": "Русланов", "first_name": "Тимур", "email": "head@example.ru"}
    assert "Эта почта уже занята" in office.post(new, data).content.decode()
    office.post(new, {**data, "email": "master@example.ru"})
    person = contractor.people.get()
    own = f"/crm/company/contractors/people/{person.pk}/"

    office.post(own, {**data, "first_name": "Руслан", "email": "master@example.ru"})
    assert str(contractor.people.get()) == "Русланов Руслан"
    assert office.get(f"{own}off/").status_code == 405
    office.post(f"{own}off/")
    assert not User.objects.get(pk=person.user_id).is_active
    again = office.post(f"{own}password/", follow=True).content.decode()
    assert "сначала включите" in again
    office.post(f"{own}on/")
    assert User.objects.get(pk=person.user_id).is_active


def test_switched_off_with_a_reason_and_on_again(office, head: User):
    contractor = ContractorFactory(short_name="ООО «Водяной»")
    contractor_people.add_person(
        contractor, last_name="Русланов", first_name="Тимур", patronymic="", email="m@example.ru", phone="", by=head
    )
    own = f"/crm/company/contractors/{contractor.pk}"
    assert "Его люди (1)" in office.get(f"{own}/off/").content.decode()
    assert "Напишите, почему" in office.post(f"{own}/off/", {"reason": " "}).content.decode()
    office.post(f"{own}/off/", {"reason": "Не продлили"})
    assert "Не продлили" in office.get(f"/crm/contractors/edit/{contractor.pk}/").content.decode()
    assert "Отключён с" in office.get(LIST).content.decode()

    office.post(f"{own}/on/")
    assert Contractor.objects.get().is_active


def test_filters_and_search(office, head: User):
    today = company_today()
    lift = list(RequestType.objects.filter(name="Лифтовое оборудование"))
    ContractorFactory(short_name="ООО «Водяной»", inn="5999000104", valid_until=today + timedelta(days=30))
    ContractorFactory(short_name="ООО «Лифт»", request_types=lift, valid_until=today - timedelta(days=1))
    off = ContractorFactory(short_name="ООО «Ушли»", valid_until=today)
    contractors.deactivate(off, reason="Не продлили", by=head)

    def found(query: str) -> list[str]:
        page = office.get(f"{LIST}{query}").content.decode()
        return [name for name in ("Водяной", "Лифт", "Ушли") if f"ООО «{name}»" in page]

    assert found("") == ["Водяной", "Лифт", "Ушли"]
    assert found("?contract=ending") == ["Водяной", "Лифт"]
    assert found("?contract=ended") == ["Лифт"]
    assert found("?state=off") == ["Ушли"]
    assert found(f"?request_types={lift[0].pk}") == ["Лифт"]
    assert found("?q=водян") == ["Водяной"]
    assert found("?q=59990001") == ["Водяной"]
    assert found("?q=никого") == []


def test_the_desk_counts_contracts_that_end(office, staff):
    assert "Договоров с подрядчиками кончается" not in office.get("/crm/").content.decode()
    for days in (30, -400, 31):
        ContractorFactory(valid_until=company_today() + timedelta(days=days))

    page = office.get("/crm/").content.decode()
    assert '<a href="/crm/contractors/?contract=ending"><b>2</b>' in page
    assert "is-urgent" in page
    assert "Договоров с подрядчиками" not in staff(Role.EXECUTOR).get("/crm/").content.decode()


def test_the_list_costs_the_same_for_one_and_for_twenty(office):
    ContractorFactory()
    office.get(LIST)
    with CaptureQueriesContext(connection) as few:
        office.get(LIST)
    for _ in range(20):
        ContractorFactory(request_types=list(RequestType.objects.all()))
    with CaptureQueriesContext(connection) as many:
        office.get(LIST)
    assert len(many) == len(few)


def test_a_page_costs_the_same_for_one_person_and_for_ten(office, head: User):
    contractor = ContractorFactory()

    def add(number: int) -> None:
        contractor_people.add_person(
            contractor, last_name="Ли", first_name="Бо", patronymic="", email=f"p{number}@example.ru", phone="",
            by=head, send_password=False,
        )  # fmt: skip
        contractor_documents.add_document(
            contractor, name="Акт", file=SimpleUploadedFile("a.csv", b"a;b\r\n1;2\r\n"), by=head
        )

    add(0)
    path = f"/crm/contractors/edit/{contractor.pk}/"
    office.get(path)
    with CaptureQueriesContext(connection) as few:
        office.get(path)
    for number in range(1, 10):
        add(number)
    with CaptureQueriesContext(connection) as many:
        office.get(path)
    assert len(many) == len(few)


def test_a_switched_off_type_stays_with_who_has_it_and_is_not_offered_anew(office):
    roofs = RequestType.objects.get(name="Кровли")
    contractor = ContractorFactory(request_types=[roofs])
    RequestType.objects.filter(pk=roofs.pk).update(is_active=False)

    own = office.get(f"/crm/contractors/edit/{contractor.pk}/").context["form"]
    new = office.get(NEW).context["form"]
    assert roofs in own.fields["request_types"].queryset
    assert roofs not in new.fields["request_types"].queryset


def test_nobody_is_deleted(office):
    contractor = ContractorFactory()
    assert office.post(f"/crm/contractors/delete/{contractor.pk}/").status_code == 404
    assert Contractor.objects.exists()


def test_who_may_manage_is_felt_at_the_next_click(tenant: Tenant, client_of):
    from crm.rights.models import Access

    clerk = make_employee(Role.DISPATCHER)
    client = client_of(tenant, clerk)
    assert client.get(NEW).status_code == 302
    Access.objects.filter(user=clerk).update(given=["company.manage_contractors@computer"])
    assert client.get(NEW).status_code == 200
