"""Too many wrong passwords: what is said, whom it concerns, and what opens it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from identity import tasks
from identity.axes_handler import ADDRESS_LIMIT, LOGIN_LIMIT
from identity.events import locked_out, sign_in_refused
from identity.models import User
from notifications.models import Letter
from tenants.context import in_schema, speaking_for
from tenants.models import Tenant
from tests.conftest import PASSWORD, make_employee
from tests.identity.test_central_sign_in import OTHER_PASSWORD, CountingHasher, hashes, headers_of, without_its_token

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
__all__ = ["hashes"]


@pytest.fixture(autouse=True)
def _cheap_passwords(settings) -> None:
    """Ten wrong ones in every test: only the counting is looked at."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def nina(tenant: Tenant) -> User:
    user = make_employee()
    user.phone = "+79084373418"
    user.save()
    return user


def sign_in(
    client: Client, login: str, password: str = PASSWORD, *, path: str = "/crm/login/", address: str = ""
) -> HttpResponse:
    return client.post(path, {"username": login, "password": password}, REMOTE_ADDR=address or "10.0.0.1")


def lock(client: Client, login: str, *, path: str = "/crm/login/") -> None:
    for _ in range(LOGIN_LIMIT):
        sign_in(client, login, "мимо", path=path)


def letters() -> list[Letter]:
    with in_schema("public"):
        return list(Letter.objects.order_by("pk"))


@pytest.mark.parametrize("path", ["/crm/login/", "/m/login/"])
def test_after_ten_wrong_passwords_even_the_right_one_waits(tenant: Tenant, nina: User, client_of, path: str):
    client = client_of(tenant)
    lock(client, nina.email, path=path)

    refused = sign_in(client, nina.email, path=path)
    text = refused.content.decode()
    assert refused.status_code == 429
    assert "вход закрыт на 15 минут" in text
    assert "«Забыли пароль?»" in text
    assert "_auth_user_id" not in client.session


def test_nine_wrong_passwords_and_the_right_one_begin_the_count_anew(tenant: Tenant, nina: User, client_of):
    client = client_of(tenant)
    for _ in range(2):
        for _ in range(LOGIN_LIMIT - 1):
            sign_in(client, nina.email, "мимо")
        assert sign_in(client_of(tenant), nina.email).status_code == 302


def test_a_phone_is_one_login_however_it_is_written(tenant: Tenant, nina: User, client_of):
    for writing in ["89084373418", "+7 908 437-34-18", "8 (908) 437 34 18", "79084373418", "+79084373418"] * 2:
        sign_in(client_of(tenant), writing, "мимо")
    assert sign_in(client_of(tenant), "+7 (908) 4373418").status_code == 429


def test_an_office_behind_one_address_may_err_more_often_than_one_person(tenant: Tenant, nina: User, client_of):
    for number in range(ADDRESS_LIMIT):
        assert sign_in(client_of(tenant), f"{number}@example.ru", "мимо").status_code == 200

    assert sign_in(client_of(tenant), nina.email).status_code == 429
    assert sign_in(client_of(tenant), nina.email, address="10.0.0.2").status_code == 302


def test_a_known_and_an_unknown_login_are_locked_alike(
    tenant: Tenant, nina: User, client_of, hashes: type[CountingHasher]
):
    client = client_of(tenant)
    seen = []
    for login in (nina.email, "nobody@example.ru"):
        lock(client, login)
        before = hashes.hashes
        with CaptureQueriesContext(connection) as queries:
            page = sign_in(client, login)
        text = re.sub(r'"CSRF_TOKEN": "[^"]+"', "", without_its_token(page)).replace(login, "LOGIN")
        seen.append((page.status_code, text, headers_of(page), hashes.hashes - before, len(queries)))

    assert seen[0] == seen[1]
    assert seen[0][3] == 0


def test_the_last_wrong_password_costs_the_same_for_both(
    tenant: Tenant, nina: User, client_of, monkeypatch: pytest.MonkeyPatch
):
    """The letter is a task's work: the visitor cannot tell by time whether there is anybody to write to."""
    queued: list[str] = []
    monkeypatch.setattr(tasks.write_lock_letters, "delay", lambda sealed, *_: queued.append(sealed))
    client = client_of(tenant)
    client.get("/crm/login/")
    costs = []
    for login in (nina.email, "nobody@example.ru"):
        with CaptureQueriesContext(connection) as queries:
            lock(client, login)
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert len(queued) == 2
    assert nina.email not in str(queued)


