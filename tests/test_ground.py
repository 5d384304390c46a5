import pytest

from tenants.models import Tenant

pytestmark = pytest.mark.integration


def test_two_companies_are_open(alpha: Tenant, beta: Tenant):
    assert (alpha.state, beta.state) == ("active", "active")
