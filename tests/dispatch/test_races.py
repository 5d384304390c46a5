"""Two dispatchers and a program at once: numbers have no gaps and none twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from crm.accounting.models import House
from crm.dispatch.domain.requests import open_request
from crm.dispatch.enums import Source
from crm.dispatch.models import Caller
from tenants.context import speaking_for
from tenants.models import Tenant
from tests import database
from tests.factories import HouseFactory

pytestmark = pytest.mark.integration

AT_ONCE, EACH = 6, 15


def test_numbers_without_gaps_under_load(django_db_setup: None, django_db_blocker):
    with django_db_blocker.unblock(), database.own_copy("numbers"):
        alpha = Tenant.objects.get(slug="alpha")
        with speaking_for(alpha):
            house = HouseFactory()

        def work(person: int) -> None:
            try:
                with speaking_for(alpha):
                    _open_some(house, person)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(work, range(AT_ONCE)))

        with speaking_for(alpha):
            numbers = list(Caller.objects.order_by("number").values_list("number", flat=True))
        connection.close()
    assert numbers == list(range(1, AT_ONCE * EACH + 1))


def _open_some(house: House, person: int) -> None:
    """Every third fails after it was given a number, which goes to somebody else then."""
    for place in range(EACH * 3 // 2):
        if place % 3 == 2:
            with pytest.raises(ZeroDivisionError):
                _fail(house)
        else:
            open_request(house=house, text=f"{person}", source=Source.PHONE, by=None)


def _fail(house: House) -> None:
    from django.db import transaction

    with transaction.atomic():
        open_request(house=house, text="не выйдет", source=Source.API, by=None)
        raise ZeroDivisionError
