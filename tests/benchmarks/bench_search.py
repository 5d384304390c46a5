"""«Найти» and the list of accounts at 100 000 accounts and at 1 000: time in the database, of the whole request, ratio.

Bars in milliseconds are the issue's own (10 in the database, 50 in the server), for the slowest of the questions; the
ratio is what does not depend on the machine.
"""

import re
import time
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.accounting.domain.finding import find
from crm.rights.enums import Role
from identity.models import User
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.benchmarks import books
from tests.benchmarks.harness import run
from tests.conftest import _sign_in, make_employee

FEW, MANY = 1_000, 100_000
IN_DATABASE, IN_SERVER = 10, 50  # milliseconds
TIMES = 5
QUESTIONS = (
    "00000421", "421", "000", "иванова", "ива", "и", "иванова нина", "ива ни", "нина иванова", "иванова н п",
    "ленина 1 12", "ленина 1-12", "8 марта 1 3", "50 лет октября 1 7", "ленина", "маркса 1", "иванова 12",
    "ленина 1 иванова", "кв 12", "89000007919", "7919", "7838", "лютик", "нетакой", "bdfyjdf", "ktybyf 1 12", "wwwwww",
)  # fmt: skip
# As many rows on the page at both sizes: drawing them is most of the work.
LISTS = ("/crm/accounts/", "/crm/accounts/?q=и", "/crm/accounts/?q=ленина+1+12", "/crm/accounts/?q=0000042")


def main() -> bool:
    few, many = _Company("beta", FEW), _Company("alpha", MANY)
    slowest = max(QUESTIONS, key=many.in_database)
    held = [
        _at_most("search_in_database", many.in_database(slowest), IN_DATABASE, slowest),
        _at_most("search_in_server", *many.slowest_request()),
        run(
            "search_at_100000_accounts",
            baseline=few.all_in_database,
            candidate=many.all_in_database,
            bar=2,
        ),
        run("account_lists_at_100000_accounts", baseline=few.lists, candidate=many.lists, bar=2),
    ]
    if few.queries_of_lists() != many.queries_of_lists():
        raise AssertionError(f"Queries grow: {few.queries_of_lists()} → {many.queries_of_lists()}")
    return all(held)


class _Company:
    """A company with so many accounts, and its dispatcher's browser."""

    def __init__(self, slug: str, accounts: int) -> None:
        self.tenant = Tenant.objects.get(slug=slug)
        with speaking_for(self.tenant):
            books.fill(accounts)
            self.user: User = make_employee(Role.DISPATCHER)
            self.client = Client(HTTP_HOST=f"{slug}.localhost:8000")
            _sign_in(self.client, self.user)

    def in_database(self, text: str) -> float:
        """Milliseconds that the database plans and executes the queries of a question, the best of several."""
        with speaking_for(self.tenant):
            with CaptureQueriesContext(connection) as asked:
                find(text, user=self.user)
            queries = [one["sql"] for one in asked if one["sql"].startswith("SELECT")]
            return min(sum(map(_planned_and_executed, queries)) for _ in range(TIMES))

    def all_in_database(self) -> float:
        """Seconds in the database of all the questions."""
        return sum(map(self.in_database, QUESTIONS)) / 1000

    def slowest_request(self) -> tuple[float, int, str]:
        """Milliseconds of the slowest request of suggestions, the bar, and what was asked.

        Of the process and of the database: what others do to the machine meanwhile is not counted.
        """
        taken = {text: self._request("/crm/find/suggest/", q=text) * 1000 for text in QUESTIONS}
        slowest = max(taken, key=taken.__getitem__)
        return taken[slowest] + self.in_database(slowest), IN_SERVER, slowest

    def lists(self) -> None:
        for url in LISTS:
            self._get(url)

    def queries_of_lists(self) -> list[int]:
        counted = []
        for url in LISTS:
            with CaptureQueriesContext(connection) as queries:
                self._get(url)
            counted.append(len(queries))
        return counted

    def _request(self, url: str, **query: str) -> float:
        return min(_timed(lambda: self._get(url, **query)) for _ in range(TIMES))

    def _get(self, url: str, **query: str) -> None:
        answer = self.client.get(url, query or None)
        assert answer.status_code == 200, (url, answer.status_code)


def _planned_and_executed(query: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, SUMMARY) {query}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    return sum(map(float, re.findall(r"(?:Planning|Execution) Time: ([\d.]+)", plan)))


def _timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _at_most(name: str, taken: float, bar: float, text: str) -> bool:
    verdict = "ok" if taken <= bar else "MISSED"
    print(f"BENCH {name} slowest={taken:.1f}ms («{text}») bar={bar}ms {verdict}", flush=True)  # noqa: T201  the report
    return taken <= bar
