"""Making the demo, and keeping its logins.

The same every time: people, accounts and sums come from fixed seeds. Dates are counted from the day of loading, so
that a demo loaded in June speaks of June, and `billing` has whole months behind it.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crm.company.domain import employees
from crm.company.domain.morning_summary import choose_summary
from crm.imports.domain import runs
from crm.imports.models import ImportRun
from crm.rights.enums import Role
from identity.domain.passwords import make_one_time_password
from identity.models import User
from operators.demo.accounts_file import accounts_file
from operators.demo.books import keep_books
from operators.demo.clock import as_of
from operators.demo.companies import COMPANIES, UYUT, DemoCompany, Person
from operators.demo.contractors import sign_contracts
from operators.demo.debts import bring_debts, go_on, without_balances
from operators.demo.disclosure import disclose
from operators.demo.documents import put_documents
from operators.demo.former import erase_former_resident
from operators.demo.houses import describe_houses
from operators.demo.inbox import fill_inbox
from operators.demo.meters import set_meters
from operators.demo.money import first_month, months_since
from operators.demo.notices import send_notices
from operators.demo.offices import open_offices
from operators.demo.people import give_work
from operators.demo.profile import allow_sms, fill_profile
from operators.demo.readings import set_readings
from operators.demo.requests import take_calls
from operators.demo.residents import sell_a_flat, settle_residents
from operators.demo.site import dress_site
from operators.demo.site_blocks import fill_blocks
from operators.demo.site_houses import tell_houses
from operators.demo.stuck_names import glue_names
from tenants.context import base_url, in_schema, speaking_for
from tenants.domain import provisioning
from tenants.models import Tenant

OPERATOR = "operator@burmistr.example"


@dataclass(frozen=True)
class Login:
    """One line of `demo-logins.json`."""

    where: str
    login: str
    password: str


def logins_file() -> Path:
    """Where the demo's logins are kept."""
    return Path(settings.HOME) / "demo-logins.json"


def load_demo() -> bool:
    """Make what is missing of the demo; False if all of it was there."""
    with in_schema("public"):
        there = set(Tenant.objects.filter(state="active").values_list("slug", flat=True))
    if logins_file().exists() and there >= {company.slug for company in COMPANIES}:
        return False
    logins, tenants = [_operator()], []
    for company in COMPANIES:
        with as_of(first_month(timezone.localdate())):
            tenant = _tenant(company)
            with speaking_for(tenant):
                logins += _staff(company, tenant)
                fill_profile(company, by=User.objects.get(email=_email(company, company.head)))
                _accounts(company)
                give_work(company)
                if company is UYUT:
                    erase_former_resident(by=User.objects.get(email=_email(company, company.head)))
        with speaking_for(tenant):
            go_on(company, months_since(timezone.localdate()))
            head = User.objects.get(email=_email(company, company.head))
            dress_site(company, by=head)
            sign_contracts(company, by=head)
            open_offices(company, by=head)
            describe_houses(company, by=head)
            settle_residents(company, by=head)
            set_meters(company, by=head)
            set_readings(by=head)
            take_calls(company, by=head)
            send_notices(by=head)
            tell_houses(by=head)
            fill_blocks(company, by=head)
            disclose(company, by=head)
            put_documents(company, by=head)
            if company is UYUT:
                sell_a_flat(by=head)
                glue_names(by=head)
                choose_summary(head.employee, wanted=True)
        tenants.append(tenant)
    keep_books(tenants)
    for company, tenant in zip(COMPANIES, tenants, strict=True):
        with speaking_for(tenant):
            allow_sms(company, by=User.objects.get(email=_email(company, company.head)))
    fill_inbox()
    _keep(logins)
    return True


def _operator() -> Login:
    password = make_one_time_password()
    user = User.objects.filter(email=OPERATOR).first()
    user = user or User.objects.create_superuser(OPERATOR, last_name="Операторов", first_name="Павел")
    user.set_password(password)
    user.save()
    return Login(f"{base_url()}/operator/", OPERATOR, password)


def _tenant(company: DemoCompany) -> Tenant:
    tenant = Tenant.objects.filter(slug=company.slug).first()
    if tenant is None:
        tenant = provisioning.begin(
            Tenant(
                slug=company.slug, short_name=company.short_name, full_name=company.full_name, kind=company.kind,
                inn=company.inn, kpp=company.kpp, ogrn=company.ogrn, city=company.city, region=company.region,
                federal_district=company.district, time_zone=company.time_zone,
            )
        )  # fmt: skip
    return provisioning.provision(tenant.pk)


def _staff(company: DemoCompany, tenant: Tenant) -> list[Login]:
    """Hire who is not there; the first of each role gets a password."""
    logins, roles = [], set()
    for person in company.staff:
        email = _email(company, person)
        user = User.objects.filter(email=email).first() or _hire(person, email)
        if person.role in roles:
            continue
        roles.add(person.role)
        password = make_one_time_password()
        user.set_password(password)
        user.save()
        logins.append(Login(f"{base_url(tenant)}/crm/", email, password))
    return logins


def _hire(person: Person, email: str) -> User:
    return employees.hire(
        last_name=person.last_name, first_name=person.first_name, patronymic=person.patronymic, email=email,
        phone=person.phone, role=person.role, position=person.position, send_password=False, by=None,
    ).user  # fmt: skip


def _email(company: DemoCompany, person: Person) -> str:
    return person.email or f"{person.role}@{company.slug}.example".replace("_", "-")


def _accounts(company: DemoCompany) -> None:
    if ImportRun.objects.exists():
        return
    accountant = User.objects.get(access__role=Role.ACCOUNTANT)
    file = SimpleUploadedFile("Лицевые счета.csv", without_balances(accounts_file(company)))
    run = runs.upload(kind="accounts", file=file, options={}, by=accountant)
    runs.check(run.pk)
    runs.confirm(ImportRun.objects.get(pk=run.pk), by=accountant)
    runs.load(run.pk)
    bring_debts(company)


def _keep(logins: list[Login]) -> None:
    companies = [
        {"company": company.short_name, "url": base_url(Tenant.objects.get(slug=company.slug))} for company in COMPANIES
    ]
    path = logins_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    content = {"companies": companies, "logins": [asdict(login) for login in logins]}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2))
