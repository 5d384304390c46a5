"""Concurrency needs rows that other connections see, and books that nobody can delete from.

So these tests work in a copy of the prepared database of their own, which is thrown away as a whole.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tenants.models import Tenant
from tests import database


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[Callable[[], Tenant]]:
    """Autocommit in a database of one's own; call it for a company."""
    with django_db_blocker.unblock(), database.own_copy("committed"):
        yield lambda: Tenant.objects.get(slug="alpha")
