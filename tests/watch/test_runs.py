"""The record of runs: which tasks leave a row, and starting a failed one again exactly once."""

from datetime import timedelta
from typing import Any

import pytest
from celery import shared_task
from celery.schedules import crontab
from django.db import DatabaseError, OperationalError
from django.utils import timezone

from identity.models import User
from tenants.connection import connection
from tenants.context import in_schema
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.watch.conftest import Lines
from watch.domain import runs, schedule
from watch.enums import RunState
from watch.models import TaskRun

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

seen: list[tuple[str, Any]] = []
trouble: list[BaseException] = []


@shared_task(name="test.work", title="Работа")
def work(number: Any) -> None:
    seen.append((connection.schema_name, number))
    if trouble:
        raise trouble[0]


@pytest.fixture(autouse=True)
def _forget(settings: Any):
    seen.clear()
    trouble.clear()


def fail(error: BaseException, number: Any = 7) -> TaskRun:
    """Let the task fail for «Альфа» and return the row of it."""
    trouble[:] = [error]
    work.delay(number)
    trouble.clear()
    with in_schema("public"):
        return TaskRun.objects.get(name="test.work", again_of=None)


def test_a_task_that_goes_well_leaves_no_row(tenant: Tenant):
    work.delay(7)
    with in_schema("public"):
        assert not TaskRun.objects.exists()


def test_a_periodic_task_leaves_its_row(db: None):
    from watch.tasks import clean_up, pulse

    clean_up.delay()
    pulse.delay()

    run = TaskRun.objects.get()
    assert (run.name, run.state, run.attempts, run.schema_name) == ("watch.clean_up", "done", 1, "public")
    assert run.ended_at >= run.started_at


def test_a_failure_is_kept_in_plain_words_with_what_one_needs_to_mend_it(tenant: Tenant, written: Lines):
    run = fail(OperationalError("server closed the connection of a@example.ru"))

    assert run.error == "База данных не ответила."
    assert "OperationalError: server closed" in run.details
    assert "a@example.ru" not in run.details
    assert (run.state, run.schema_name, run.arguments) == ("failed", "uk_alpha", [[7], {}])
    (line,) = [line for line in written() if line["event"] == "task"]
    assert (line["outcome"], line["request_id"], line["tenant"]) == ("failed", run.request_id, "uk_alpha")


def test_a_task_that_tries_again_says_why(tenant: Tenant, written: Lines):
    trouble[:] = [OSError("nobody at a@example.ru")]
    patient.delay()

    lines = [line for line in written() if line["event"] == "task"]
    assert [line["outcome"] for line in lines] == ["retry", "ok"]
    assert lines[0]["error"] == "OSError: nobody at [e-mail]"
    assert "error" not in lines[1]


@shared_task(name="test.patient", title="Терпение", bind=True, max_retries=1)
def patient(self: Any) -> None:
    if trouble:
        raise self.retry(exc=trouble.pop(), countdown=0)


def test_arguments_that_may_be_somebodys_data_are_not_kept(tenant: Tenant):
    assert fail(ValueError("x"), number="a@example.ru").arguments is None
    assert runs.kept_arguments([1, "2026-11", None], {"state": "new"}) == [[1, "2026-11", None], {"state": "new"}]
    assert runs.kept_arguments(["Иванова Анна"], {}) is None
    assert runs.kept_arguments(["79020000000"], {}) is None
    assert runs.kept_arguments([{"phone": "+7902"}], {}) is None


def test_a_failed_run_is_started_again_once_for_the_same_company(
    tenant: Tenant, operator_of_public: User, django_capture_on_commit_callbacks: Any
):
    run = fail(OSError("away"))
    seen.clear()

    with in_schema("public"), django_capture_on_commit_callbacks(execute=True):
        new = runs.run_again(run.pk, by=operator_of_public)
        assert (new.state, seen) == (RunState.WAITING, [])
    with in_schema("public"), pytest.raises(DomainError, match="уже запустили"):
        runs.run_again(run.pk, by=operator_of_public)

    assert seen == [("uk_alpha", 7)]
    with in_schema("public"):
        new.refresh_from_db()
        assert (new.state, new.again_of_id, new.started_by_id) == ("done", run.pk, operator_of_public.pk)
        assert new.request_id == run.request_id, "one id leads from the click to the second try"


@pytest.fixture
def operator_of_public(db: None) -> User:
    with in_schema("public"):
        return User.objects.create_superuser("operator@example.ru", "x", last_name="Оператор")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": RunState.DONE}, "не удалась"),
        ({"name": "gone.task"}, "больше нет"),
        ({"arguments": None}, "не храним"),
        ({"schema_name": "uk_gone"}, "больше нет"),
    ],
)
def test_what_cannot_be_started_again_says_why(
    tenant: Tenant, operator_of_public: User, change: dict[str, Any], words: str
):
    run = fail(OSError("away"))
    with in_schema("public"):
        TaskRun.objects.filter(pk=run.pk).update(**change)
        with pytest.raises(DomainError, match=words):
            runs.run_again(run.pk, by=operator_of_public)


def test_a_record_that_cannot_be_written_does_not_fail_the_task(db: None, monkeypatch: pytest.MonkeyPatch):
    from watch.tasks import clean_up

    def away(**_: Any) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(TaskRun.objects, "get_or_create", away)
    assert clean_up.delay().state == "SUCCESS"


def test_old_runs_are_forgotten(db: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(runs, "KEEP_RUNS", 3)

    def make(number: int, state: str, days: int) -> None:
        at = timezone.now() - timedelta(days=days)
        TaskRun.objects.create(task_id=str(number), name="test.work", state=state, started_at=at, schema_name="public")

    for number in range(5):
        make(number, "done", days=10 - number)
    make(10, "failed", days=91)
    make(11, "failed", days=89)

    assert runs.clean_up() == 3
    assert sorted(TaskRun.objects.values_list("task_id", flat=True)) == ["11", "2", "3", "4"]


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (crontab(hour=0, minute=20), "каждый день в 00:20"),
        (crontab(hour="6,18", minute=5), "каждый день в 06:05, 18:05"),
        (crontab(day_of_month=1, hour=3, minute=0), "1-го числа в 03:00"),
        (crontab(day_of_week="mon", hour=9, minute=0), "в понедельник в 09:00"),
        (crontab(day_of_week=2, hour=9, minute=0), "во вторник в 09:00"),
        (crontab(minute=15), "каждый час в 15 мин"),
        (crontab(minute="*/10"), "каждые 10 минут"),
        (crontab(minute="*/2"), "каждые 2 минуты"),
        (crontab(), "каждую минуту"),
    ],
)
def test_a_schedule_in_words(when: crontab, words: str):
    assert schedule.in_words(when) == words


def test_periodic_tasks_with_their_last_runs_are_one_query(db: None, django_assert_num_queries: Any):
    for number, state in enumerate(("failed", "done")):
        TaskRun.objects.create(
            task_id=str(number),
            name="billing.snapshot_all",
            state=state,
            started_at=timezone.now(),
            schema_name="public",
        )
    with django_assert_num_queries(2):  # one to point the connection at the schema
        tasks = {task.name: task for task in schedule.periodic()}
    assert tasks["billing.snapshot_all"].last.state == "done"
    assert tasks["billing.charge_last_month"].last is None
    assert all(task.next_at > timezone.now() for task in tasks.values())
    assert runs.PULSE not in tasks
