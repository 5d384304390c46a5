"""Lines of the log: one for a request, JSON whoever writes it, and nobody's data in it."""

import json
import logging
from typing import Any

import pytest
from django.test import Client, RequestFactory

from identity.models import User
from tenants.models import Tenant
from tests.conftest import PASSWORD
from tests.watch.conftest import Lines
from watch import ids, lines

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def of_request(written: Lines) -> dict[str, Any]:
    (line,) = [line for line in written() if line["event"] == "request"]
    return line


def test_a_request_is_one_line(client_of, alpha: Tenant, written: Lines):
    answer = client_of(alpha).get("/novosti/?page=1&phone=79020000000")

    line = of_request(written)
    assert (line["method"], line["path"], line["status"], line["tenant"]) == ("GET", "/novosti/", 200, "uk_alpha")
    assert line["request_id"] == answer["X-Request-ID"]
    assert line["queries"] > 0
    assert line["ms"] > 0
    assert "79020000000" not in str(written())


def test_a_line_names_the_person_by_number_only(staff, tenant: Tenant, written: Lines):
    client = staff()
    user = User.objects.get(pk=client.session["_auth_user_id"])
    client.get("/crm/")

    assert of_request(written)["user"] == user.pk
    assert user.email not in str(written())
    assert user.last_name not in str(written())


def test_an_anonymous_request_asks_for_no_session(client_of, alpha: Tenant, written: Lines):
    client_of(alpha).get("/")
    assert "user" not in of_request(written)


def test_signing_in_leaves_neither_login_nor_password(client_of, head: User, alpha: Tenant, written: Lines):
    for password in ("Не-тот-пароль-9", PASSWORD):
        client_of(alpha).post("/crm/login/", {"username": head.email, "password": password})

    said = json.dumps(written(), ensure_ascii=False)
    assert [line["status"] for line in written() if line["event"] == "request"] == [200, 302]
    for secret in (head.email, PASSWORD, "Не-тот-пароль-9", "csrf"):
        assert secret not in said


def test_a_broken_page_is_told_with_its_id_and_without_the_rows_that_the_database_quotes(
    client_of, alpha: Tenant, written: Lines, monkeypatch: pytest.MonkeyPatch
):
    def broken() -> None:
        raise ValueError('duplicate key\nDETAIL:  Key (phone)=(+79020000000) already exists.\nmail of "a@example.ru"')

    monkeypatch.setattr("sites_cms.pages.domain.queries.latest_news", broken)
    client = client_of(alpha)
    client.raise_request_exception = False

    answer = client.get("/")

    told = [line for line in written() if line["logger"] == "django.request"]
    assert [line["request_id"] for line in told] == [answer["X-Request-ID"]]
    assert "ValueError: duplicate key" in told[0]["exception"]
    assert "DETAIL: hidden" in told[0]["exception"]
    assert "79020000000" not in str(written())
    assert "a@example.ru" not in str(written())
    assert answer["X-Request-ID"] in answer.content.decode()


def test_addresses_that_open_doors_are_not_written(client_of, db: None, written: Lines):
    token = "11111111-2222-4333-8444-555555555555"
    client_of(None).get(f"/application/{token}/")
    client_of(None).get("/operator/password_reset/confirm/MQ/set-password-secret/")

    assert token not in str(written())
    assert "set-password-secret" not in str(written())


def test_every_library_writes_json(written: Lines):
    logging.getLogger("celery.worker").warning("connection lost to %s", "redis")
    (line,) = written()
    assert (line["event"], line["level"], line["logger"], line["tenant"]) == (
        "connection lost to redis", "warning", "celery.worker", "public",
    )  # fmt: skip


def test_what_is_bound_for_one_request_is_gone_for_the_next(client_of, alpha: Tenant, written: Lines):
    client = client_of(alpha)
    answers = [client.get("/"), client.get("/novosti/")]
    assert len({answer["X-Request-ID"] for answer in answers}) == 2
    assert ids.current_id() == ""


class TestId:
    def test_it_can_be_read_out(self):
        made = {ids.new_id() for _ in range(1000)}
        assert len(made) == 1000
        assert all(ids.well_formed(one) and not set(one) & set("ilou01") for one in made)

    @pytest.mark.parametrize(
        ("behind_proxy", "given", "taken"),
        [
            (True, "a1b2c3d4-e5f6", True),
            (False, "a1b2c3d4-e5f6", False),
            (True, "short", False),
            (True, "a1b2c3d4 e5f6", False),
            (True, "<script>alert</script>", False),
            (True, "x" * 65, False),
        ],
    )
    def test_only_the_proxys_word_is_taken(
        self, settings: Any, alpha: Tenant, behind_proxy: bool, given: str, taken: bool
    ):
        settings.BEHIND_PROXY = behind_proxy
        answer = Client(HTTP_HOST="alpha.localhost:8000").get("/robots.txt", headers={"X-Request-ID": given})
        assert (answer["X-Request-ID"] == given) is taken


def test_on_a_terminal_lines_are_for_people(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LOG_FORMAT", "text")
    record = logging.LogRecord("x", logging.INFO, "", 0, "готово за %s с", (5,), None)
    text = lines.formatter().format(record)
    assert "готово за 5 с" in text
    assert not text.startswith("{")


def test_a_path_without_a_view_has_no_secret_either():
    request = RequestFactory().get("/enter/11111111222243338444555555555555/?next=/x")
    assert lines.path_of(request) == "/enter/…/"
