"""Replay: one id from the click through the task to the mail server, in the lines of both processes."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import pytest
from celery.signals import before_task_publish
from structlog.contextvars import bound_contextvars

from infra.local.services import Embedded
from tenants.models import Tenant
from tests import database
from tests.e2e.service import Service
from tests.emulators.smtp import Mailbox, mail_server
from tests.notifications.test_letters import mailbox, write  # noqa: F401  a fixture
from tests.watch.conftest import Lines
from watch.ids import new_id, well_formed

OPERATOR = "smena@example.ru"


@dataclass
class ServiceWithMail(Service):
    """The service with a mail server, and what its processes wrote."""

    box: Mailbox = field(default_factory=Mailbox)

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"LOG_FORMAT": "json", "LOG_LEVEL": "INFO", "DEBUG": ""}

    def lines(self, process: str) -> list[dict[str, Any]]:
        text = (self.home / f"{process}.log").read_text()
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


@pytest.fixture
def service(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[ServiceWithMail]:
    own = Embedded(tmp_path, fast=True)
    redis_url = own.start_redis()
    with mail_server() as box:
        with django_db_blocker.unblock():
            running = ServiceWithMail(
                home=tmp_path,
                database_url=database.copy("replay"),
                smtp_url=box.url,
                redis_url=redis_url,
                box=box,
            )
            database.point_sites_at(running.port, database="replay")
        running.collect_static()
        code = (
            "from identity.models import User;"
            f"User.objects.create_superuser('{OPERATOR}', 'Сирень-под-окном-7', last_name='Смена')"
        )
        running.manage("shell", "-c", code)
        try:
            running.start()
            yield running
        finally:
            running.stop()
            own.stop_redis()


@pytest.mark.e2e
def test_from_the_click_to_the_mail_server(service: ServiceWithMail):
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    page = opener.open(service.url(path="/operator/password_reset/")).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]  # type: ignore[index]
    form = urlencode({"email": OPERATOR, "csrfmiddlewaretoken": token}).encode()
    answer = opener.open(Request(service.url(path="/operator/password_reset/"), data=form))
    sent = [line for line in service.lines("web") if line.get("method") == "POST"]
    request_id = sent[0]["request_id"]
    assert answer.status == 200

    deadline = time.monotonic() + 20
    while len(calls := [line for line in service.lines("worker") if line["event"] in {"provider call", "task"}]) < 3:
        assert time.monotonic() < deadline, service.log("worker")
        time.sleep(0.2)

    assert [(line["event"], line.get("task"), line["outcome"]) for line in calls] == [
        ("task", "identity.send_password_link", "ok"),
        ("provider call", "notifications.send_letter", "ok"),
        ("task", "notifications.send_letter", "ok"),
    ]
    assert {(line["request_id"], line["tenant"]) for line in calls} == {(request_id, "public")}
    (envelope,) = service.box.got
    assert f"X-Request-ID: {request_id}".encode() in envelope.content
    said = str(service.lines("web")) + str(service.lines("worker"))
    assert OPERATOR not in said
    metrics = urlopen(service.url(path="/metrics")).read().decode()
    assert re.search(
        r'^burmistr_task_seconds_count{outcome="ok",task="notifications.send_letter"} 1\.0$', metrics, re.M
    )
    assert re.search(r"^burmistr_workers_alive 1\.0$", metrics, re.M), "the worker has said that it lives"


@pytest.mark.integration
@pytest.mark.django_db
def test_a_task_and_what_it_calls_bear_the_id_and_the_company(
    mailbox: Mailbox,  # noqa: F811
    tenant: Tenant,
    written: Lines,
    django_capture_on_commit_callbacks: Any,
):
    request_id = new_id()
    with bound_contextvars(request_id=request_id, user=42), django_capture_on_commit_callbacks(execute=True):
        write()

    lines = [line for line in written() if line["event"] in {"provider call", "task"}]
    assert [(line["event"], line["request_id"], line["tenant"], line["user"]) for line in lines] == [
        ("provider call", request_id, "uk_alpha", 42),
        ("task", request_id, "uk_alpha", 42),
    ]
    assert "a@example.ru" not in str(written())
    assert mailbox.got[0].content.count(request_id.encode()) == 1


@pytest.mark.unit
class TestWhatAMessageCarries:
    """Also from a task to the tasks that it sends."""

    def test_the_id_and_the_person_of_whoever_sends(self):
        headers: dict[str, Any] = {}
        with bound_contextvars(request_id="7k2m-9qxw-4t5r", user=42):
            before_task_publish.send(sender="x", headers=headers)
        assert (headers["watch"]["id"], headers["watch"]["user"]) == ("7k2m-9qxw-4t5r", 42)
        assert time.time() - headers["watch"]["sent"] < 5

    def test_what_beat_sends_begins_an_id_of_its_own(self):
        headers: dict[str, Any] = {}
        before_task_publish.send(sender="x", headers=headers)
        assert well_formed(headers["watch"]["id"])

    def test_a_second_try_keeps_what_the_first_had(self):
        headers = {"watch": {"id": "7k2m-9qxw-4t5r", "recorded": True}}
        before_task_publish.send(sender="x", headers=headers)
        assert (headers["watch"]["id"], headers["watch"]["recorded"]) == ("7k2m-9qxw-4t5r", True)
