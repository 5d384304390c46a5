"""Lint refuses a migration beside which the code that still runs would break, and lets the others through."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local.lint_migrations import ACCEPTED, refused
from tests.tenants.new_release import released

pytestmark = pytest.mark.integration

NEXT = "0999_next"
INDEX = 'models.Index(fields=["day"], name="snapshots_by_day")'


@pytest.fixture(autouse=True)
def _outside_a_transaction(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """As in `make lint`: nothing is written, and an index made CONCURRENTLY refuses to be in one."""
    with django_db_blocker.unblock():
        yield


def test_of_our_own_those_that_are_accepted_would_be_refused_and_no_others():
    assert refused(accepted=()) == len(ACCEPTED)
    assert all(ACCEPTED.values()), "each with its reason"


@pytest.mark.parametrize(
    ("app", "operation", "why"),
    [
        ("company", 'migrations.RemoveField("profile", "phone")', "DROPPING columns"),
        ("company", 'migrations.RenameField("profile", "phone", "telephone")', "RENAMING columns"),
        ("company", 'migrations.RenameModel("Profile", "Company")', "RENAMING tables"),
        ("company", 'migrations.DeleteModel("Profile")', "DROPPING table"),
        ("company", 'migrations.AddField("profile", "x", models.IntegerField(default=1))', "NOT NULL"),
        ("company", 'migrations.AddField("profile", "x", models.CharField(max_length=9, default=""))', "NOT NULL"),
        ("company", 'migrations.AlterField("profile", "phone", models.IntegerField(null=True))', "ALTERING columns"),
        (
            "company",
            'migrations.AddConstraint("profile", models.UniqueConstraint(fields=["phone"], name="one_phone"))',
            "unique constraint",
        ),
        ("company", 'migrations.RunSQL("ALTER TABLE company_profile DROP COLUMN phone")', "DROPPING columns"),
        ("billing", f'migrations.AddIndex("snapshot", {INDEX})', "CREATE INDEX locks table"),
    ],
)
def test_it_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], app: str, operation: str, why: str):
    with released(tmp_path, operation, app=app):
        assert refused(only=NEXT) == 1
    said = capsys.readouterr().out
    assert f"({app}, {NEXT})... ERR" in said
    assert why in said


@pytest.mark.parametrize(
    ("app", "operation"),
    [
        ("company", 'migrations.AddField("profile", "x", models.IntegerField(null=True))'),
        ("company", 'migrations.AddField("profile", "x", models.CharField(max_length=9, default="", db_default=""))'),
        ("company", 'migrations.CreateModel("Probe", [("id", models.BigAutoField(primary_key=True))])'),
        ("company", 'migrations.AddIndex("profile", models.Index(fields=["phone"], name="by_phone"))'),
        ("billing", f'AddIndexConcurrently("snapshot", {INDEX})'),
    ],
)
def test_it_goes_through(tmp_path: Path, app: str, operation: str):
    with released(tmp_path, operation, app=app, atomic="Concurrently" not in operation):
        assert refused(only=NEXT) == 0
