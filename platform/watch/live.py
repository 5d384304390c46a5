"""What Prometheus is told at the moment it asks: queues, workers, the pulse, companies by state."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from time import monotonic

from django.db import Error
from django.db.models import Count
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from tenants.context import in_schema
from tenants.models import Tenant
from watch import queues


class LiveCollector(Collector):
    """Each part stands alone: with Redis or the database away the others are still told."""

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("burmistr_up", "1 if it answered", labels=["part"])
        for part, gauges in (("redis", _of_queues), ("database", _of_tenants)):
            try:
                found = gauges()
            except (RedisError, Error):
                up.add_metric([part], 0)
                continue
            up.add_metric([part], 1)
            yield from found
        yield up


def _of_queues() -> Sequence[Metric]:
    broker = queues.look()
    waiting = GaugeMetricFamily("burmistr_queue_waiting", "Messages that nobody has taken", labels=["queue"])
    oldest = GaugeMetricFamily("burmistr_queue_oldest_seconds", "Age of the oldest of them", labels=["queue"])
    for queue in broker.queues:
        waiting.add_metric([queue.name], queue.waiting)
        oldest.add_metric([queue.name], queue.oldest_seconds or 0)
    found = [
        waiting,
        oldest,
        GaugeMetricFamily("burmistr_tasks_taken", "Messages in work or kept until their time", value=broker.taken),
        GaugeMetricFamily("burmistr_workers_alive", "Workers heard of lately", value=len(broker.workers)),
    ]
    if broker.pulse_seconds is not None:
        found.append(
            GaugeMetricFamily("burmistr_pulse_seconds", "Since the last pulse of beat", value=broker.pulse_seconds)
        )
    return found


def _of_tenants() -> Sequence[Metric]:
    gauge = GaugeMetricFamily("burmistr_tenants", "Companies by state", labels=["state"])
    for state, number in _tenants(int(monotonic() // 60)).items():
        gauge.add_metric([state], number)
    return [gauge]


@lru_cache(maxsize=1)
def _tenants(_minute: int) -> dict[str, int]:
    """Counted at most once a minute in a process."""
    with in_schema("public"):
        return dict(Tenant.objects.values_list("state").annotate(number=Count("pk")).order_by())
