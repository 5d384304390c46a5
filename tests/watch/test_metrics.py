"""What Prometheus reads, who may read it, and that several processes add up."""

import re
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from celery import current_app
from django.conf import settings as django_settings
from django.test import Client

from tenants.models import Tenant
from tests.e2e.service import free_port
from watch import metrics, queues
from watch.domain import runs
from watch.providers import provider_call

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def value(text: str, name: str) -> float:
    """The value of one line, by its name with labels."""
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def read(**extra: Any) -> str:
    answer = Client(HTTP_HOST="localhost:8000").get("/metrics", **extra)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch):
    """The queues' Redis, empty before and after."""
    queues._redis().flushdb()
    yield queues._redis()
    queues._redis().flushdb()


class TestWhoMayRead:
    def test_the_neighbouring_machine_without_a_token(self, db: None):
        for host in ("localhost:8000", "10.0.0.7:8000", "[::1]:8000"):
            assert Client(HTTP_HOST=host).get("/metrics").status_code == 200
        assert Client(HTTP_HOST="localhost:8000").get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 200

    def test_nobody_from_outside(self, db: None):
        client = Client(HTTP_HOST="localhost:8000")
        assert client.get("/metrics", follow=True, REMOTE_ADDR="93.184.216.34").status_code == 404
        assert client.get("/metrics", follow=True, headers={"X-Forwarded-For": "93.184.216.34"}).status_code == 404

    def test_no_company_has_it(self, alpha: Tenant, settings: Any):
        settings.METRICS_TOKEN = "a-long-word"
        client = Client(HTTP_HOST="alpha.localhost:8000")
        answer = client.get("/metrics", headers={"Authorization": "Bearer a-long-word"}, follow=True)
        assert answer.status_code == 404
        assert Client(HTTP_HOST="nobody.example").get("/metrics", follow=True).status_code == 404

    def test_with_a_token_only_who_has_it(self, db: None, settings: Any):
        settings.METRICS_TOKEN = "a-long-word"
        client = Client(HTTP_HOST="localhost:8000")
        assert client.get("/metrics", follow=True).status_code == 404
        assert client.get("/metrics", follow=True, headers={"Authorization": "Bearer another"}).status_code == 404
        good = client.get("/metrics", headers={"Authorization": "Bearer a-long-word"}, REMOTE_ADDR="93.184.216.34")
        assert good.status_code == 200


def test_requests_are_counted_by_side_and_status(alpha: Tenant, client_of):
    names = [
        f'burmistr_request_seconds_count{{side="{side}",status="{status}"}}'
        for side, status in (("site", "2xx"), ("site", "4xx"), ("crm", "3xx"), ("platform", "2xx"))
    ]
    before = read()
    client_of(alpha).get("/")
    client_of(alpha).get("/takogo-net/")
    client_of(alpha).get("/crm/")
    client_of(None).get("/")
    after = read()
    assert [value(after, name) - value(before, name) for name in names] == [1, 1, 1, 1]


def test_providers_are_counted_by_outcome(db: None):
    names = [
        f'burmistr_provider_call_seconds_count{{operation="send",outcome="{outcome}",provider="test"}}'
        for outcome in ("ok", "failed")
    ]
    before = read()
    with provider_call(provider="test", operation="send"):
        pass
    with pytest.raises(OSError, match="away"), provider_call(provider="test", operation="send"):
        raise OSError("away")
    after = read()
    assert [value(after, name) - value(before, name) for name in names] == [1, 1]


def test_queues_are_told_with_the_age_of_the_oldest(broker: Any, alpha: Tenant, settings: Any):
    broker.lpush("celery", '{"headers": {"watch": {"sent": 1000000000}}}', '{"headers": {}}')
    broker.lpush("celery\x06\x163", '{"headers": {}}')
    broker.hset("unacked", "x", "y")
    broker.set(queues.PULSE, 1_000_000_000)

    text = read()

    assert value(text, 'burmistr_queue_waiting{queue="celery"}') == 3
    assert value(text, 'burmistr_queue_oldest_seconds{queue="celery"}') > 1_000_000
    assert value(text, "burmistr_tasks_taken") == 1
    assert value(text, "burmistr_workers_alive") == 0
    assert value(text, "burmistr_pulse_seconds") > 1_000_000
    assert value(text, 'burmistr_up{part="redis"}') == 1
    assert value(text, 'burmistr_tenants{state="active"}') >= 2


def test_a_redis_that_is_away_does_not_hide_the_rest(db: None, settings: Any):
    settings.BROKER_REDIS_URL = "redis://127.0.0.1:1/2"
    queues._redis.cache_clear()
    text = read()
    queues._redis.cache_clear()
    assert value(text, 'burmistr_up{part="redis"}') == 0
    assert value(text, 'burmistr_up{part="database"}') == 1
    assert "burmistr_request_seconds" in text


def test_no_label_names_a_company(alpha: Tenant, client_of):
    client_of(alpha).get("/")
    text = read()
    assert "alpha" not in text
    assert set(re.findall(r'(\w+)="', text)) <= {
        "le", "side", "status", "task", "outcome", "provider", "operation", "queue", "state", "part",
    }  # fmt: skip


def test_another_process_adds_up_and_leaves_its_files_to_the_next(db: None):
    """Two processes one after the other: the second takes the slot of the first and goes on counting."""
    script = (
        "import django; django.setup(); from watch import metrics;metrics.SLOW_QUERIES.inc(); print(metrics.slot()[4:])"
    )
    before = value(read(), "burmistr_slow_queries_total")
    slots = []
    for _ in range(2):
        process = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=_env())
        slots.append(process.stdout.strip().splitlines()[-1])

    assert value(read(), "burmistr_slow_queries_total") - before == 2
    assert slots[0] == slots[1] != metrics.slot()[4:]


def _env() -> dict[str, str]:
    import os

    root = django_settings.ROOT
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": f"{root}:{root / 'platform'}"}


def test_a_forked_child_counts_in_files_of_its_own(db: None):
    import os

    before = value(read(), "burmistr_slow_queries_total")
    own = metrics.slot()
    child = os.fork()
    if not child:
        metrics.SLOW_QUERIES.inc()
        os._exit(0 if metrics.slot() != own else 1)
    assert os.waitpid(child, 0)[1] == 0
    metrics.SLOW_QUERIES.inc()
    assert metrics.slot() == own
    assert value(read(), "burmistr_slow_queries_total") - before == 2


def test_a_worker_that_lives_is_seen(broker: Any):
    heart = SimpleNamespace(eventer=SimpleNamespace(hostname="celery@one"))
    queues._told["at"] = -60.0
    queues.worker_is_alive(sender=heart)
    broker.hset(queues.WORKERS, "celery@dead", 1_000_000_000)
    assert queues.look().workers == ["celery@one"]


def test_every_periodic_task_exists_and_has_a_title():
    for entry in current_app.conf.beat_schedule.values():
        assert runs.tasks()[entry["task"]].title, entry["task"]
    assert runs.is_periodic("billing.snapshot_all")
    assert not runs.is_periodic(runs.PULSE)


def test_a_machine_with_workers_only_answers_on_a_port_of_its_own():
    from urllib.request import urlopen

    port = free_port()
    metrics.SLOW_QUERIES.inc()
    metrics.serve(port)
    text = urlopen(f"http://127.0.0.1:{port}/metrics").read().decode()
    assert value(text, "burmistr_slow_queries_total") >= 1
