"""Central sign-in that does not fit: an unknown login, a wrong password and a locked account, whole requests.

The ratio to an unknown login has a bar on both sides: neither slower nor faster may tell anything.
"""

import time
from collections.abc import Callable

from django.core.cache import cache
from django.test import Client

from identity.models import User
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.benchmarks.harness import report

AT_MOST, AT_LEAST = 1.1, 0.9
PASSWORD = "Сирень-под-окном-7"
ROUNDS, TRIES = 15, 2  # single hashes spread more than what is looked for


def main() -> bool:
    _people()
    attempts = {name: attempt(f"{name}@example.ru") for name in ("nobody", "nina", "left")}
    rounds = [_round(attempts, turn) for turn in range(ROUNDS + 1)][1:]  # the first one warms up
    return all(
        [
            _report("sign_in_wrong_password", [taken["nina"] / taken["nobody"] for taken in rounds]),
            _report("sign_in_locked_account", [taken["left"] / taken["nobody"] for taken in rounds]),
        ]
    )


def _round(attempts: dict[str, Callable[[], float]], turn: int) -> dict[str, float]:
    """Each once, another one first each time."""
    names = list(attempts)[turn % 3 :] + list(attempts)[: turn % 3]
    return {name: attempts[name]() for name in names}


def _report(name: str, ratios: list[float]) -> bool:
    upper = report(name, ratios, bar=AT_MOST)
    return report(f"{name}_at_least", ratios, bar=AT_LEAST, at_least=True) and upper


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
