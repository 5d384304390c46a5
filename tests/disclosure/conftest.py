from collections.abc import Callable

import pytest

from crm.accounting.models import House
from identity.models import User
from sites_cms.disclosure.declarations import FORMS
from sites_cms.disclosure.domain.filling import fill_in
from sites_cms.disclosure.domain.places import Place, place_of
from tenants.models import Tenant
from tests.factories import HouseFactory

Fill = Callable[..., Place]


@pytest.fixture
def house(tenant: Tenant, head: User) -> House:
    return HouseFactory(street="ул. Садовая", number="7", by=head)


@pytest.fixture
def fill(head: User) -> Fill:
    """Type rows of a form: `fill("2.1", {"8": "1"}, house=house)`; rows of items are keyed ("1", "12")."""

    def filled(code: str, rows: dict, *, house: House | None = None, year: int | None = None, **more: object) -> Place:
        place = place_of(FORMS[code], house=house, year=year)
        typed = {(key if isinstance(key, tuple) else ("", key)): value for key, value in rows.items()}
        fill_in(place, typed, **({"by": head} | more))
        return place

    return filled
