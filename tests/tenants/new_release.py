"""A release with one migration more than the code has: written into a folder, loaded through MIGRATION_MODULES."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from tenants.domain import template

# A table, then a column; in between it waits where a test has said so.
PROBE = """
    migrations.CreateModel("Probe", [("id", models.BigAutoField(primary_key=True))]),
    migrations.RunSQL({sql!r}, migrations.RunSQL.noop),
    migrations.AddField("probe", "note", models.CharField(max_length=9, db_default="")),
"""
WAIT = "SELECT pg_sleep(seconds) FROM public.probe_waits WHERE schema_name = current_schema()"

_TEXT = """
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

class Migration(migrations.Migration):
    atomic = {atomic}
    dependencies = [("{app}", "{last}")]
    operations = [{operations}]
"""


@contextmanager
def released(
    folder: Path, operations: str = PROBE.format(sql="SELECT 1"), *, app: str = "rights", atomic: bool = True
) -> Iterator[None]:
    """From now on this process runs the new release: `app` has a migration with `operations` after all others."""
    package = folder / f"release_of_{app}"
    before = Path(apps.get_app_config(app).path) / "migrations"
    shutil.copytree(before, package, ignore=shutil.ignore_patterns("__pycache__"))
    last = max(path.stem for path in package.glob("0*.py"))
    text = _TEXT.format(atomic=atomic, app=app, last=last, operations=operations)
    (package / "0999_next.py").write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        patch.setattr(settings, "MIGRATION_MODULES", {app: package.name})
        template.migrations_fingerprint.cache_clear()
        yield
    template.migrations_fingerprint.cache_clear()
    for name in [name for name in sys.modules if name.partition(".")[0] == package.name]:
        del sys.modules[name]
