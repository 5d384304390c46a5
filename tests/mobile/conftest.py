from collections.abc import Callable

import pytest
from django.test import Client

from crm.rights.enums import Role
from identity.models import User
from tenants.models import Tenant
from tests.conftest import PASSWORD, make_employee


@pytest.fixture
def phone(tenant: Tenant, client_of: Callable[..., Client]) -> Callable[[User | Role], Client]:
    """A phone of «УК Альфа» in which somebody has signed in at /m/, as people do."""

    def make(who: User | Role = Role.HEAD) -> Client:
        user = make_employee(who) if isinstance(who, Role) else who
        client = client_of(tenant)
        answer = client.post("/m/login/", {"username": user.email, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return client

    return make
