"""The dispatcher's desk at 200 000 requests with fifty dispatchers who poll, against a plain Wagtail listing.

The listing is «Прейскурант» of 1 000 rows: Wagtail's own index view of a table without a single relation. It, the
desk's list as it refreshes and the desk's page whole are asked of a running server in turns, while the others poll and
somebody changes a request every two seconds. A poll without news is asked when nobody changes anything.
"""

import re
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
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
from tests import database
from tests.benchmarks import books
from tests.benchmarks.harness import report
from tests.conftest import _sign_in, make_employee
from tests.e2e.service import Service

ACCOUNTS, REQUESTS, OPEN, LISTED = 20_000, 200_000, 2_000, 1_000
POLLERS, EVERY, CHANGE_EVERY = 50, 5.0, 2.0  # people; seconds
ROUNDS, TIMES = 5, 40
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


@dataclass
class Browser:
    """Somebody signed in, over one connection to the server."""

    port: int
    cookie: str

    def __post_init__(self) -> None:
        self._connection = HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path: str) -> tuple[int, str]:
        headers = {"Host": f"alpha.localhost:{self.port}", "Cookie": self.cookie, "Connection": "keep-alive"}
        self._connection.request("GET", path, headers=headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        assert answer.status in (200, 204), (path, answer.status)
        return answer.status, text

    def timed(self, path: str) -> float:
        """Seconds that the answer took."""
        started = time.perf_counter()
        self.get(path)
        return time.perf_counter() - started


def main() -> bool:
    tenant = Tenant.objects.get(slug="alpha")
    with speaking_for(tenant):
        books.fill(ACCOUNTS)
        user = make_employee(Role.DISPATCHER)
        head = make_employee(Role.HEAD)
        _fill(user)
    cookies = [_cookie(tenant, person) for person in (head, user)]
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder)) as port:
        me = Browser(port, cookies[0])
        for url in (DESK, ROWS, LISTING) * 3:
            me.get(url)  # what is asked once in a process
        with _everybody(tenant, user, port, cookies[1]):
            taken = [[me.timed(url) for url in (LISTING, ROWS, DESK)] for _ in range(ROUNDS * TIMES)]
        quiet = [_poll(me, tenant) / me.timed(LISTING) for _ in range(TIMES)]
    parts = [taken[start : start + TIMES] for start in range(0, len(taken), TIMES)]
    listings, rows, pages = ([_p95([turn[place] for turn in part]) for part in parts] for place in range(3))
    return all(
        [
            report("desk_list_under_load", [own / base for own, base in zip(rows, listings, strict=True)], bar=0.6),
            report("desk_page_under_load", [own / base for own, base in zip(pages, listings, strict=True)], bar=1),
            report("poll_without_news", quiet, bar=0.15),
        ]
    )


@contextmanager
def _served(folder: Path) -> Iterator[int]:
    """The web server over the filled database, as it runs on a machine of two cores; its port."""
    service = Desk(home=folder, database_url=database.url_of(str(settings.DATABASES["default"]["NAME"])))
    database.point_sites_at(service.port, database=str(settings.DATABASES["default"]["NAME"]))
    service.collect_static()
    try:
        service.serve()
        yield service.port
    finally:
        service.stop()


@dataclass
class Desk(Service):
    """Takes the sessions that this process makes."""

    workers: int = 2

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"SECRET_KEY": settings.SECRET_KEY}


def _fill(user: User) -> None:
    PriceItem.objects.bulk_create(
        [PriceItem(name=f"Работа {number:04d}", price=Decimal(number)) for number in range(LISTED)]
    )
    with connection.cursor() as cursor:
        cursor.execute(_FILL.format(requests=REQUESTS, closed=REQUESTS - OPEN), {"user": user.pk})


@contextmanager
def _everybody(tenant: Tenant, user: User, port: int, cookie: str) -> Iterator[None]:
    """Fifty who poll, and one who changes something every two seconds."""
    stop = threading.Event()
    with ThreadPoolExecutor(POLLERS + 1) as pool:
        works = [pool.submit(_poller, Browser(port, cookie), stop, number) for number in range(POLLERS)]
        works.append(pool.submit(_changer, tenant, user, stop))
        try:
            time.sleep(EVERY)
            yield
        finally:
            stop.set()
        for work in works:
            work.result()


def _poller(browser: Browser, stop: threading.Event, number: int) -> None:
    seen = ""
    stop.wait(EVERY * number / POLLERS)
    while not stop.wait(EVERY):
        status, text = browser.get(f"{ROWS}?seen={seen}")
        if status == 200:
            seen = _SEEN.search(text)[1]  # type: ignore[index]  # it is there


def _changer(tenant: Tenant, user: User, stop: threading.Event) -> None:
    try:
        with speaking_for(tenant):
            request = Request.objects.order_by("-number")[0]
            while not stop.wait(CHANGE_EVERY):
                talk.comment(request, "Едем", by=user)
    finally:
        connections.close_all()


def _cookie(tenant: Tenant, user: User) -> str:
    client = Client(HTTP_HOST=f"{tenant.slug}.localhost:8000")
    with speaking_for(tenant):
        _sign_in(client, user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _poll(me: Browser, tenant: Tenant) -> float:
    """A poll that is answered with nothing; where a minute went by meanwhile it is asked anew."""
    with speaking_for(tenant):
        seen = quote(stamp(timezone.now()))
    started = time.perf_counter()
    status, _ = me.get(f"{ROWS}?seen={seen}")
    taken = time.perf_counter() - started
    return taken if status == 204 else _poll(me, tenant)


def _p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]
