"""Central sign-in that does not fit: an unknown login, a wrong password and a locked account, whole requests.

Each pair is compared both ways, so that neither may take more than a tenth longer than the other.
"""

import itertools
import time
from collections.abc import Callable

from django.core.cache import cache
from django.test import Client

from identity.models import User
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.benchmarks.harness import run

BAR = 1.1
PASSWORD = "Сирень-под-окном-7"
TRIES = 5  # in one measurement: single hashes spread more than what is looked for


def main() -> bool:
    _people()
    unknown, wrong, locked = attempt("nobody@example.ru"), attempt("nina@example.ru"), attempt("left@example.ru")
    pairs = {"wrong_vs_unknown": (unknown, wrong), "locked_vs_unknown": (unknown, locked)}
    held = [
        run(f"sign_in_{name}{way}", baseline=one, candidate=other, bar=BAR, rounds=15)
        for name, pair in pairs.items()
        for way, (one, other) in zip(("", "_reversed"), itertools.permutations(pair), strict=True)
    ]
    return all(held)


def attempt(login: str) -> Callable[[], float]:
    """Requests of one login; the throttle forgets before each, which is not timed."""
    client = Client(HTTP_HOST="localhost:8000")

    def measure() -> float:
        return sum(_once(client, login) for _ in range(TRIES))

    return measure


def _once(client: Client, login: str) -> float:
    cache.clear()
    started = time.perf_counter()
    answer = client.post("/kabinet/", {"username": login, "password": "Не-тот-пароль-1"})
    taken = time.perf_counter() - started
    assert answer.status_code == 422
    return taken


def _people() -> None:
    with speaking_for(Tenant.objects.get(slug="alpha")):
        User.objects.create_user("nina@example.ru", PASSWORD, last_name="Иванова", is_staff=True)
        User.objects.create_user("left@example.ru", PASSWORD, last_name="Петрова", is_staff=True, is_active=False)
