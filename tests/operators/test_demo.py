"""The demo: made by one command, the same every time, never doubled."""

import json
from pathlib import Path
from typing import Any

import pytest

from billing.domain.ledger import balance_of, broken_invariants
from crm.accounting.models import Account, House
from operators.demo import loading
from operators.demo.accounts_file import accounts_file
from operators.demo.companies import COMPANIES
from tenants.context import speaking_for
from tenants.models import Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_it_is_made_once_and_its_logins_are_kept(settings: Any, tmp_path: Path, client_of):
    settings.HOME = tmp_path

    assert loading.load_demo() is True
    assert loading.load_demo() is False

    tenants = Tenant.objects.filter(slug__in=[company.slug for company in COMPANIES])
    counts = {}
    for tenant in tenants:
        with speaking_for(tenant):
            counts[tenant.slug] = (House.objects.count(), Account.objects.count())
    assert [counts[company.slug][0] for company in COMPANIES] == [15, 9, 1]
    assert sum(accounts for _, accounts in counts.values()) > 2000
    assert all(balance_of(tenant) > 0 for tenant in tenants)
    assert broken_invariants() == []
    kept = json.loads((tmp_path / "demo-logins.json").read_text())
    head = next(login for login in kept["logins"] if login["login"] == "head@uyut.example")
    answer = client_of(tenants.get(slug="uyut")).post(
        "/crm/login/", {"username": head["login"], "password": head["password"], "next": "/crm/"}
    )
    assert answer.status_code == 302


def test_the_file_is_the_same_every_time():
    assert accounts_file(COMPANIES[0]) == accounts_file(COMPANIES[0])
    assert accounts_file(COMPANIES[0]).startswith("Л.С;Баланс;Фамилия".encode("cp1251"))
