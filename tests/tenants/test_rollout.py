"""A release comes to many companies: first ring, then the rest; who fails is in maintenance, the others go on."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from io import StringIO
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from celery import shared_task
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.accounting.models import Account
from tenants import tasks
from tenants.context import in_schema, speaking_for
from tenants.domain import rollout, template
from tenants.errors import DomainError
from tenants.models import KeptScript, Tenant
from tests import database
from tests.tenants.new_release import PROBE, WAIT, released

pytestmark = pytest.mark.integration

FAST_ENOUGH = 20  # seconds to wait for another process


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Autocommit in a database of one's own, as other processes have to see the rows."""
    with django_db_blocker.unblock(), database.own_copy("rollout"):
        yield


@pytest.fixture
def release(committed: None, tmp_path: Path) -> Iterator[None]:
    """The code has one migration more than any schema."""
    with released(tmp_path):
        yield


@pytest.fixture
def slow_release(committed: None, tmp_path: Path) -> Iterator[None]:
    """The same, and in «Бета» it takes its time."""
    execute("CREATE TABLE public.probe_waits (schema_name text, seconds float)")
    execute("INSERT INTO public.probe_waits VALUES ('uk_beta', 60)")
    with released(tmp_path, PROBE.format(sql=WAIT)):
        yield


def execute(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone() if cursor.description else None


def standing_in_the_way(schema: str) -> None:
    """A table of this name is there already: the migration fails."""
    execute(f"CREATE TABLE {schema}.rights_probe ()")


def has_probe(schema: str) -> bool:
    return execute(f"SELECT to_regclass('{schema}.rights_probe') IS NOT NULL") == (True,)


def company(slug: str) -> Tenant:
    return Tenant.objects.get(slug=slug)


def migrate(**options: Any) -> str:
    out = StringIO()
    call_command("migrate", verbosity=0, stdout=out, **{"workers": 2, **options})
    return out.getvalue()


def at_work(schema: str) -> bool:
    """Some process is inside the migration of this schema."""
    found = execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"
    )
    return found == (1,) and not has_probe(schema)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + FAST_ENOUGH
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def in_another_process(work: Callable[[], Any]) -> BaseProcess:
    """As from another terminal: with a process group of its own, so that it can be killed with its children."""

    def run() -> None:
        os.setsid()
        work()

    connections.close_all()
    process = get_context("fork").Process(target=run)
    process.start()
    return process


def test_every_company_and_the_template_come_to_the_new_release(release):
    report = migrate()

    for schema in (template.TEMPLATE_SCHEMA, "uk_alpha", "uk_beta"):
        assert has_probe(schema), schema
    for tenant in Tenant.objects.all():
        assert tenant.schema_fingerprint == template.migrations_fingerprint()
        assert tenant.migration_seconds > 0
        assert not tenant.maintenance_since
        assert f"{tenant.schema_name} " in report
    assert KeptScript.objects.filter(fingerprint=template.migrations_fingerprint()).count() == 1
    template.make_schema("uk_new")
    assert has_probe("uk_new"), "a new company begins where the others stand"


def test_who_fails_is_in_maintenance_and_the_others_go_on(release, client_of):
    standing_in_the_way("uk_alpha")

    with pytest.raises(CommandError, match="1 of 2") as stopped:
        migrate()

    assert stopped.value.returncode == 2
    alpha, beta = company("alpha"), company("beta")
    assert alpha.maintenance_since
    assert 'relation "rights_probe" already exists' in alpha.maintenance_reason
    assert alpha.schema_fingerprint != template.migrations_fingerprint()
    assert has_probe("uk_beta")
    assert not beta.maintenance_since
    for path in ("/", "/crm/", "/crm/login/"):
        answer = client_of(alpha).get(path)
        assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "300", "no-store"), path
        assert "Сайт на обслуживании" in answer.content.decode()
    assert client_of(beta).get("/").status_code == 200


def test_nothing_of_a_failed_release_stays(committed, tmp_path: Path):
    """The table comes before the statement that fails: both are gone."""
    execute("CREATE TABLE public.probe_waits (schema_name text, seconds text)")
    execute("INSERT INTO public.probe_waits VALUES ('uk_alpha', '0')")
    with released(tmp_path, PROBE.format(sql=WAIT)):
        template.migrate_schema("public")
        with pytest.raises(Exception, match="pg_sleep"):
            template.migrate_whole("uk_alpha")
    assert not has_probe("uk_alpha")


def test_a_migration_that_refuses_a_transaction_is_run_without_one(committed, tmp_path: Path):
    index = 'AddIndexConcurrently("profile", models.Index(fields=["phone"], name="by_phone"))'
    with released(tmp_path, index, app="company", atomic=False):
        migrate()
    for schema in (template.TEMPLATE_SCHEMA, "uk_alpha", "uk_beta"):
        assert execute(f"SELECT indisvalid FROM pg_index WHERE indexrelid = '{schema}.by_phone'::regclass") == (True,)


