from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from sms.enums import ProviderKind
from sms.models import Provider
from tenants.models import Tenant
from tests import database
from tests.emulators.sms import Services, services
from tests.sms.making import add_provider, pay


@pytest.fixture
def emulated(settings: Any) -> Iterator[Services]:
    """Both services over a real socket."""
    with services() as both:
        settings.SMS_ADDRESSES = both.addresses
        yield both


@pytest.fixture
def smsc(db: None, emulated: Services) -> Provider:
    """SMSC.ru is on: two roubles a segment, 1,80 for МТС."""
    return add_provider(ProviderKind.SMSC)


@pytest.fixture
def rich(alpha: Tenant) -> Tenant:
    """«УК Альфа» with a thousand roubles."""
    pay(alpha, Decimal(1000))
    return alpha


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[Callable[[], Tenant]]:
    """Autocommit in a database of one's own, which is thrown away as a whole; call it for a company."""
    with django_db_blocker.unblock(), database.own_copy("committed_sms"):
        yield lambda: Tenant.objects.get(slug="alpha")
