"""Making the demo, and keeping its logins."""

import json
from calendar import monthrange
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from billing.domain import charging, metering, payments
from billing.models import Snapshot
from crm.billing.domain.invoices import issue_invoice
from crm.company.domain import employees
from crm.company.models import Profile
from crm.imports.domain import runs
from crm.imports.models import ImportRun
from crm.rights.enums import Role
from identity.domain.passwords import make_one_time_password
from identity.models import User
from operators.demo.accounts_file import accounts_file
from operators.demo.companies import COMPANIES, DemoCompany
from operators.demo.inbox import fill_inbox
from operators.demo.news import publish_news
from tenants.context import base_url, in_schema, speaking_for
from tenants.domain import provisioning
from tenants.models import Tenant

_STAFF = (
    (Role.HEAD, "Соколова", "Марина", "Викторовна", "Директор"),
    (Role.ACCOUNTANT, "Белова", "Галина", "Петровна", "Главный бухгалтер"),
    (Role.DISPATCHER, "Комаров", "Олег", "Юрьевич", "Диспетчер"),
    (Role.CLIENT_DESK, "Титова", "Юлия", "Сергеевна", "Специалист клиентского отдела"),
)
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
    logins = [_operator()]
    for company in COMPANIES:
        tenant = _tenant(company)
        with speaking_for(tenant):
            logins += _staff(company, tenant)
            _profile(company)
            _accounts(company)
            publish_news()
        _money(tenant)
    charging.charge_month(_last_month())
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
                inn=company.inn, kpp=company.kpp, city=company.city, region=company.region,
                federal_district=company.district, time_zone=company.time_zone,
            )
        )  # fmt: skip
    return provisioning.provision(tenant.pk)


def _staff(company: DemoCompany, tenant: Tenant) -> list[Login]:
    logins = []
    for role, last_name, first_name, patronymic, position in _STAFF:
        email, password = f"{role}@{company.slug}.example".replace("_", "-"), make_one_time_password()
        user = User.objects.filter(email=email).first()
        if user is None:
            user = employees.hire(
                last_name=last_name, first_name=first_name, patronymic=patronymic, email=email, role=role, by=None,
                position=position, send_password=False,
            ).user  # fmt: skip
        user.set_password(password)
        user.save()
        logins.append(Login(f"{base_url(tenant)}/crm/", email, password))
    return logins


def _profile(company: DemoCompany) -> None:
    Profile.objects.update(
        emergency_phone=company.phone, phone=company.phone.replace("-0", "-1"), email=company.email,
        address=f"г. {company.city}, {company.houses[0][0]}, офис 1", legal_address=f"г. {company.city}, а/я 1",
        working_hours="Пн–пт 9:00–18:00, обед 13:00–14:00", head="Соколова Марина Викторовна, директор",
        bank="ПАО Сбербанк", bik="044525225", settlement_account="40702810200000000001",
        correspondent_account="30101810400000000225",
    )  # fmt: skip


def _accounts(company: DemoCompany) -> None:
    if ImportRun.objects.exists():
        return
    accountant = User.objects.get(email=f"accountant@{company.slug}.example")
    file = SimpleUploadedFile("Лицевые счета.csv", accounts_file(company))
    run = runs.upload(kind="accounts", file=file, options={}, by=accountant)
    runs.check(run.pk)
    runs.confirm(ImportRun.objects.get(pk=run.pk), by=accountant)
    runs.load(run.pk)


def _money(tenant: Tenant) -> None:
    """A month that was counted day by day, an invoice that is paid and one that waits."""
    if Snapshot.objects.filter(tenant=tenant).exists():
        return
    accounts, month = metering.count_accounts(tenant), _last_month()
    Snapshot.objects.bulk_create(
        Snapshot(tenant=tenant, day=month.replace(day=day), accounts=accounts)
        for day in range(1, monthrange(month.year, month.month)[1] + 1)
    )
    metering.take_snapshot(tenant)
    amount = Decimal(accounts * 6)
    with speaking_for(tenant):
        accountant = User.objects.get(email=f"accountant@{tenant.slug}.example")
        paid, _waits = (issue_invoice(amount=amount, by=accountant) for _ in range(2))
    yesterday = timezone.localdate() - timedelta(days=1)
    payments.record_payment(paid, amount=amount, received_on=yesterday, document_number=str(tenant.pk), by=None)


def _last_month() -> date:
    return (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)


def _keep(logins: list[Login]) -> None:
    companies = [
        {"company": company.short_name, "url": base_url(Tenant.objects.get(slug=company.slug))} for company in COMPANIES
    ]
    path = logins_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    content = {"companies": companies, "logins": [asdict(login) for login in logins]}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2))
