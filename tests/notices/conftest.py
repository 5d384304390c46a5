from decimal import Decimal
from typing import Any

import pytest

from crm.accounting.models import House
from crm.company.models import Profile
from identity.models import User
from sms.enums import ProviderKind
from tenants.models import Tenant
from tests.factories import HouseFactory
from tests.sms.making import add_provider, pay


@pytest.fixture(autouse=True)
def _without_a_pause(settings: Any) -> None:
    """Batches follow each other at once."""
    settings.NOTICES_PAUSE = 0


@pytest.fixture
def house(head: User) -> House:
    return HouseFactory(street="Ленина", number="86", by=head)


@pytest.fixture
def sms_on(tenant: Tenant) -> Tenant:
    """SMS are allowed, carried to nowhere, and there are a thousand roubles for them."""
    add_provider(ProviderKind.NOWHERE)
    pay(tenant, Decimal(1000))
    Profile.objects.update(sms_enabled=True)
    return tenant
