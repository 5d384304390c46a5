import gc
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from crm.rights.enums import Role
from identity.models import Session, User
from tenants import changes
from tenants.context import speaking_for
from tenants.models import Tenant
from tests import database
from tests.emulators.stands import in_s3, s3_url, stand  # noqa: F401  fixtures
from tests.factories import EmployeeFactory

PASSWORD = "Сирень-под-окном-7"


def pytest_configure() -> None:
    """A hundred megabytes for the password of each test's people are not what the tests are about."""
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: looking for garbage among it takes a seventh of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> None:
    """Our own making of the test database takes the place of pytest-django's."""
    with django_db_blocker.unblock():
        database.prepare()


@pytest.fixture(autouse=True)
def _fresh_process_memory() -> Iterator[None]:
    """What a process remembers between requests starts empty in every test."""
    changes.forget_here()
    cache.clear()
    yield
    connection.set_schema_to_public()


@pytest.fixture(autouse=True)
def _letters_go_to_the_outbox(settings: Any) -> None:
    """pytest-django puts its own mail backend in the place of ours."""
    settings.EMAIL_BACKEND = "notifications.mail_backend.OutboxBackend"


@pytest.fixture(autouse=True)
def _own_files(tmp_path: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that a test writes go into its own folder."""
    from tenants import storage

    monkeypatch.setattr(storage.TenantStorage, "root", tmp_path / "media")
    monkeypatch.setattr(storage.PrivateTenantStorage, "root", tmp_path / "private")


@pytest.fixture
def alpha(db: None) -> Tenant:
    return Tenant.objects.get(slug="alpha")


@pytest.fixture
def beta(db: None) -> Tenant:
    return Tenant.objects.get(slug="beta")


@pytest.fixture
def tenant(alpha: Tenant) -> Iterator[Tenant]:
    """The test speaks for «УК Альфа»: the connection is in its schema."""
    with speaking_for(alpha):
        yield alpha


def make_employee(role: Role = Role.HEAD, email: str = "") -> User:
    """An employee of the current tenant with a known password."""
    employee = EmployeeFactory(role=role, **({"email": email} if email else {}))
    employee.user.set_password(PASSWORD)
    employee.user.save()
    return User.objects.get(pk=employee.user_id)


@pytest.fixture
def head(tenant: Tenant) -> User:
    return make_employee(Role.HEAD)


def forget_messages(client: Client) -> None:
    """What a walk over many pages is told and never looks at would pile up in the cookie, and be read at each page."""
    client.cookies.pop("messages", None)


def _sign_in(client: Client, user: User) -> None:
    """As one who has just signed in at a computer: the proof is fresh, and the session was seen."""
    client.force_login(user, backend="identity.backends.SignInBackend")
    session = client.session
    session["proved_at"] = int(time.time())
    session.save()
    Session.objects.filter(session_key=session.session_key).update(signed_in_at=timezone.now(), seen_at=timezone.now())


@pytest.fixture
def client_of() -> Callable[[Tenant | None], Client]:
    """A browser at a tenant's host, or at the platform's when there is no tenant."""

    def make(of: Tenant | None = None, user: User | None = None) -> Client:
        host = f"{of.slug}.localhost:8000" if of else "localhost:8000"
        client = Client(HTTP_HOST=host)
        if user:
            with speaking_for(of) if of else nullcontext():
                _sign_in(client, user)
        return client

    return make


@pytest.fixture
def staff(tenant: Tenant, client_of: Callable[..., Client]) -> Callable[[Role], Client]:
    """A browser of an employee of «УК Альфа» with the given role, signed in."""

    def make(role: Role = Role.HEAD) -> Client:
        return client_of(tenant, make_employee(role))

    return make


@pytest.fixture
def operator(db: None) -> User:
    """An operator of Бурмистр; the connection must be at the public schema."""
    return User.objects.create_superuser("operator@example.ru", PASSWORD, last_name="Оператор")
