import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.test import Client

from billing.models import PlatformRequisites
from config.celery import app as celery_app
from identity.models import User
from tenants.context import in_schema, speaking_for
from tenants.isolation import Address, addresses
from tenants.models import Tenant
from tenants.tasks import HEADER, TenantTask
from tests.conftest import PASSWORD, forget_messages
from tests.isolation.companies import Company, add_one_more, fill

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

NOWHERE = 987_654
LEFT_OUT = {"wagtailadmin_logout"}  # it ends the session


def walk(urlconf: str) -> list[Address]:
    """Every address but those that are left out; Wagtail's "failwhale" breaks on purpose."""
    return [a for a in addresses(urlconf) if a.name not in LEFT_OUT and "failwhale" not in a.route]


ADDRESSES = walk(settings.ROOT_URLCONF)
# Words of the address itself, not of an object.
FIXED = {
    "app_label": "wagtailcore", "app_name": "wagtailcore", "content_type_app_name": "pages",
    "model_name": "page", "content_type_model_name": "newspage", "action": "delete", "action_name": "publish",
    "filter_spec": "original", "uidb64": "MQ", "token": "set-password", "form": "csv",
}  # fmt: skip
NUMBERED = [address for address in ADDRESSES if set(address.arguments) - FIXED.keys()]


@pytest.fixture
def alpha_inc(alpha: Tenant) -> Company:
    return fill(alpha, "СЛОВОАЛЬФЫ")


@pytest.fixture
def beta_inc(beta: Tenant) -> Company:
    return fill(beta, "СЛОВОБЕТЫ")


def number(value: Any) -> Callable[[str], Any]:
    return lambda argument: FIXED.get(argument, value)


def get(client: Client, path: str) -> tuple[int, str]:
    """Status and text of an answer; files are read; a redirect's target and what the next page would tell are of it."""
    client.raise_request_exception = False
    answer = client.get(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    told = "".join(str(message) for message in get_messages(answer.wsgi_request))
    forget_messages(client)
    return answer.status_code, body.decode(errors="replace") + answer.headers.get("Location", "") + told


def ids(client: Client, path_of: Callable[[int], str], most: int) -> list[tuple[int, str]]:
    return [get(client, path_of(value)) for value in range(1, most + 1)]


def test_no_page_of_one_company_holds_a_word_of_the_other(alpha_inc: Company, beta_inc: Company, client_of):
    at_home = client_of(alpha_inc.tenant, alpha_inc.head)
    neighbour = client_of(beta_inc.tenant, beta_inc.head)
    intruder = client_of(beta_inc.tenant)
    intruder.cookies.update(at_home.cookies)

    seen_at_home = 0
    for address in ADDRESSES:
        for value in (1, 2, 3) if address.arguments else (0,):
            path = address.path(number(value))
            status, shown = get(at_home, path)
            assert status < 500, path
            seen_at_home += alpha_inc.is_in(shown)
            if status == 404:  # nobody at home has it, so there is nothing to leak
                continue
            assert not alpha_inc.is_in(get(neighbour, path)[1]), path
            assert not alpha_inc.is_in(get(intruder, path)[1]), path
            if alpha_inc.is_in(shown):  # the next number of the same page would tell no more
                break
    assert seen_at_home > 40, "what could leak is there to be seen by its owner"


def test_a_foreign_number_answers_as_one_that_does_not_exist(alpha_inc: Company, beta_inc: Company, client_of):
    """Alpha has one row more of each kind than Beta: Beta asks for that number and for one that nobody has."""
    add_one_more(alpha_inc)
    beta_client = client_of(beta_inc.tenant, beta_inc.head)

    only_in_alpha = _numbers_only_in(alpha_inc, beta_inc)
    for address in NUMBERED:
        missing = get(beta_client, address.path(number(NOWHERE)))
        assert missing[0] < 500, address.route
        for extra in only_in_alpha:
            foreign = get(beta_client, address.path(number(extra)))
            assert _comparable(foreign, extra) == _comparable(missing, extra), address.path(number(extra))


def _numbers_only_in(one: Company, other: Company) -> list[int]:
    """Some numbers of rows that only the first company has, in whatever table."""
    return sorted(_numbers(one) - _numbers(other))[-3:]


def _numbers(company: Company) -> set[int]:
    """Every number of a row in the company's schema below 10 000 (content types have large ones everywhere)."""
    configs = [config for config in apps.get_app_configs() if config.name in settings.TENANT_APPS]
    models = [model for config in configs for model in config.get_models()]
    with speaking_for(company.tenant):
        found = {pk for model in models for pk in model._default_manager.values_list("pk", flat=True)[:1000]}
    return {pk for pk in found if isinstance(pk, int) and pk < 10_000}


def _comparable(answer: tuple[int, str], value: int) -> tuple[int, str]:
    """Without tokens, and alike in the asked numbers, also where a text happens to hold one («не короче 10 знаков»)."""
    status, text = answer
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|"CSRF_TOKEN": "[^"]+"', "", text)
    return status, re.sub(rf"\b(?:{value}|{NOWHERE})\b", "N", text)


