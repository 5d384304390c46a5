"""«Обновления»: who is behind, why, and trying again; the letter that tells of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from identity.models import User
from notifications.models import Letter
from tenants import events
from tenants.domain import template
from tenants.domain.rollout import Report
from tenants.models import Tenant
from tests.tenants.test_rollout import row

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

WHY = 'ProgrammingError: relation "rights_probe" already exists'


@pytest.fixture
def console(operator: User, client_of: Callable[..., Client]) -> Client:
    return client_of(None, operator)


@pytest.fixture
def failed(alpha: Tenant) -> Tenant:
    alpha.maintenance_since = alpha.migrated_at = "2026-11-24T12:00Z"
    alpha.maintenance_reason, alpha.schema_fingerprint, alpha.migration_seconds = WHY, "older", 1.5
    alpha.save()
    alpha.refresh_from_db()
    return alpha


def text_of(console: Client, path: str = "updates/") -> str:
    answer = console.get(f"/operator/{path}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_when_all_is_well_it_says_so(console: Client):
    page = text_of(console)
    assert "все компании работают" in page
    assert "Таких нет" in page
    assert "Повторить" not in page


def test_who_failed_stands_there_with_the_reason(console: Client, failed: Tenant):
    for path in ("updates/", "updates/now/"):
        page = text_of(console, path)
        for words in ("УК «Альфа»", "relation &quot;rights_probe&quot; already exists", "24 ноября, 15:00", "не вышло"):
            assert words in page, words
        assert "УК «Бета»" not in page
    assert "На обслуживании" in text_of(console, "")


def test_repeating_it_mends_the_company(console: Client, client_of: Callable[..., Client], failed: Tenant):
    assert client_of(failed).get("/").status_code == 503

    said = console.post(f"/operator/updates/repeat/{failed.pk}/", follow=True).content.decode()

    assert "УК «Альфа»: обновление запущено" in said
    assert client_of(failed).get("/").status_code == 200
    assert Tenant.objects.get(pk=failed.pk).schema_fingerprint == template.migrations_fingerprint()
    assert console.post(f"/operator/updates/repeat/{failed.pk}/").status_code == 404


def test_all_are_repeated_at_once(console: Client, failed: Tenant, beta: Tenant):
    Tenant.objects.filter(pk=beta.pk).update(schema_fingerprint="older")

    assert "Запущено обновлений: 2" in console.post("/operator/updates/repeat/", follow=True).content.decode()
    assert "Таких нет" in text_of(console)


def test_the_list_is_bounded(console: Client, django_assert_max_num_queries: Any):
    Tenant.objects.bulk_create(
        Tenant(**{**_fields(row(number)), "schema_fingerprint": "older", "maintenance_since": "2026-11-24T00:00Z"})
        for number in range(60)
    )
    text_of(console)
    with django_assert_max_num_queries(14):
        page = text_of(console)
    assert page.count("На обслуживании с ") == 20
    assert "Страница 1 из 3" in page


def _fields(tenant: Tenant) -> dict[str, Any]:
    return {name: getattr(tenant, name) for name in ("schema_name", "slug", "inn", "short_name", "full_name", "state")}


def test_companies_are_chosen_for_the_first_ring(console: Client, alpha: Tenant):
    assert console.post(f"/operator/tenants/edit/{alpha.pk}/", {"first_ring": "on"}).status_code == 302
    assert Tenant.objects.get(pk=alpha.pk).first_ring
    assert "УК «Альфа»" in text_of(console, "tenants/?first_ring=true")
    assert "УК «Бета»" not in text_of(console, "tenants/?first_ring=true")


def test_nothing_else_of_a_company_is_changed_by_hand(console: Client, alpha: Tenant):
    console.post(f"/operator/tenants/edit/{alpha.pk}/", {"short_name": "Другая", "state": "archived"})
    changed = Tenant.objects.get(pk=alpha.pk)
    assert (changed.short_name, changed.state) == (alpha.short_name, "active")


@pytest.mark.parametrize("path", ["updates/", "updates/now/"])
def test_it_is_for_operators_only(client_of: Callable[..., Client], failed: Tenant, beta: Tenant, path: str):
    nobody = User.objects.create_user("nobody@example.ru", "x", last_name="Никто")
    for client in (client_of(None), client_of(None, nobody)):
        assert client.get(f"/operator/{path}").status_code == 302
        assert client.post(f"/operator/updates/repeat/{failed.pk}/").status_code == 302
    assert client_of(beta).get(f"/operator/{path}").status_code == 404
    assert Tenant.objects.get(pk=failed.pk).maintenance_since


def test_operators_get_one_letter_for_a_run(operator: User, failed: Tenant):
    User.objects.create_superuser("second@example.ru", "x", last_name="Второй")
    User.objects.create_superuser("gone@example.ru", "x", last_name="Ушедший", is_active=False)

    events.updates_failed.send(sender=Report, report=Report([failed], not_started=7))

    assert {letter.recipients[0] for letter in Letter.objects.all()} == {operator.email, "second@example.ru"}
    letter = Letter.objects.first()
    assert letter.subject == "Не обновились компании: 1"
    for text in (letter.text, letter.html):
        for words in ("УК «Альфа»", "rights_probe", "их 7", "http://localhost:8000/operator/updates/"):
            assert words in text, words
