"""A counter that cannot count refuses: nobody guesses passwords while Redis is away."""

from typing import Any

import pytest

from tenants.models import Tenant
from tests.conftest import PASSWORD, make_employee

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_without_redis_nobody_signs_in(tenant: Tenant, client_of: Any, settings: Any) -> None:
    make_employee(email="nina@alpha.example")
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
    client = client_of(tenant)
    client.raise_request_exception = False

    answer = client.post("/crm/login/", {"username": "nina@alpha.example", "password": PASSWORD})

    assert answer.status_code == 429
    assert "_auth_user_id" not in client.session