def test_who_waits_for_its_turn_goes_on_working(release, client_of):
    """The code of the next release beside the schema of the last one, for the seconds of a deploy."""
    assert company("alpha") in rollout.behind()
    assert client_of(company("alpha")).get("/").status_code == 200


def test_mended_and_repeated_it_works_again(release, client_of):
    standing_in_the_way("uk_alpha")
    with pytest.raises(CommandError):
        migrate()
    execute("DROP TABLE uk_alpha.rights_probe")

    tasks.migrate.delay(company("alpha").pk)

    alpha = company("alpha")
    assert (alpha.maintenance_since, alpha.maintenance_reason) == (None, "")
    assert alpha.schema_fingerprint == template.migrations_fingerprint()
    assert client_of(alpha).get("/").status_code == 200
    assert migrate() == "", "nothing is left to do"


def test_the_dispatchers_phone_stands_on_the_page(release, client_of):
    from crm.company.models import Profile

    with in_schema("uk_alpha"):
        Profile.objects.update(emergency_phone="+7 342 200-11-22, 200-11-23")
    standing_in_the_way("uk_alpha")
    with pytest.raises(CommandError):
        migrate()

    assert 'href="tel:+73422001122"' in client_of(company("alpha")).get("/").content.decode()


def test_the_page_stands_in_a_schema_that_the_code_does_not_fit(release, client_of):
    Tenant.objects.filter(slug="alpha").update(maintenance_since="2026-11-24T00:00Z")
    execute("ALTER TABLE uk_alpha.company_profile RENAME TO company_gone")

    assert client_of(company("alpha")).get("/").status_code == 503


class TestFirstRing:
    @pytest.fixture(autouse=True)
    def _alpha_goes_first(self, release: None) -> None:
        Tenant.objects.filter(slug="alpha").update(first_ring=True)
        standing_in_the_way("uk_alpha")

    def test_if_it_fails_the_rest_is_not_started(self):
        with pytest.raises(CommandError, match="1 companies not started") as stopped:
            migrate()

        assert stopped.value.returncode == 1
        assert has_probe(template.TEMPLATE_SCHEMA), "the template goes before all"
        assert not has_probe("uk_beta")
        assert not company("beta").maintenance_since

    def test_unless_told_otherwise(self):
        with pytest.raises(CommandError, match="1 of 2"):
            migrate(past_ring=True)

        assert has_probe("uk_beta")

    def test_once_mended_all_go_on(self):
        with pytest.raises(CommandError):
            migrate()
        execute("DROP TABLE uk_alpha.rights_probe")

        report = migrate().splitlines()

        assert [line.split()[0] for line in report] == ["uk_alpha", "uk_beta"]
        assert "first ring" in report[0]
        assert has_probe("uk_beta")


def test_a_run_that_is_killed_goes_on_when_started_again(slow_release):
    run = in_another_process(lambda: migrate(workers=1))
    until(lambda: at_work("uk_beta"))
    os.killpg(run.pid, signal.SIGKILL)
    run.join()
    assert (has_probe("uk_alpha"), has_probe("uk_beta")) == (True, False)
    assert not company("beta").maintenance_since, "nobody failed"
    done = company("alpha").migrated_at

    execute("DELETE FROM public.probe_waits")
    report = migrate()

    assert has_probe("uk_beta")
    assert "uk_alpha" not in report
    assert company("alpha").migrated_at == done


def test_a_company_whose_process_dies_is_in_maintenance(slow_release):
    run = in_another_process(lambda: migrate(workers=2))
    until(lambda: at_work("uk_beta"))
    execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
    run.join(FAST_ENOUGH)

    assert run.exitcode == 1
    assert company("beta").maintenance_since
    assert has_probe("uk_alpha")


