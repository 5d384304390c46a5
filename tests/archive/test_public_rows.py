"""What of a company stands in `public`: of each table it is decided what of it leaves with the company."""

import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.utils import timezone
from openpyxl import load_workbook

from identity.models import User
from sms.models import Markup
from support.domain import visits
from support.models import Visit
from tenants.archive import departing, restoring, writing
from tenants.archive.restoring import Wishes
from tenants.domain import freezing
from tenants.models import Tenant
from tests.archive.conftest import Installation
from tests.conftest import PASSWORD

pytestmark = pytest.mark.integration

DECIDED = {
    "billing.BankLine": "a line of our bank's statement; the payment that was made of it goes along",
    "billing.Closing": "restored, and a sheet",
    "billing.Correction": "as Parking",
    "billing.Entry": "made anew of operations, against «transfer»",
    "billing.FreePeriod": "restored",
    "billing.Invoice": "restored, and a sheet",
    "billing.LedgerAccount": "made anew; its balance follows from operations",
    "billing.Parking": "how we mended our books; what was corrected is an operation",
    "billing.Revision": "restored, and a sheet",
    "billing.Snapshot": "restored",
    "billing.Standing": "counted anew from the balance",
    "billing.Tariff": "restored",
    "billing.TariffStep": "restored",
    "billing.Transaction": "restored, and a sheet",
    "notifications.MailDomain": "proved anew at the new place: its key never leaves",
    "places.TownAsk": "what waits is asked anew",
    "registration.Application": "restored",
    "registration.HistoryLine": "restored",
    "sms.Markup": "restored",
    "sms.Message": "a sheet; rows stay where they were sent and paid for",
    "sms.MessagePart": "as messages",
    "sms.Reserve": "the limit is restored; what is held follows from messages",
    "support.FileAsk": "what waits is asked anew",
    "support.Visit": "a sheet; rows stay with those who must answer for them",
    "tenants.Domain": "addresses are the installation's",
    "tenants.DomainClaim": "as above",
    "tenants.SignInKey": "the directory is filled anew",
    "tenants.Tenant": "restored",
}


def test_it_is_decided_for_every_table_of_public():
    """Those that lead to a company, straight or by another one of them."""
    models = [one for one in apps.get_models() if apps.get_app_config(one._meta.app_label).name in settings.SHARED_APPS]
    found = {Tenant}
    while more := {model for model in models if model not in found and found & leads_to(model)}:
        found |= more
    assert {model._meta.label for model in found} == set(DECIDED)


def leads_to(model: type[Model]) -> set[object]:
    return {one.related_model for one in model._meta.fields if one.is_relation}


def test_markups_of_its_own_go_along(source: Installation, target: Installation, tmp_path: Path):
    kept = [(date(2026, 1, 1), Decimal("0.30")), (date(2026, 7, 1), Decimal("0.00"))]
    for day, amount in kept:
        Markup.objects.create(tenant=source.tenant(), valid_from=day, amount=amount)
    Markup.objects.create(tenant=source.tenant("beta"), valid_from=date(2026, 1, 1), amount=9)
    writing.write(source.tenant(), tmp_path / "alpha.zip")
    target.here()
    tenant = restoring.restore(tmp_path / "alpha.zip", Wishes())

    assert list(Markup.objects.order_by("valid_from").values_list("tenant", "valid_from", "amount")) == [
        (tenant.pk, *one) for one in kept
    ]


def test_operators_who_came_in_are_a_sheet_and_are_inside_no_longer(source: Installation, tmp_path: Path):
    by = User.objects.create_superuser("op@example.ru", PASSWORD, last_name="Орлов", first_name="Пётр")
    tenant, now = source.tenant(), timezone.now()
    asked = {"operator": by, "operator_name": str(by), "person": 1, "reason": "Просили посмотреть"}
    Visit.objects.create(tenant=tenant, person_name="Не вошёл", **asked)
    Visit.objects.create(tenant=source.tenant("beta"), person_name="У другой", entered_at=now, ends_at=now, **asked)
    going_on = Visit.objects.create(
        tenant=tenant, person_name="Белова", entered_at=now, ends_at=now + timedelta(minutes=30), **asked
    )
    freezing.freeze(tenant)
    writing.write(tenant, tmp_path / "alpha.zip")
    with zipfile.ZipFile(tmp_path / "alpha.zip") as archive:
        book = load_workbook(io.BytesIO(archive.read("data.xlsx")))
    headings, *rows = book["Входы операторов"].iter_rows(values_only=True)
    assert headings == ("Вошёл", "Вышел", "Имя оператора", "Как кто", "Зачем")
    assert [row[1:] for row in rows] == [(None, str(by), "Белова", "Просили посмотреть")]

    departing.depart(tenant, tmp_path / "alpha.zip", to="https://alpha.example.ru")
    assert visits.going_on(going_on.pk, at=tenant) is None
    assert not visits.overdue().filter(tenant=tenant).exists()