def test_the_owner_of_the_login_gets_one_letter_and_a_stranger_learns_nothing(tenant: Tenant, nina: User, client_of):
    lock(client_of(tenant), "nobody@example.ru")
    assert letters() == []
    lock(client_of(tenant), nina.email)
    sign_in(client_of(tenant), nina.email, "мимо")

    [letter] = letters()
    assert letter.recipients == [nina.email]
    assert "закрыт на 15 минут" in letter.text
    assert "10.0.0.1" in letter.text
    assert "http://alpha.localhost:8000/crm/password_reset/" in letter.text


def test_the_lock_stays_with_its_company(tenant: Tenant, beta: Tenant, nina: User, client_of):
    with speaking_for(beta):
        make_employee()
    lock(client_of(tenant), nina.email)

    assert sign_in(client_of(tenant), nina.email).status_code == 429
    assert sign_in(client_of(beta), nina.email).status_code == 302


def test_every_counter_carries_its_schema(tenant: Tenant, nina: User, client_of):
    sign_in(client_of(tenant), nina.email, "мимо")
    client_of().post("/kabinet/", {"username": nina.email, "password": "мимо"})

    raw = cache._cache.get_client(None)  # type: ignore[attr-defined]  # every key, not only those that we know of
    counters = sorted(key.decode().split(":")[0] for key in raw.scan_iter() if b"axes" in key)
    assert counters == ["public", "public", "uk_alpha", "uk_alpha"]


def test_a_new_password_by_letter_opens_the_lock(tenant: Tenant, nina: User, client_of):
    visitor = client_of(tenant)
    lock(visitor, nina.email)
    lock(client_of(), nina.email, path="/kabinet/")

    set_password_by_letter(tenant, nina, client_of)

    assert sign_in(visitor, nina.email, OTHER_PASSWORD).status_code == 302
    assert client_of().post("/kabinet/", {"username": nina.email, "password": OTHER_PASSWORD}).status_code == 200


def set_password_by_letter(
    tenant: Tenant, user: User, client_of: Callable[..., Client], password: str = OTHER_PASSWORD
) -> HttpResponse:
    """«Забыли пароль?» from the form to the new password."""
    browser = client_of(tenant)
    browser.post("/crm/password_reset/", {"email": user.email})
    path = re.search(r"http://alpha\.localhost:8000(/crm/password_reset/confirm/\S+)", letters()[-1].text)
    form = browser.get(path[1], follow=True)
    return browser.post(form.request["PATH_INFO"], {"password1": password, "password2": password}, follow=True)


def test_the_platforms_one_door_locks_too_and_tells_each_company_that_knows_the_login(
    tenant: Tenant, beta: Tenant, nina: User, client_of
):
    visitor = client_of()
    lock(visitor, nina.email, path="/kabinet/")
    lock(visitor, "nobody@example.ru", path="/kabinet/")

    pages = [
        visitor.post("/kabinet/", {"username": login, "password": PASSWORD})
        for login in (nina.email, "nobody@example.ru")
    ]
    assert [page.status_code for page in pages] == [429, 429]
    assert without_its_token(pages[0]).replace(nina.email, "L") == without_its_token(pages[1]).replace(
        "nobody@example.ru", "L"
    )
    assert [(letter.recipients, letter.schema_name) for letter in letters()] == [([nina.email], "uk_alpha")]


def test_operators_are_locked_and_told_as_well(operator: User, client_of):
    lock(client_of(), operator.email, path="/operator/login/")

    assert sign_in(client_of(), operator.email, path="/operator/login/").status_code == 429
    assert [letter.recipients for letter in letters()] == [[operator.email]]


def test_whoever_keeps_the_journal_hears_of_refusals_and_locks(tenant: Tenant, nina: User, client_of):
    heard: list[tuple[Any, ...]] = []

    def hear_refusal(user: Any, login: str, reason: str, **_: Any) -> None:
        heard.append(("refused", user, login))

    def hear_lock(user: Any, login: str, **_: Any) -> None:
        heard.append(("locked", user, login))

    sign_in_refused.connect(hear_refusal)
    locked_out.connect(hear_lock)
    try:
        lock(client_of(tenant), nina.email)
        sign_in(client_of(tenant), "nobody@example.ru", "мимо")
        sign_in(client_of(tenant), nina.email)
    finally:
        sign_in_refused.disconnect(hear_refusal)
        locked_out.disconnect(hear_lock)
    refusals = [("refused", nina, nina.email)] * LOGIN_LIMIT
    assert heard == [*refusals, ("locked", nina, nina.email), ("refused", None, "nobody@example.ru")]