def test_two_runs_at_once_do_each_company_once(slow_release):
    first = in_another_process(lambda: migrate(workers=1))
    until(lambda: at_work("uk_beta"))
    second = in_another_process(lambda: migrate(workers=1))
    until(lambda: waiting_for_a_lock() == 1)

    execute("DELETE FROM public.probe_waits")
    execute("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
    for run in (first, second):
        run.join(FAST_ENOUGH)

    # The first was stopped in the middle of it, the second then found it undone, and mended it.
    assert (first.exitcode, second.exitcode) == (1, 0)
    assert has_probe("uk_beta")
    assert not company("beta").maintenance_since


def waiting_for_a_lock() -> int:
    [number] = execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    return int(number)


def test_with_nothing_to_migrate_the_number_of_companies_does_not_matter(db, django_assert_num_queries):
    Tenant.objects.bulk_create(row(number) for number in range(300))

    with django_assert_num_queries(1):
        report = rollout.roll_out(workers=2)

    assert report.tenants == []


def row(number: int) -> Tenant:
    """A company of which only the row is there."""
    return Tenant(
        schema_name=f"uk_row_{number}", slug=f"row-{number}", inn=f"{number:010}", short_name="УК", full_name="УК",
        state="active", schema_fingerprint=template.migrations_fingerprint(),
    )  # fmt: skip


def test_the_question_is_answered_by_indexes(db):
    Tenant.objects.bulk_create(row(number) for number in range(3000))
    execute("ANALYZE tenants_tenant")

    plan = rollout.behind().explain()

    assert "tenants_by_fingerprint" in plan
    assert "tenants_in_maintenance" in plan
    assert "Seq Scan" not in plan


def test_a_company_that_moved_away_is_left_alone(alpha: Tenant):
    Tenant.objects.filter(pk=alpha.pk).update(
        state="archived", read_only_since="2026-11-24T00:00Z", schema_fingerprint="older"
    )
    assert list(rollout.behind()) == []


def test_a_company_that_is_read_only_waits(alpha: Tenant):
    Tenant.objects.filter(pk=alpha.pk).update(read_only_since="2026-11-24T00:00Z", schema_fingerprint="older")

    assert "только для чтения" in rollout.migrate_tenant(alpha.pk).maintenance_reason


def test_what_is_told_of_an_error_holds_no_row():
    error = ValueError('duplicate key value violates "x"\nDETAIL: Key (phone)=(+79120000000) already exists.')
    assert rollout._in_short(error) == 'ValueError: duplicate key value violates "x"'


class TestOldCode:
    """A process of the release that is being replaced sees schemas that are newer than its own migrations."""

    @pytest.fixture(autouse=True)
    def _a_newer_release_has_begun(self, db: None) -> None:
        KeptScript.objects.create(fingerprint="newer", script=b"")

    def test_it_repeats_nothing(self, alpha: Tenant):
        with pytest.raises(DomainError, match="прежняя версия"):
            rollout.repeat(alpha.pk)

    def test_once_it_is_deployed_again_it_counts_as_the_newest(self, alpha: Tenant):
        Tenant.objects.update(schema_fingerprint="newer", maintenance_since="2026-11-24T00:00Z")

        template.migrate_template()
        rollout.repeat(alpha.pk)

        alpha.refresh_from_db()
        assert (alpha.schema_fingerprint, alpha.maintenance_since) == (template.migrations_fingerprint(), None)


ran: list[str] = []


@shared_task(name="tests.note_schema", max_retries=0)
def note() -> None:
    ran.append(connection.schema_name)


class TestTasks:
    """A task of a company in maintenance is not lost: it comes again when that is over."""

    @pytest.fixture(autouse=True)
    def _alpha_is_in_maintenance(self, alpha: Tenant) -> None:
        ran.clear()
        Tenant.objects.filter(pk=alpha.pk).update(maintenance_since="2026-11-24T00:00Z")

    def test_it_waits_and_then_runs(self, alpha: Tenant, beta: Tenant):
        for tenant in (alpha, beta):
            with speaking_for(tenant):
                state = note.delay().state
            assert (tenant.slug, state) in {("alpha", "RETRY"), ("beta", "SUCCESS")}
        assert ran == ["uk_beta"]

        Tenant.objects.filter(pk=alpha.pk).update(maintenance_since=None)
        with speaking_for(alpha):
            assert note.delay().state == "SUCCESS"

    def test_it_is_sent_again_with_the_same_id_and_no_try_is_counted(self, alpha: Tenant, monkeypatch: Any):
        from celery.app.task import Task
        from celery.exceptions import Retry

        sent: list[dict[str, Any]] = []
        monkeypatch.setattr(Task, "apply_async", lambda self, args, kwargs, **options: sent.append(options))
        note.push_request(id="one", retries=0, is_eager=False, args=[], kwargs={}, tenant_schema="uk_alpha")
        try:
            with pytest.raises(Retry):
                note()
        finally:
            note.pop_request()

        [options] = sent
        assert (options["task_id"], options["retries"], options["countdown"]) == ("one", 0, tasks.MAINTENANCE_PAUSE)
        assert options["headers"]["tenant_schema"] == "uk_alpha"

    def test_tasks_of_the_platform_do_not_wait(self):
        with in_schema("public"):
            assert note.delay().state == "SUCCESS"


def test_other_processes_hear_of_a_maintenance(alpha: Tenant, client_of: Callable[..., Client]):
    assert client_of(alpha).get("/").status_code == 200
    rollout._keep(alpha, error="x", seconds=1)
    assert client_of(alpha).get("/").status_code == 503
    rollout._keep(alpha, seconds=1)
    assert client_of(alpha).get("/").status_code == 200


@pytest.mark.django_db
def test_a_trigger_of_one_schema_touches_nothing_that_another_writes(alpha: Tenant):
    install = Account._meta.triggers[0].compile(Account).install_sql
    with (
        in_schema(alpha.schema_name),
        CaptureQueriesContext(connection) as asked,
        connection.schema_editor(atomic=False) as editor,
    ):
        editor.execute(install, params=None)

    written = " ".join(query["sql"] for query in asked)
    assert "CREATE OR REPLACE FUNCTION pgtrigger_" in written
    assert 'CREATE OR REPLACE FUNCTION "public"' not in written