def test_a_stranger_reaches_nothing_of_the_office(alpha_inc: Company, client_of):
    stranger = client_of(alpha_inc.tenant)
    for address in ADDRESSES:
        if address.route.startswith("crm/"):
            status, text = get(stranger, address.path(number(1)))
            assert alpha_inc.word not in text, address.route
            assert status != 500, address.route


def test_the_platform_shows_nothing_of_a_company(alpha_inc: Company, client_of):
    with in_schema("public"):
        operator = User.objects.create_superuser("op@example.ru", PASSWORD, last_name="Оператор")
    client = client_of(None, operator)
    broken = []
    for address in walk(settings.PUBLIC_SCHEMA_URLCONF):
        for value in (1, 2, NOWHERE) if address.arguments else (0,):
            status, text = get(client, address.path(number(value)))
            assert alpha_inc.word not in text, address.route
            if status >= 500:
                broken.append(address.route)
    assert broken == []


def test_screens_of_one_side_do_not_exist_on_the_other():
    tenant_names = {address.name for address in addresses(settings.ROOT_URLCONF)}
    platform_names = {address.name for address in addresses(settings.PUBLIC_SCHEMA_URLCONF)}
    assert "employees:index" in tenant_names - platform_names
    assert "letters:index" in platform_names - tenant_names


def test_settings_of_one_side_do_not_exist_on_the_other(alpha: Tenant, client_of, head: User):
    with in_schema("public"):
        operator = User.objects.create_superuser("op@example.ru", PASSWORD, last_name="Оператор")
        operators_client = client_of(None, operator)
        own = PlatformRequisites.load()
    address = f"settings/billing/platformrequisites/{own.pk}/"
    assert get(operators_client, f"/operator/{address}")[0] == 200
    assert get(client_of(alpha, head), f"/crm/{address}")[0] == 404


def test_every_task_speaks_for_the_tenant_that_sent_it(alpha: Tenant, beta: Tenant):
    own = [task for name, task in celery_app.tasks.items() if not name.startswith("celery.")]
    assert len(own) >= 2
    for task in own:
        assert isinstance(task, TenantTask), task.name


def test_a_message_carries_the_senders_schema_and_the_worker_takes_it(alpha: Tenant, beta: Tenant):
    from tenants.connection import connection
    from tenants.tasks import carry_schema

    heard = []

    @celery_app.task(name="tests.where", base=TenantTask)
    def task() -> None:
        heard.append(connection.schema_name)

    headers: dict[str, Any] = {}
    with speaking_for(alpha):
        carry_schema(headers=headers)
    with speaking_for(beta):
        task.push_request(**headers)
        try:
            task()
        finally:
            task.pop_request()
            celery_app.tasks.unregister(task.name)

    assert headers == {HEADER: "uk_alpha"}
    assert heard == ["uk_alpha"]


def test_every_key_in_the_cache_carries_a_schema(alpha_inc: Company, beta_inc: Company, client_of):
    for company in (alpha_inc, beta_inc):
        client = client_of(company.tenant, company.head)
        for path in ("/", "/crm/", "/crm/pages/", "/crm/images/", "/crm/documents/"):
            get(client, path)
        client_of(company.tenant).post("/crm/login/", {"username": "a@example.ru", "password": "b"})
    raw = cache._cache.get_client(None)  # type: ignore[attr-defined]  # every key, not only those that we know of
    keys = [key.decode() for key in raw.scan_iter()]

    assert len(keys) >= 4
    for key in keys:
        assert re.match(r"(public|uk_\w+):", key), key
    assert {key.split(":")[0] for key in keys} >= {"uk_alpha", "uk_beta"}


def test_files_lie_apart_and_are_served_on_their_own_host_only(alpha_inc: Company, beta_inc: Company, client_of):
    image = alpha_inc.files[0]
    with speaking_for(alpha_inc.tenant):
        assert f"/{alpha_inc.tenant.schema_name}/" in default_storage.path(image)
    with speaking_for(beta_inc.tenant):
        assert not default_storage.exists(image)

    assert get(client_of(alpha_inc.tenant), f"/media/{image}")[0] == 200
    assert get(client_of(beta_inc.tenant), f"/media/{image}")[0] == 404
    for path in (f"../{alpha_inc.tenant.schema_name}/{image}", f"..%2f{alpha_inc.tenant.schema_name}%2f{image}"):
        assert get(client_of(beta_inc.tenant), f"/media/{path}")[0] == 404


def test_a_document_of_one_company_is_not_downloaded_from_another(alpha_inc: Company, beta_inc: Company, client_of):
    add_one_more(alpha_inc)
    with speaking_for(alpha_inc.tenant):
        from wagtail.documents.models import Document

        document = Document.objects.latest("pk")
        path = document.url
    assert get(client_of(alpha_inc.tenant), path)[1].startswith(alpha_inc.word)
    assert get(client_of(beta_inc.tenant), path)[0] == 404


def test_one_request_sets_the_search_path_once(alpha_inc: Company, client_of, django_assert_max_num_queries):
    from django.db import connection as django_connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(alpha_inc.tenant, alpha_inc.head)
    client.get("/crm/")
    with CaptureQueriesContext(django_connection) as queries:
        client.get("/crm/")
    assert sum("search_path" in query["sql"] for query in queries) == 1
