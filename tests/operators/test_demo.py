"""The demo: made by one command, the same every time, never doubled."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from django.conf import settings
from django.utils import timezone
from PIL import Image
from wagtail.images.models import Image as Picture

from billing.domain.ledger import balance_of, broken_invariants
from billing.enums import InvoiceState, TransactionKind
from billing.models import Invoice, Snapshot, Transaction
from crm.accounting.models import Account, House
from crm.company.models import Employee, Profile
from crm.journal.models import Entry
from crm.meters.models import Reading as MeterReading
from crm.meters.models import ReadingLink
from crm.request_types.models import RequestType
from crm.rights.enums import EMPLOYEE_ROLES
from operators.demo import loading, money
from operators.demo.accounts_file import accounts_file
from operators.demo.companies import BUKHTA, COMPANIES, RASSVET, UYUT
from registration.models import Application
from sites_cms.appearance.domain.themes import themes
from sites_cms.appearance.models import Appearance
from sites_cms.pages.models import HomePage, NewsPage, Question
from sites_cms.vacancies.models import Vacancy
from tenants.context import speaking_for
from tenants.models import Domain, Tenant
from tests import database, demo
from tests.factories import TenantFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture(scope="module")
def home(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The demo as it was loaded once for all tests of this file, each in a transaction of its own."""
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock():
        demo.service("demo", folder)
        with database.pointed_at("demo"):
            yield folder


@pytest.fixture(autouse=True)
def _at_home(home: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HOME", home)


def counts() -> dict[str, Any]:
    """Everything that a second run could double."""
    there: dict[str, Any] = {
        model.__name__: model.objects.count() for model in (Tenant, Domain, Invoice, Transaction, Snapshot, Application)
    }
    for company in COMPANIES:
        with speaking_for(Tenant.objects.get(slug=company.slug)):
            there[company.slug] = [
                model.objects.count()
                for model in (House, Account, Employee, Question, NewsPage, RequestType, Entry, Vacancy, Picture)
            ]
    return there


def test_three_companies_25_houses_and_thousands_of_accounts():
    there = counts()
    assert [there[company.slug][0] for company in COMPANIES] == [15, 9, 1]
    # The file's, one whose owner was erased, one that was sold.
    assert [there[company.slug][1] for company in COMPANIES] == [2848, 903, 97]
    assert {company.time_zone for company in COMPANIES} == {"Asia/Yekaterinburg", "Asia/Vladivostok", "Europe/Moscow"}


def test_a_second_run_changes_nothing_and_one_that_was_broken_off_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    before = counts()
    monkeypatch.setattr(settings, "HOME", tmp_path)
    loading.logins_file().write_text("{}")

    assert loading.load_demo() is False
    assert counts() == before

    loading.logins_file().unlink()  # as if it had stopped at its last step
    assert loading.load_demo() is True
    assert counts() == before


def test_somebody_of_every_role_can_sign_in(home: Path, client_of):
    kept = json.loads((home / "demo-logins.json").read_text())
    mine = [login for login in kept["logins"] if login["login"].endswith("@uyut.example")]
    assert {login["login"] for login in mine} == {f"{role}@uyut.example".replace("_", "-") for role in EMPLOYEE_ROLES}
    for login in mine:
        answer = client_of(Tenant.objects.get(slug="uyut")).post(
            "/crm/login/", {"username": login["login"], "password": login["password"], "next": "/crm/"}
        )
        assert answer.status_code == 302


def test_each_company_has_a_face_and_words_of_its_own():
    looks = set()
    for company in COMPANIES:
        with speaking_for(Tenant.objects.get(slug=company.slug)):
            looks.add((Appearance.load().theme, Appearance.load().accent))
            assert Profile.objects.get().emergency_phone == company.emergency_phone
            assert NewsPage.objects.live().count() == 7  # six and the first one of every site
            assert not NewsPage.objects.filter(title__contains="{").exists()
            assert NewsPage.objects.filter(date__gt=timezone.localdate()).count() == 0
            assert Question.objects.count() == 2
            assert Vacancy.objects.count() == (3 if company.licence else 0)
            assert {"notices", "services", "gallery"} <= {block.block_type for block in HomePage.objects.get().body}
            types = dict(RequestType.objects.values_list("name", "is_active"))
            assert all(types[name] for name in company.own_types)
            assert not any(types[name] for name in company.not_needed)
    assert {theme for theme, _ in looks} == set(themes())
    assert len({accent for _, accent in looks}) == 3


def test_some_dials_are_photographed_and_some_flats_have_a_link(home: Path):
    with speaking_for(Tenant.objects.get(slug="uyut")):
        photos = [reading.photo for reading in MeterReading.objects.exclude(photo="")]
        assert len(photos) == 2
        with Image.open(home / "private" / "uk_uyut" / photos[0].name) as picture:
            assert (picture.format, picture.size) == ("JPEG", (1200, 900))
        links = ReadingLink.objects.select_related("account")
        assert links.count() == 10
        assert not MeterReading.objects.filter(
            meter__account__in=[link.account for link in links], source="api"
        ).exists()


def test_the_books_hold_whole_months_that_add_up():
    assert broken_invariants() == []
    for tenant in Tenant.objects.filter(slug__in=[company.slug for company in COMPANIES]):
        charged = Transaction.objects.filter(tenant=tenant, kind=TransactionKind.SUBSCRIPTION)
        assert sorted(charged.values_list("period", flat=True)) == money._months(timezone.localdate())
        assert balance_of(tenant) > 0
        invoices = Invoice.objects.filter(tenant=tenant).order_by("number")
        states = [invoice.state for invoice in invoices]
        assert states == [InvoiceState.PAID] * 3 + [InvoiceState.ISSUED]
        days = [invoice.issued_on for invoice in invoices]
        assert days == sorted(days)
        assert days[-1] < timezone.localdate()


def test_one_applicant_waits_and_other_companies_stay_as_they_were(alpha: Tenant):
    assert [application.state for application in Application.objects.all()] == ["new"]
    with speaking_for(alpha):
        assert not House.objects.exists()
    assert TenantFactory().inn not in {company.inn for company in COMPANIES}


@pytest.mark.parametrize(
    ("company", "digest"),
    [(UYUT, "d839e04f59d8"), (BUKHTA, "f81b7f0453fa"), (RASSVET, "8705039f9632")],
    ids=["uyut", "bukhta", "rassvet"],
)
def test_the_file_is_the_same_every_time_and_everywhere(company, digest: str):
    assert hashlib.sha256(accounts_file(company)).hexdigest()[:12] == digest


def test_phones_are_phones_and_nobody_has_them():
    for company in COMPANIES:
        phones = [company.emergency_phone, company.phone, *(person.phone for person in company.staff)]
        numbers = [phonenumbers.parse(phone, "RU") for phone in phones]
        assert all(phonenumbers.is_valid_number(number) for number in numbers)
        assert len({number.national_number for number in numbers}) == len(phones)
        mobiles = [str(number.national_number) for number in numbers[2:]]
        assert all(number.startswith("975000") for number in mobiles)  # no operator has this code
