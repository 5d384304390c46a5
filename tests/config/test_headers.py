"""What a browser is told about our pages, and what Django itself thinks of the settings of a server."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.test import Client

from crm.rights.enums import Role
from identity.models import User
from tenants.models import Tenant
from tests.e2e.service import ROOT

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

STRICT = {"default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'self'"}


def policy(answer: object) -> set[str]:
    return set(answer["Content-Security-Policy"].split("; "))  # type: ignore[index]  # a response


def test_a_site_runs_nothing_but_its_own_files(alpha: Tenant, client_of: Callable[..., Client]) -> None:
    for client, path in ((client_of(alpha), "/"), (client_of(), "/"), (client_of(alpha), "/no-such-page/")):
        answer = client.get(path)

        assert policy(answer) >= STRICT, path
        assert not any("unsafe" in part or "nonce" in part or "//" in part for part in policy(answer)), path


def test_the_office_bears_inline_styles_and_nothing_else(staff: Callable[[Role], Client]) -> None:
    found = policy(staff(Role.HEAD).get("/crm/"))

    assert found - STRICT >= {"style-src 'self' 'unsafe-inline'", "frame-src 'self'"}
    assert "script-src 'self'" in found


def test_the_console_is_as_strict_as_the_office(operator: User, client_of: Callable[..., Client]) -> None:
    assert "script-src 'self'" in policy(client_of(None, operator).get("/operator/"))


def test_screens_of_the_office_are_kept_by_no_browser(staff: Callable[[Role], Client]) -> None:
    assert staff(Role.HEAD).get("/crm/")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["/", "/crm/login/", "/robots.txt"])
def test_every_answer_has_the_headers_of_safety(alpha: Tenant, client_of: Callable[..., Client], path: str) -> None:
    answer = client_of(alpha).get(path)

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def on_a_server(*command: str) -> subprocess.CompletedProcess[str]:
    """A management command with the settings of a server behind TLS."""
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=os.environ
        | {
            "BASE_URL": "https://burmistr.example",
            "SECRET_KEY": "".join(chr(33 + number % 90) for number in range(70)),
            "BEHIND_PROXY": "1",
            "PLAIN_STATIC": "",
            "DEBUG": "",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_django_finds_nothing_to_say_of_a_server() -> None:
    checked = on_a_server("check", "--deploy", "--fail-level", "WARNING")

    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout + checked.stderr


def test_behind_tls_cookies_and_hosts_stay_there() -> None:
    script = """
from django.conf import settings as s
print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS,
      "upgrade-insecure-requests" in s.CONTENT_SECURITY_POLICY["DIRECTIVES"])"""

    assert on_a_server("shell", "--no-imports", "-c", script).stdout.split() == [
        "True", "True", "True", "31536000", "True",
    ]  # fmt: skip
