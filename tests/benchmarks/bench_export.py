"""The list of 100 000 accounts as XLSX and CSV: the memory that sending it adds to a web process.

The process itself weighs some 190 MB with nothing to do, all modules loaded; what counts is that a list of any length
adds little to it.
"""

import os
import subprocess
import sys

from django.db import connection
from django.test import Client

from crm.rights.enums import Role
from files.spreadsheets import FORMS
from identity.models import User
from tenants.context import speaking_for
from tenants.models import Tenant
from tests import database
from tests.benchmarks import books
from tests.benchmarks.bench_import import _peak
from tests.conftest import _sign_in, make_employee

ROWS = 100_000
MAX_MEGABYTES = 60  # on top of an idle process
_SENDER = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from tests.benchmarks.bench_export import sender
sender(*sys.argv[1:])
"""


def main() -> bool:
    tenant = Tenant.objects.get(slug="alpha")
    with speaking_for(tenant):
        books.fill(ROWS)
        make_employee(Role.ACCOUNTANT)  # here: hashing a password takes memory that an export does not
    held = [_memory_of(form) for form in FORMS]  # every one is measured, whatever the others say
    return all(held)


def _memory_of(form: str) -> bool:
    """Peak of a process that does nothing else than send one file."""
    answer = subprocess.run(
        [sys.executable, "-c", _SENDER, connection.settings_dict["NAME"], form],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([".", "platform"])},
    )
    before, peak, size = (int(word) for word in answer.stdout.split()[-3:])
    held = peak - before <= MAX_MEGABYTES
    verdict = "ok" if held else "MISSED"
    print(  # noqa: T201  the report
        f"BENCH export_memory_{form} added={peak - before}MB (idle {before}MB, peak {peak}MB, file {size // 1024}KB) "
        f"bar={MAX_MEGABYTES}MB {verdict}",
        flush=True,
    )
    return held


def sender(name: str, form: str) -> None:
    """What the child process does: prints its peak before and after, in megabytes, and the bytes that it sent."""
    database.point_at(name)
    tenant = Tenant.objects.get(slug="alpha")
    with speaking_for(tenant):
        client = Client(HTTP_HOST="alpha.localhost:8000")
        _sign_in(client, User.objects.get(email="accountant@example.ru"))
    before = _peak()
    answer = client.get("/crm/accounts/", {"export": form})
    assert answer.status_code == 200, answer.status_code
    size = sum(len(part) for part in answer.streaming_content)
    assert size > ROWS * 10, size
    print(before, _peak(), size)  # noqa: T201  read by the parent
