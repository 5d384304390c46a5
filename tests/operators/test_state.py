"""«Состояние»: opens whatever is away, costs few queries, and starts a failed task again once."""

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from identity.models import User
from tenants.models import Tenant
from watch import queues
from watch.models import TaskRun

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def console(operator: User, client_of: Callable[..., Client]) -> Client:
    return client_of(None, operator)


def failed(number: int = 1, **other: Any) -> TaskRun:
    facts = {"name": "watch.clean_up", "state": "failed", "schema_name": "public", "arguments": [[], {}]}
    return TaskRun.objects.create(
        task_id=f"id-{number}",
        started_at=timezone.now(),
        attempts=3,
        error="Почтовый сервер не принял письмо.",
        details="Traceback: SMTPServerDisconnected",
        **facts | other,
    )


def text_of(console: Client, path: str = "/operator/state/") -> str:
    answer = console.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_it_says_what_goes_on(console: Client):
    page = text_of(console)
    for words in ("Рабочие процессы", "Задачи никто не выполняет", "каждый день в 00:20"):
        assert words in page
    assert "Подсчёт лицевых счетов" in page
    assert "Таких нет" in page
    assert 'hx-trigger="every 10s"' in page
    assert "Таких нет" not in text_of(console, "/operator/state/now/"), "only the upper half asks for itself"


@pytest.fixture
def _redis_is_away(settings: Any) -> Iterator[None]:
    settings.BROKER_REDIS_URL = "redis://127.0.0.1:1/2"
    queues._redis.cache_clear()
    yield
    queues._redis.cache_clear()


@pytest.mark.usefixtures("_redis_is_away")
def test_it_opens_at_once_without_redis(console: Client):
    text_of(console, "/operator/letters/")  # templates are read
    started = perf_counter()
    page = text_of(console)
    assert perf_counter() - started < 2
    assert "не отвечает" in page
    assert "Задачи по расписанию" in page


def test_a_failed_task_is_told_in_plain_words(console: Client, alpha: Tenant):
    failed(schema_name="uk_alpha")
    page = text_of(console)
    for words in ("Почтовый сервер не принял письмо.", "УК «Альфа»", "попыток: 3", "<summary>", "Запустить снова"):
        assert words in page, words


def test_it_is_started_again_once(console: Client, operator: User, django_capture_on_commit_callbacks: Any):
    run = failed()
    with django_capture_on_commit_callbacks(execute=True):
        first = console.post(f"/operator/state/again/{run.pk}/", follow=True).content.decode()
    second = console.post(f"/operator/state/again/{run.pk}/", follow=True).content.decode()

    assert "Запущена снова: Удаление старых записей о запусках." in first
    assert "уже запустили снова" in second
    assert [(again.state, again.started_by) for again in TaskRun.objects.filter(again_of=run)] == [("done", operator)]
    assert "выполнена" in second
    assert console.get(f"/operator/state/again/{run.pk}/").status_code == 405


def test_the_list_is_bounded(console: Client, django_assert_max_num_queries: Any):
    TaskRun.objects.bulk_create(
        TaskRun(task_id=str(number), name="billing.snapshot", state="failed", schema_name="uk_alpha",
                started_at=timezone.now(), arguments=[[], {}])
        for number in range(200)
    )  # fmt: skip
    text_of(console)
    with django_assert_max_num_queries(22):
        page = text_of(console)
    assert page.count("Подробности для разработчика") == 20
    assert "Страница 1 из 10" in page


@pytest.mark.parametrize("path", ["state/", "state/now/"])
def test_it_is_for_operators_only(console: Client, client_of: Callable[..., Client], alpha: Tenant, path: str):
    assert client_of(None).get(f"/operator/{path}").status_code == 302
    nobody = User.objects.create_user("nobody@example.ru", "x", last_name="Никто")
    assert client_of(None, nobody).get(f"/operator/{path}").status_code == 302
    assert client_of(alpha).get(f"/operator/{path}").status_code == 404
    assert client_of(None, nobody).post(f"/operator/state/again/{failed().pk}/").status_code == 302
    assert TaskRun.objects.count() == 1
