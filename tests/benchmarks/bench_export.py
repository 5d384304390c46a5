"""The list of 100 000 accounts as XLSX and CSV: the memory that sending it adds to a web process.

All modules of the service are loaded and none of the tests; a list of any length adds little to that.
"""

import os
import subprocess
import sys

from django.conf import settings
from django.db import connection
from django.test import Client

from crm.rights.enums import Role
from files.spreadsheets import FORMS
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.benchmarks import books
from tests.conftest import _sign_in, make_employee

ROWS = 100_000
MAX_MEGABYTES = 200
# `argv` is the database, the session and the form; prints the peak before and after, and the bytes that were sent.
_SENDER = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from django.conf import settings
from django.db import connection
from django.test import Client
from tests.benchmarks.memory import peak
connection.settings_dict["NAME"] = sys.argv[1]
client = Client(HTTP_HOST="alpha.localhost:8000")
client.cookies[settings.SESSION_COOKIE_NAME] = sys.argv[2]
client.get("/crm/accounts/")
before = peak()
answer = client.get("/crm/accounts/", {"export": sys.argv[3]})
assert answer.status_code == 200, answer.status_code
size = sum(len(part) for part in answer.streaming_content)
print(before, peak(), size)
"""


def main() -> bool:
    tenant = Tenant.objects.get(slug="alpha")
    with speaking_for(tenant):
        books.fill(ROWS)
        client = Client(HTTP_HOST="alpha.localhost:8000")
        _sign_in(client, make_employee(Role.ACCOUNTANT))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    held = [_memory_of(form, session) for form in FORMS]  # every one is measured, whatever the others say
    return all(held)


def _memory_of(form: str, session: str) -> bool:
    """Peak of a process that does nothing else than show the list and send one file."""
    answer = subprocess.run(
        [sys.executable, "-c", _SENDER, connection.settings_dict["NAME"], session, form],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([".", "platform"])},
    )
    before, most, size = (int(word) for word in answer.stdout.split()[-3:])
    if size < ROWS * 10:
        raise AssertionError(f"The file is not whole: {size} bytes")
    held = most <= MAX_MEGABYTES
    verdict = "ok" if held else "MISSED"
    print(  # noqa: T201  the report
        f"BENCH export_memory_{form} peak={most}MB (before {before}MB, file {size // 1024}KB) "
        f"bar={MAX_MEGABYTES}MB {verdict}",
        flush=True,
    )
    return held
