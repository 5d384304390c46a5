"""What is said of a contract on a day, and the letters before it ends."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from crm.company import tasks
from crm.company.domain import contractors
from crm.company.domain.contract_terms import Term, company_today, days_in_words, term_of
from crm.company.domain.contractor_notices import warn_of_endings
from crm.company.models import ContractNotice, Contractor
from crm.rights.enums import Role
from crm.rights.models import Access
from identity.models import User
from notifications.models import Letter
from operators.demo.clock import as_of
from tenants.connection import connection
from tenants.context import in_schema, speaking_for
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.factories import ContractorFactory

TODAY = date(2025, 6, 15)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("starts", "ends", "words", "is_urgent"),
    [
        (None, None, "срок договора не указан", False),
        (date(2025, 6, 16), None, "договор начнётся завтра", True),
        (date(2025, 6, 15), None, "срок договора не указан", False),
        (None, date(2025, 7, 16), "договор до 16.07.2025", False),
        (None, date(2025, 7, 15), "договор кончается через 30 дней", True),
        (None, date(2025, 6, 27), "договор кончается через 12 дней", True),
        (None, date(2025, 6, 17), "договор кончается через 2 дня", True),
        (None, date(2025, 6, 16), "договор кончается завтра", True),
        (None, date(2025, 6, 15), "договор кончается сегодня", True),
        (None, date(2025, 6, 14), "договор кончился вчера", True),
        (None, date(2025, 6, 12), "договор кончился 3 дня назад", True),
        (None, date(2025, 5, 25), "договор кончился 21 день назад", True),
    ],
)
def test_words(starts: date | None, ends: date | None, words: str, is_urgent: bool):
    assert term_of(Contractor(valid_from=starts, valid_until=ends), on=TODAY) == Term(words, is_urgent)


@pytest.mark.unit
def test_a_numbered_contract_without_dates_has_no_end():
    assert term_of(Contractor(contract_number="12"), on=TODAY).words == "договор бессрочный"


@pytest.mark.unit
@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 дней"), (1, "1 день"), (4, "4 дня"), (5, "5 дней"), (11, "11 дней"), (12, "12 дней"), (112, "112 дней"),
     (21, "21 день"), (122, "122 дня"), (111, "111 дней")],
)  # fmt: skip
def test_days(count: int, words: str):
    assert days_in_words(count) == words


def letters() -> list[tuple[str, list[str]]]:
    with in_schema("public"):
        return [(letter.subject, letter.recipients) for letter in Letter.objects.order_by("pk")]


@pytest.mark.integration
@pytest.mark.django_db
def test_letters_come_30_7_and_0_days_before_and_once(tenant: Tenant, head: User):
    ContractorFactory(short_name="ООО «Водяной»", valid_until=TODAY)
    told = []
    for left in range(35, -12, -1):
        with as_of(TODAY - timedelta(days=left)):
            for _ in range(2):
                told += [left] * warn_of_endings()

    assert told == [30, 7, 0]
    assert letters() == [
        ("ООО «Водяной»: договор кончается через 30 дней", ["head@example.ru"]),
        ("ООО «Водяной»: договор кончается через 7 дней", ["head@example.ru"]),
        ("ООО «Водяной»: договор кончается сегодня", ["head@example.ru"]),
    ]


@pytest.mark.integration
@pytest.mark.django_db
def test_days_on_which_nothing_ran_are_made_up_for_by_the_nearest_mark(tenant: Tenant, head: User):
    ContractorFactory(short_name="ООО «Водяной»", valid_until=TODAY)
    for left, expected in ((40, 0), (20, 1), (5, 1), (-2, 1), (-3, 0)):
        with as_of(TODAY - timedelta(days=left)):
            assert warn_of_endings() == expected, left
    assert [notice.days_before for notice in ContractNotice.objects.order_by("pk")] == [30, 7, 0]


@pytest.mark.integration
@pytest.mark.django_db
def test_a_longer_contract_is_told_anew(tenant: Tenant, head: User):
    contractor = ContractorFactory(valid_until=TODAY)
    with as_of(TODAY):
        assert warn_of_endings() == 1
    Contractor.objects.filter(pk=contractor.pk).update(valid_until=TODAY + timedelta(days=100))

    with as_of(TODAY + timedelta(days=100 - 30)):
        assert warn_of_endings() == 1


@pytest.mark.integration
@pytest.mark.django_db
def test_one_letter_for_several_contracts_to_those_who_manage_them(tenant: Tenant, head: User):
    make_employee(Role.DISPATCHER)
    clerk = make_employee(Role.CLIENT_DESK)
    Access.objects.filter(user=clerk).update(given=["company.manage_contractors@computer"])
    gone = make_employee(Role.HEAD, "gone@example.ru")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for days in (30, 7, 90):
        ContractorFactory(valid_until=TODAY + timedelta(days=days))
    off = ContractorFactory(valid_until=TODAY)
    contractors.deactivate(off, reason="Не вышли на аварию", by=head)

    with as_of(TODAY):
        assert warn_of_endings() == 2

    subject = "Договоры с подрядчиками кончаются"
    assert letters() == [(subject, ["head@example.ru"]), (subject, ["client_desk@example.ru"])]
    with in_schema("public"):
        text = Letter.objects.earliest("pk").text
    assert text.count("договор кончается через") == 2
    assert "/crm/contractors/" in text


@pytest.mark.integration
@pytest.mark.django_db
def test_the_database_keeps_one_notice_for_a_mark(tenant: Tenant, head: User):
    contractor = ContractorFactory(valid_until=TODAY)
    ContractNotice.objects.create(contractor=contractor, valid_until=TODAY, days_before=7)
    with pytest.raises(IntegrityError, match="one_notice_per_contract_end"), transaction.atomic():
        ContractNotice.objects.create(contractor=contractor, valid_until=TODAY, days_before=7)


@pytest.mark.integration
@pytest.mark.django_db
def test_each_company_is_told_of_its_own(alpha: Tenant, beta: Tenant):
    for tenant, name in ((alpha, "Альфа-лифт"), (beta, "Бета-лифт")):
        with speaking_for(tenant):
            make_employee(email=f"{tenant.slug}@example.ru")
            ContractorFactory(short_name=name, valid_until=company_today() + timedelta(days=30))

    with in_schema("public"):
        tasks.warn_of_contracts_everywhere()

    assert connection.schema_name == "public"
    assert sorted(letters()) == [
        ("Альфа-лифт: договор кончается через 30 дней", ["alpha@example.ru"]),
        ("Бета-лифт: договор кончается через 30 дней", ["beta@example.ru"]),
    ]


@pytest.mark.integration
@pytest.mark.django_db
def test_today_is_that_of_the_companys_place(tenant: Tenant):
    from datetime import UTC, datetime
    from unittest.mock import patch

    from django.utils import timezone

    Tenant.objects.filter(pk=tenant.pk).update(time_zone="Asia/Kamchatka")
    tenant.refresh_from_db()
    with speaking_for(tenant), patch.object(timezone, "now", lambda: datetime(2025, 6, 15, 13, 0, tzinfo=UTC)):
        assert company_today() == date(2025, 6, 16)
