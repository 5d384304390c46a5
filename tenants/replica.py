"""Heavy reading (exports, figures) from a copy of the database that stands beside the primary.

Never automatic: a copy is some moments behind, so what shows people their own writing reads the primary. Without
`DATABASE_REPLICA_URLS`, or when no copy serves, everything is read from the primary.
"""

import logging
import random
import time
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error
from django.db import connections as _connections

from tenants.connection import connection

log = logging.getLogger(__name__)

connections: Any = _connections  # with what django-tenants adds to each

_FRESH = "60 seconds"  # a copy further behind is not read; also what two machines' clocks may differ by
_REST = 30.0  # seconds for which a copy that did not serve is not asked again

# Without this schema a name would be looked up in `public`, and what stands there is not the tenant's.
_SERVES = """
    SELECT to_regnamespace(%s) IS NOT NULL
       AND coalesce(now() - pg_last_xact_replay_timestamp() < %s::interval, true)
"""

_resting_until: dict[str, float] = {}


def replica() -> str:
    """The database to read much from, pointed at the current tenant: `Account.objects.using(replica())`.

    Costs one short query, and at most seconds when a copy has just gone away. What the running transaction has
    written is not seen there.
    """
    for alias in _copies():
        if _resting_until.get(alias, 0.0) < time.monotonic() and _serves(alias):
            connections[alias].set_tenant(connection.tenant)
            return alias
    return DEFAULT_DB_ALIAS


def _copies() -> list[str]:
    aliases = [alias for alias in settings.DATABASES if alias != DEFAULT_DB_ALIAS]
    return random.sample(aliases, len(aliases))  # the load is spread without anybody counting


def _serves(alias: str) -> bool:
    schema = connection.schema_name
    copy = connections[alias]
    copy.set_schema_to_public()
    try:
        with copy.cursor() as cursor:
            cursor.execute(_SERVES, [schema, _FRESH])
            (fresh,) = cursor.fetchone()
    except Error as error:
        copy.close()
        log.warning("%s does not answer, reading from the primary: %s", alias, error)
        fresh = False
    if not fresh:
        _resting_until[alias] = time.monotonic() + _REST
    return bool(fresh)
