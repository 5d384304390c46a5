"""What stands around the application: health, the proxy, static addresses."""

from typing import Any

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.test import Client, RequestFactory

from config import health
from config.proxy import ClientAddressMiddleware


@pytest.mark.integration
@pytest.mark.django_db
class TestHealth:
    @pytest.mark.parametrize("host", ["localhost", "alpha.localhost", "10.0.0.7", "nobody.example"])
    def test_a_balancer_asks_by_any_name(self, host: str):
        client = Client(HTTP_HOST=host)
        assert (client.get("/healthz").status_code, client.get("/readyz").content) == (200, b"ok")

    def test_not_ready_says_what_is_missing(self, monkeypatch: pytest.MonkeyPatch):
        class Away:
            def get(self, key: str) -> None:
                raise OSError("no socket")

        monkeypatch.setattr(health, "cache", Away())
        answer = health.ready()
        assert (answer.status_code, answer.content) == (503, b"not ready: redis")

    def test_an_unknown_host_is_nobodys(self):
        assert Client(HTTP_HOST="nobody.example").get("/").status_code == 404


@pytest.mark.unit
class TestProxy:
    @pytest.mark.parametrize(
        ("forwarded", "address"),
        [("203.0.113.9", "203.0.113.9"), ("1.1.1.1, 203.0.113.9", "203.0.113.9"), ("", "10.0.0.1")],
    )
    def test_the_last_word_is_the_proxys(self, settings: Any, forwarded: str, address: str):
        settings.BEHIND_PROXY = True
        seen = []
        middleware = ClientAddressMiddleware(lambda request: seen.append(request.META["REMOTE_ADDR"]) or HttpResponse())
        middleware(RequestFactory(REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded}).get("/"))
        assert seen == [address]

    def test_without_a_proxy_nobody_is_believed(self, settings: Any):
        settings.BEHIND_PROXY = False
        with pytest.raises(MiddlewareNotUsed):
            ClientAddressMiddleware(lambda request: HttpResponse())
