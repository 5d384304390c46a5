"""Concurrency needs rows that other connections see, and books that nobody can delete from.

So these tests work in a copy of the prepared database of their own, which is thrown away as a whole.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from tenants.models import Tenant
from tests import database


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[Callable[[], Tenant]]:
    """Autocommit in a database of one's own; call it for a company."""
    name = settings.DATABASES["default"]["NAME"]
    with django_db_blocker.unblock():
        database.copy("committed")
        database.point_at("committed")
        try:
            yield lambda: Tenant.objects.get(slug="alpha")
        finally:
            connections.close_all()
            database.point_at(name)
