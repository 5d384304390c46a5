"""A name leads to one place: of two routes with one name `{% url %}` takes the last, and sends people elsewhere."""

from collections import Counter

import pytest

from tenants.isolation import addresses

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("urlconf", ["config.urls_tenant", "config.urls_platform"])
def test_no_two_routes_of_ours_share_a_name(urlconf: str):
    routes = {(address.name, address.route) for address in addresses(urlconf) if address.name}
    counted = Counter(name for name, _ in routes if not name.startswith("wagtail"))

    assert len(counted) > 50
    assert {name for name, times in counted.items() if times > 1} == set()
