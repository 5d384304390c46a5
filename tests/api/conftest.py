from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from crm.api.domain import tokens
from crm.api.models import Token
from identity.models import User
from tenants.context import speaking_for
from tenants.models import Tenant


@dataclass
class Program:
    """A program with a key: it sends no cookie and keeps none."""

    host: str
    secret: str
    token: Token | None = None

    def get(self, path: str, **query: Any) -> Any:
        return self._ask(lambda client: client.get(f"/api/v1{path}", query))

    def post(self, path: str, said: dict[str, Any], *, key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        address = f"/api/v1{path}"
        return self._ask(lambda client: client.post(address, said, content_type="application/json", headers=headers))

    def _ask(self, ask: Callable[[Client], Any]) -> Any:
        headers = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        client = Client(HTTP_HOST=self.host, headers=headers, enforce_csrf_checks=True)
        answer = ask(client)
        assert not client.cookies, "the API sets no cookie"
        return answer


@pytest.fixture
def program(tenant: Tenant) -> Callable[..., Program]:
    """A program that works for somebody of «УК Альфа»."""

    def make(user: User, *, name: str = "1С", only: list[str] | None = None, days: int = 365) -> Program:
        with speaking_for(tenant):
            expires_at = timezone.now() + timedelta(days=days)
            issued = tokens.issue(user=user, name=name, expires_at=expires_at, only=only)
        return Program("alpha.localhost:8000", issued.secret, issued.token)

    return make
