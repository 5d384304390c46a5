"""What holds people's data leaves, and is erased, only by the hands of whoever has just proven who he is."""

from collections.abc import Callable

import pytest
from django.test import Client

from crm.accounting.models import Account
from identity.models import User
from tenants.models import Tenant
from tests.factories import AccountFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def account(head: User) -> Account:
    return AccountFactory(last_name="Ларина", by=head)


@pytest.mark.parametrize(
    "path",
    [
        "/crm/personal-data/person.pdf?row=accounting.account:{pk}",
        "/crm/personal-data/person.json?row=accounting.account:{pk}",
        "/crm/personal-data/erase/?row=accounting.account:{pk}",
        "/crm/journal/export.csv",
        "/crm/journal/export.xlsx",
        "/crm/accounts/?export=csv",
        "/crm/accounts/?export=xlsx",
    ],
)
def test_a_stale_session_is_asked_first(
    path: str, account: Account, tenant: Tenant, head: User, client_of: Callable[..., Client]
):
    browser = client_of(tenant, head)
    address = path.format(pk=account.pk)
    assert "/crm/proof/" not in browser.get(address).headers.get("Location", "")

    session = browser.session
    session["proved_at"] = 0
    session.save()
    assert browser.get(address).headers["Location"].startswith("/crm/proof/?next=")
