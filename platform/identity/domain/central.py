"""Central sign-in: which companies a login and a password fit.

Unknown login, wrong password and an account without access look the same and cost the same: always `CHECKS`
companies are asked by the same code, and where fewer know the login the template schema, in which nobody lives, is
asked in their stead. That is the same number of hashes, queries and changes of schema each time. A login that more
companies know reaches the first `CHECKS` of them from here, and the others at their own address.
"""

import logging
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import ProgrammingError, transaction

from identity.backends import SignInBackend
from identity.domain.passwords import send_link
from identity.logins import normalise_login
from identity.models import User
from tenants.context import in_schema, speaking_for
from tenants.domain import directory
from tenants.domain.template import TEMPLATE_SCHEMA
from tenants.models import Tenant

log = logging.getLogger(__name__)

CHECKS = 3
LETTERS = 10  # companies that write to one who forgot the password


@dataclass(frozen=True)
class Entrance:
    """A company that the person may enter."""

    tenant: Tenant
    user: User


def entrances(*, login: str, password: str) -> list[Entrance]:
    """The companies where login and password fit, at most `CHECKS`. Must be asked on the platform's side.

    Source: manual section 1, «Личный кабинет».
    """
    digest = directory.digest_of(normalise_login(login))
    tenants = [key.tenant for key in directory.find(digest, limit=CHECKS)]
    nobodys = [TEMPLATE_SCHEMA] * (CHECKS - len(tenants))
    found = [
        _check(schema, login=login, password=password)
        for schema in [*(tenant.schema_name for tenant in tenants), *nobodys]
    ]
    fitting = [Entrance(tenant, user) for tenant, user in zip(tenants, found, strict=False) if user]
    log.info("central sign-in of %s: %d fit", digest.hex()[:8], len(fitting))
    return fitting


def _check(schema: str, *, login: str, password: str) -> User | None:
    with in_schema(schema):
        try:
            with transaction.atomic():
                return SignInBackend().authenticate(None, username=login, password=password)
        except ProgrammingError:  # in maintenance: the schema is not yet what this code reads
            log.warning("central sign-in cannot read %s", schema)
            make_password(password)
            return None


def send_password_links(digest: bytes) -> None:
    """E-mail a link for a new password from each company that knows this login. Nobody knows it: nothing happens."""
    for key in directory.find(digest, limit=LETTERS):
        with speaking_for(key.tenant):
            if user := User.objects.filter(pk=key.person, is_active=True).first():
                send_link(user)
