"""Manual, section 4: «Как добавить подрядчика в систему»."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from crm.company.domain import contractor_documents, contractors
from crm.company.domain.contract_terms import company_today
from crm.company.domain.contractor_queries import contractors_for, documents_of, ending_contracts
from crm.company.domain.contractors import Details
from crm.company.enums import ContractorKind
from crm.company.models import Contractor, ContractorDocument
from crm.journal.models import Entry
from crm.request_types.models import RequestType
from identity.models import User
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.factories import ContractorFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

WATER = {
    "short_name": "ООО «Водяной»",
    "inn": "5999000104",
    "kpp": "599901001",
    "ogrn": "1025999001005",
    "bik": "044525225",
    "settlement_account": "40702810100000000101",
    "correspondent_account": "30101810400000000225",
    "contract_number": "12/В",
}
IP = {"kind": ContractorKind.ENTREPRENEUR, "short_name": "ИП Вольтов", "inn": "599900010143"}


def kind(name: str) -> RequestType:
    return RequestType.objects.get(name=name)


def test_a_contractor_is_added_and_changed_with_a_trace(head: User):
    water, heat = kind("Холодное водоснабжение"), kind("Отопление")
    contractor = contractors.add(Details(**WATER), request_types=[water], by=head)
    contractors.change(contractor, Details(**{**WATER, "phone": "2-11-01"}), request_types=[water, heat], by=head)

    assert {type.name for type in contractor.request_types.all()} == {"Холодное водоснабжение", "Отопление"}
    changed, added = Entry.objects.filter(object_type="company.contractor")[:2]
    assert (added.action, added.actor, added.changes["inn"]) == (
        "company.add_contractor", head, [None, "5999000104"],
    )  # fmt: skip
    assert (changed.action, changed.changes) == (
        "company.change_contractor",
        {
            "phone": ["", "2-11-01"],
            "request_types": ["Холодное водоснабжение", "Отопление, Холодное водоснабжение"],
        },
    )


def test_saving_what_is_there_leaves_no_trace(head: User):
    contractor = ContractorFactory(**WATER)
    before = Entry.objects.count()
    contractors.change(contractor, Details(**WATER), request_types=list(contractor.request_types.all()), by=head)
    assert Entry.objects.count() == before


def test_types_are_required(head: User):
    with pytest.raises(DomainError, match="хотя бы один тип заявок") as refused:
        contractors.add(Details(**WATER), request_types=[], by=head)
    assert refused.value.field == "request_types"
    contractor = ContractorFactory()
    with pytest.raises(DomainError, match="хотя бы один тип заявок"):
        contractors.change(contractor, Details(short_name="Имя"), request_types=[], by=head)
    assert [one.short_name for one in Contractor.objects.all()] == [contractor.short_name]


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({**WATER, "short_name": " "}, "short_name", "Напишите название"),
        ({**WATER, "inn": "5999000105"}, "inn", "Контрольная цифра ИНН не сходится"),
        ({**WATER, "inn": "599900010"}, "inn", "В ИНН 9 цифр"),
        ({**WATER, "inn": "599900010143"}, "inn", "ИНН организации состоит из 10 цифр"),
        ({**IP, "inn": "5999000104"}, "inn", "ИНН предпринимателя состоит из 12 цифр"),
        ({**IP, "kpp": "599901001"}, "kpp", "У предпринимателя нет КПП"),
        ({**IP, "ogrn": "1025999001005"}, "ogrn", "В ОГРНИП предпринимателя 15 цифр"),
        ({**WATER, "ogrn": "304599900000013"}, "ogrn", "В ОГРН организации 13 цифр"),
        ({**WATER, "ogrn": "1025999001006"}, "ogrn", "Контрольная цифра ОГРН не сходится"),
        ({**WATER, "kpp": "1"}, "kpp", "должно быть 9 знаков, например 590401001, а у вас 1"),
        ({**WATER, "bik": "04452522"}, "bik", "должно быть 9 цифр, например 044525225, а у вас 8"),
        ({**WATER, "bik": ""}, "bik", "Укажите БИК банка"),
        ({**WATER, "settlement_account": "40702810100000000102"}, "settlement_account", "Счёт не подходит к этому БИК"),
        ({**WATER, "settlement_account": "123"}, "settlement_account", "должно быть 20 цифр, а у вас 3"),
        ({**WATER, "correspondent_account": "30101810400000000226"}, "correspondent_account", "не подходит"),
        ({**WATER, "email": "нет"}, "email", "правильный адрес"),
        (
            {**WATER, "valid_from": date(2026, 2, 2), "valid_until": date(2026, 2, 1)},
            "valid_until",
            "кончиться раньше, чем начнётся",
        ),
        (
            {**WATER, "signed_on": date(2026, 2, 2), "valid_until": date(2026, 2, 1)},
            "valid_until",
            "раньше, чем его подписали",
        ),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(head: User, wrong: dict[str, object], field: str, message: str):
    with pytest.raises(DomainError, match=message) as refused:
        contractors.add(Details(**wrong), request_types=[kind("Отопление")], by=head)
    assert refused.value.field == field
    assert not Contractor.objects.exists()


def test_spaces_that_were_pasted_along_do_no_harm(tenant: Tenant):
    contractor = ContractorFactory(**{**WATER, "inn": "5999 000 104", "settlement_account": "40702-810-1-00000000101"})
    assert (contractor.inn, contractor.settlement_account) == ("5999000104", "40702810100000000101")


def test_an_inn_belongs_to_one_active_contractor(head: User):
    first = ContractorFactory(**WATER)
    with pytest.raises(DomainError, match="Подрядчик с этим ИНН уже есть") as refused:
        ContractorFactory(**WATER)
    assert refused.value.field == "inn"

    contractors.deactivate(first, reason="Переоформили", by=head)
    second = ContractorFactory(**WATER)
    with pytest.raises(DomainError, match="Подрядчик с этим ИНН уже есть"):
        contractors.activate(first, by=head)
    assert list(Contractor.objects.filter(is_active=True)) == [second]


def test_several_may_have_no_inn_yet(tenant: Tenant):
    ContractorFactory()
    ContractorFactory()
    assert Contractor.objects.filter(inn="").count() == 2


@pytest.mark.parametrize(
    ("field", "value", "constraint"),
    [
        ("inn", "599900010143", "contractor_numbers_fit_kind"),
        ("kind", "entrepreneur", "contractor_numbers_fit_kind"),
        ("bik", "", "contractor_account_has_bik"),
        ("short_name", "", "contractor_has_name"),
        ("is_active", False, "contractor_off_has_reason"),
        ("valid_until", date(2025, 12, 31), "contract_ends_after_it_begins"),
    ],
)
def test_the_database_keeps_to_the_same(tenant: Tenant, field: str, value: object, constraint: str):
    contractor = ContractorFactory(**WATER, valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Contractor.objects.filter(pk=contractor.pk).update(**{field: value})


def test_nobody_deletes_a_contractor_or_its_documents(head: User):
    contractor = ContractorFactory()
    document = contractor_documents.add_document(contractor, name="Договор", file=upload("договор.csv"), by=head)
    for row in (document, contractor):
        with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
            type(row).objects.filter(pk=row.pk)._raw_delete("default")


def upload(name: str, content: bytes = b"a;b\r\n1;2\r\n"):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)


def test_a_switched_off_one_has_a_reason_and_comes_back(head: User):
    contractor = ContractorFactory()
    with pytest.raises(DomainError, match="Напишите, почему") as refused:
        contractors.deactivate(contractor, reason=" ", by=head)
    assert refused.value.field == "reason"

    off = contractors.deactivate(contractor, reason="Не вышли на аварию", by=head)
    assert (off.is_active, off.deactivation_reason) == (False, "Не вышли на аварию")
    with pytest.raises(DomainError, match="уже отключён"):
        contractors.deactivate(contractor, reason="Ещё раз", by=head)

    on = contractors.activate(contractor, by=head)
    assert (on.is_active, on.deactivated_at, on.deactivation_reason) == (True, None, "")
    assert [entry.action for entry in Entry.objects.filter(object_type="company.contractor")[:2]] == [
        "company.activate_contractor",
        "company.deactivate_contractor",
    ]


def test_an_unfitting_contractor_is_never_offered(head: User):
    water = ContractorFactory(short_name="ООО «Водяной»", request_types=[kind("Холодное водоснабжение")])
    lift = ContractorFactory(short_name="ООО «Лифт»", request_types=[kind("Лифтовое оборудование")])
    both = ContractorFactory(
        short_name="ООО «Всё»", request_types=[kind("Лифтовое оборудование"), kind("Холодное водоснабжение")]
    )

    assert list(contractors_for(kind("Холодное водоснабжение"))) == [water, both]
    assert list(contractors_for(kind("Лифтовое оборудование"))) == [both, lift]
    assert list(contractors_for(kind("Кровли"))) == []

    contractors.deactivate(both, reason="Не продлили", by=head)
    assert list(contractors_for(kind("Лифтовое оборудование"))) == [lift]


@pytest.mark.parametrize(
    ("starts", "ends", "offered"),
    [
        (None, None, True),
        (0, None, True),
        (1, None, False),
        (None, 0, True),
        (None, -1, False),
        (0, 0, True),
        (-30, 30, True),
    ],
)
def test_only_with_a_contract_in_force_today(tenant: Tenant, starts: int | None, ends: int | None, offered: bool):
    days = {"valid_from": starts, "valid_until": ends}
    dates = {name: None if ahead is None else company_today() + timedelta(days=ahead) for name, ahead in days.items()}
    ContractorFactory(request_types=[kind("Кровли")], **dates)
    assert contractors_for(kind("Кровли")).exists() is offered


def test_ending_contracts(head: User):
    today = company_today()
    ends = {name: today + timedelta(days=days) for name, days in (("а", 30), ("б", 31), ("в", -400), ("г", 0))}
    for name, day in ends.items():
        ContractorFactory(short_name=name, valid_until=day)
    ContractorFactory(short_name="д")
    off = ContractorFactory(short_name="е", valid_until=today)
    contractors.deactivate(off, reason="Не нужен", by=head)

    assert [one.short_name for one in ending_contracts(30)] == ["в", "г", "а"]


def test_a_document_off_the_list_stays_with_its_file(head: User):
    contractor = ContractorFactory()
    document = contractor_documents.add_document(contractor, name="Договор № 12", file=upload("Договор.csv"), by=head)
    assert [one.name for one in documents_of(contractor)] == ["Договор № 12"]

    contractor_documents.remove_document(document, by=head)

    assert list(documents_of(contractor)) == []
    kept = ContractorDocument.objects.get()
    assert (kept.removed_by, kept.file.read()) == (head, b"a;b\r\n1;2\r\n")
    with pytest.raises(DomainError, match="уже убрали"):
        contractor_documents.remove_document(document, by=head)
    assert [entry.changes for entry in Entry.objects.filter(object_type="company.contractor")[:2]] == [
        {"document": ["Договор № 12 (Договор.csv)", None]},
        {"document": [None, "Договор № 12 (Договор.csv)"]},
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [("virus.exe", b"MZ\x90\x00", "не принимается|Подойдут"), ("a.pdf", b"x" * (20 * 2**20 + 1), "слишком большой")],
)
def test_a_document_is_no_program_and_not_too_large(head: User, name: str, content: bytes, message: str):
    with pytest.raises(DomainError, match=message):
        contractor_documents.add_document(ContractorFactory(), name="Договор", file=upload(name, content), by=head)
    assert not ContractorDocument.objects.exists()
