"""The dispatcher's desk at 200 000 requests with fifty dispatchers who poll, against a plain Wagtail listing.

The listing is «Прейскурант» of 1 000 rows: Wagtail's own index view of a table without a single relation. It, the
desk's list as it refreshes and the desk's page whole are asked by the same browser in turns, while the others poll and
somebody changes a request every two seconds. A poll without news is asked when nobody changes anything.
"""

import re
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from html import unescape
from urllib.parse import unquote

from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from crm.dispatch.domain import talk
from crm.dispatch.domain.queries import stamp
from crm.dispatch.models import PriceItem, Request
from crm.rights.enums import Role
from identity.models import User
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.benchmarks import books
from tests.benchmarks.harness import report, run
from tests.conftest import _sign_in, make_employee

ACCOUNTS, REQUESTS, OPEN, LISTED = 20_000, 200_000, 2_000, 1_000
POLLERS, EVERY, CHANGE_EVERY = 50, 5.0, 2.0  # people; seconds
ROUNDS, TIMES = 6, 20
DESK, ROWS, LISTING = "/crm/dispatch/", "/crm/dispatch/rows/", "/crm/request_prices/"
_SEEN = re.compile(r"seen=([^&\"]+)")
# As a server loads a company from its archive: rows first, rules afterwards.
_FILL = """
SET session_replication_role = replica;
INSERT INTO dispatch_request (number, house_id, account_id, place, text, type_id, priority, status, source, is_paid,
    created_at, respond_by, due_at, started_at, finished_at, postponed_because, returns, rating_comment, version)
SELECT n, a.house_id, a.id, 'flat', 'Течёт кран на кухне, просят прийти до обеда', 1 + n %% 10, 2 + n %% 3,
    CASE WHEN n > {closed} THEN CASE WHEN n %% 2 = 0 THEN 'new' ELSE 'working' END ELSE 'done' END, 'phone', false,
    now() - make_interval(mins => {requests} - n), now() - make_interval(mins => {requests} - n - 30),
    now() - make_interval(mins => {requests} - n - 4320), NULL,
    CASE WHEN n > {closed} THEN NULL ELSE now() - make_interval(mins => {requests} - n - 300) END, '', 0, '', 1
FROM generate_series(1, {requests}) n JOIN (
    SELECT id, house_id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS all_of_them
    FROM accounting_account
) a ON a.place = n %% a.all_of_them;
INSERT INTO dispatch_caller (request_id, number, account_id, name, phone, text, source, at)
SELECT id, number, account_id, 'Макаров Олег', '', '', 'phone', created_at FROM dispatch_request;
INSERT INTO dispatch_requestevent (request_id, deed, channel, comment, changes, at)
SELECT id, deed, '', '', '{{}}', created_at FROM dispatch_request, unnest(ARRAY['opened', 'taken']) deed;
INSERT INTO dispatch_requestexecutor (request_id, employee_id, assigned_at, released_at)
SELECT r.id, e.id, created_at, finished_at FROM dispatch_request r, company_employee e WHERE e.user_id = %(user)s;
SET session_replication_role = DEFAULT;
ANALYZE;
"""


def main() -> bool:
    tenant = Tenant.objects.get(slug="alpha")
    with speaking_for(tenant):
        books.fill(ACCOUNTS)
        user = make_employee(Role.DISPATCHER)
        head = make_employee(Role.HEAD)
        _fill(user)
    me = _browser(tenant, head)
    for url in (DESK, ROWS, LISTING):
        _get(me, url)  # what is asked once in a process
    lists, pages = [], []
    with _everybody(tenant, user):
        for _ in range(ROUNDS):
            listing, rows, page = (_p95(_times(partial(_get, me, url))) for url in (LISTING, ROWS, DESK))
            lists.append(rows / listing)
            pages.append(page / listing)
    return all(
        [
            report("desk_list_under_load", lists, bar=0.6),
            report("desk_page_under_load", pages, bar=1),
            run(
                "poll_without_news",
                baseline=lambda: _get(me, LISTING),
                candidate=lambda: _poll(me, tenant),
                bar=0.15,
                rounds=ROUNDS * 3,
            ),
        ]
    )


def _fill(user: User) -> None:
    PriceItem.objects.bulk_create(
        [PriceItem(name=f"Работа {number:04d}", price=Decimal(number)) for number in range(LISTED)]
    )
    with connection.cursor() as cursor:
        cursor.execute(_FILL.format(requests=REQUESTS, closed=REQUESTS - OPEN), {"user": user.pk})


@contextmanager
def _everybody(tenant: Tenant, user: User) -> Iterator[None]:
    """Fifty who poll, and one who changes something every two seconds."""
    stop = threading.Event()
    with ThreadPoolExecutor(POLLERS + 1) as pool:
        works = [pool.submit(_poller, tenant, user, stop, number) for number in range(POLLERS)]
        works.append(pool.submit(_changer, tenant, user, stop))
        try:
            time.sleep(EVERY)
            yield
        finally:
            stop.set()
        for work in works:
            work.result()


def _poller(tenant: Tenant, user: User, stop: threading.Event, number: int) -> None:
    try:
        browser, seen = _browser(tenant, user), ""
        stop.wait(EVERY * number / POLLERS)
        while not stop.wait(EVERY):
            answer = browser.get(ROWS, {"seen": seen})
            assert answer.status_code in (200, 204)
            if answer.status_code == 200:
                seen = unescape(unquote(_SEEN.search(answer.content.decode())[1]))  # type: ignore[index]  # it is there
    finally:
        connections.close_all()


def _changer(tenant: Tenant, user: User, stop: threading.Event) -> None:
    try:
        with speaking_for(tenant):
            request = Request.objects.order_by("-number")[0]
            while not stop.wait(CHANGE_EVERY):
                talk.comment(request, "Едем", by=user)
    finally:
        connections.close_all()


def _browser(tenant: Tenant, user: User) -> Client:
    client = Client(HTTP_HOST=f"{tenant.slug}.localhost:8000")
    with speaking_for(tenant):
        _sign_in(client, user)
    return client


def _poll(me: Client, tenant: Tenant) -> float:
    """A poll that is answered with nothing; where a minute went by meanwhile it is asked anew."""
    with speaking_for(tenant):
        seen = stamp(timezone.now())
    started = time.perf_counter()
    answer = me.get(ROWS, {"seen": seen})
    taken = time.perf_counter() - started
    return taken if answer.status_code == 204 else _poll(me, tenant)


def _get(me: Client, url: str) -> None:
    answer = me.get(url)
    assert answer.status_code == 200, (url, answer.status_code)


def _times(work: Callable[[], object]) -> list[float]:
    taken = []
    for _ in range(TIMES):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return taken


def _p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]
