"""Two people on one record: nobody overwrites what another saved meanwhile without seeing it."""

import re
import threading
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from crm.accounting.models import Account, House
from crm.company.models import Employee, Profile
from crm.request_types.models import RequestType
from crm.rights.enums import Role
from identity.models import User
from tenants.context import in_schema
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.factories import AccountFactory, EmployeeFactory, HouseFactory

pytestmark = pytest.mark.integration


def opened(client: Client, url: str) -> dict[str, Any]:
    """What the form at this address would send if nobody touched it."""
    page = client.get(url)
    assert page.status_code == 200
    form = page.context["form"]
    data = {form.add_prefix(name): form[name].value() for name in form.fields}
    data = {name: _sent(value) for name, value in data.items() if value not in (None, False)}
    return data | {"_version": version_on(page)}


def _sent(value: Any) -> str | list[str]:
    if isinstance(value, list):
        return [str(one) for one in value]
    return "on" if value is True else str(value)


def version_on(page: Any) -> str:
    found = re.search(r'name="_version" value="([^"]*)"', page.content.decode())
    assert found
    return unescape(found[1])


@pytest.fixture
def nina(staff: Callable[..., Client]) -> Client:
    return staff(Role.HEAD)


@pytest.fixture
def petr(tenant: Tenant, client_of: Callable[..., Client]) -> Client:
    person = EmployeeFactory(role=Role.HEAD, email="petrov@example.ru", last_name="Петров", first_name="Пётр")
    return client_of(tenant, person.user)


@pytest.fixture
def account(tenant: Tenant) -> Account:
    return AccountFactory(last_name="Макаров", first_name="Олег", patronymic="Ильич", flat="12")


def url_of(account: Account) -> str:
    return f"/crm/accounts/edit/{account.pk}/"


def test_what_nobody_changed_is_saved(nina: Client, account: Account):
    form = opened(nina, url_of(account))

    answer = nina.post(url_of(account), form | {"flat": "13"})

    account.refresh_from_db()
    assert (answer.status_code, account.flat) == (302, "13")


def test_the_second_sees_what_the_first_changed_and_by_whom(nina: Client, petr: Client, account: Account):
    ninas, petrs = opened(nina, url_of(account)), opened(petr, url_of(account))
    petr.post(url_of(account), petrs | {"last_name": "Макарова"})

    answer = nina.post(url_of(account), ninas | {"last_name": "Макарова-Иванова", "flat": "13"})

    account.refresh_from_db()
    assert (answer.status_code, account.last_name, account.flat) == (200, "Макарова", "12")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
    assert "Петров Пётр" in text
    assert "Теперь здесь записано: Макарова." in text
    assert answer.context["form"]["last_name"].value() == "Макарова-Иванова"
    assert answer.context["form"]["flat"].value() == "13"


def test_what_the_second_left_alone_is_taken_from_the_first(nina: Client, petr: Client, account: Account):
    ninas, petrs = opened(nina, url_of(account)), opened(petr, url_of(account))
    petr.post(url_of(account), petrs | {"last_name": "Макарова"})

    answer = nina.post(url_of(account), ninas | {"flat": "13"})

    assert answer.context["form"]["last_name"].value() == "Макарова"
    nina.post(url_of(account), ninas | {"flat": "13", "last_name": "Макарова", "_version": version_on(answer)})
    account.refresh_from_db()
    assert (account.last_name, account.flat) == ("Макарова", "13")


def test_saving_again_after_seeing_is_a_decision(nina: Client, petr: Client, account: Account):
    ninas, petrs = opened(nina, url_of(account)), opened(petr, url_of(account))
    petr.post(url_of(account), petrs | {"last_name": "Макарова"})
    ninas["last_name"] = "Макарова-Иванова"
    seen = nina.post(url_of(account), ninas)

    answer = nina.post(url_of(account), ninas | {"_version": version_on(seen)})

    account.refresh_from_db()
    assert (answer.status_code, account.last_name) == (302, "Макарова-Иванова")


def test_the_same_change_by_both_is_no_quarrel(nina: Client, petr: Client, account: Account):
    ninas, petrs = opened(nina, url_of(account)), opened(petr, url_of(account))
    petr.post(url_of(account), petrs | {"flat": "13"})

    assert nina.post(url_of(account), ninas | {"flat": "13"}).status_code == 302


def test_a_form_with_mistakes_keeps_the_version_that_was_opened(nina: Client, petr: Client, account: Account):
    ninas, petrs = opened(nina, url_of(account)), opened(petr, url_of(account))
    petr.post(url_of(account), petrs | {"last_name": "Макарова"})

    wrong = nina.post(url_of(account), ninas | {"number": ""})

    assert version_on(wrong) == ninas["_version"]


def test_an_employee_is_three_tables_and_one_form(nina: Client, petr: Client, tenant: Tenant):
    anna = EmployeeFactory(role=Role.DISPATCHER, email="anna@example.ru", last_name="Белова")
    url = f"/crm/employees/edit/{anna.pk}/"
    ninas, petrs = opened(nina, url), opened(petr, url)
    User.objects.filter(pk=anna.user_id).update(last_login="2026-11-01T10:00Z")  # she signs in meanwhile
    assert petr.post(url, petrs | {"role": Role.ACCOUNTANT}).status_code == 302

    answer = nina.post(url, ninas | {"position": "Старший диспетчер"})

    assert [(one.label, one.theirs, one.touched) for one in answer.context["editing"].differences] == [
        ("Роль", "Бухгалтер", False)
    ]
    assert Employee.objects.get(pk=anna.pk).position == ""


@pytest.mark.parametrize("field", ["phone", "address"])
def test_the_companys_profile_is_watched_too(nina: Client, petr: Client, tenant: Tenant, field: str):
    url = "/crm/company/profile/contacts/"
    ninas, petrs = opened(nina, url), opened(petr, url)
    assert petr.post(url, petrs | {field: "+7 342 200-10-01"}).status_code == 302

    answer = nina.post(url, ninas | {field: "+7 342 200-10-02"})

    assert answer.status_code == 200
    assert answer.context["editing"].save.by.startswith("Петров")
    assert getattr(Profile.objects.get(), field).endswith("01")


def test_houses_and_types_of_requests_are_watched(nina: Client, petr: Client, tenant: Tenant):
    house, kind = HouseFactory(street="Ленина", number="86"), RequestType.objects.first()
    assert kind
    for url, field in ((f"/crm/houses/edit/{house.pk}/", "number"), (f"/crm/request_types/edit/{kind.pk}/", "order")):
        ninas, petrs = opened(nina, url), opened(petr, url)
        assert petr.post(url, petrs | {field: "7"}).status_code == 302, url
        assert nina.post(url, ninas | {field: "8"}).status_code == 200, url
    assert (House.objects.get(pk=house.pk).number, RequestType.objects.get(pk=kind.pk).order) == ("7", 7)


def test_each_sees_who_else_is_there(nina: Client, petr: Client, account: Account):
    assert "Сейчас здесь" not in nina.get(url_of(account)).content.decode()
    assert "Иванова Н.П." in petr.get(url_of(account)).content.decode()

    line = nina.get(url_of(account), {"here": "reading"}).content.decode()
    assert "Петров П." in line
    assert "пишет" not in line

    petr.get(url_of(account), {"here": "typing"})
    assert "пишет" in nina.get(url_of(account), {"here": "reading"}).content.decode()

    assert petr.get(url_of(account), {"here": "left"}).status_code == 204
    assert "Петров" not in nina.get(url_of(account), {"here": "reading"}).content.decode()


def test_presence_is_told_only_to_those_who_may_open_the_record(
    nina: Client, account: Account, staff: Callable[..., Client], beta: Tenant, client_of: Callable[..., Client]
):
    nina.get(url_of(account))

    stranger = staff(Role.EXECUTOR).get(url_of(account), {"here": "reading"})
    assert (stranger.status_code, "Иванова" in stranger.content.decode()) == (302, False)

    with in_schema(beta.schema_name):
        Account.objects.filter(pk=AccountFactory().pk).update(id=account.pk)
        others = client_of(beta, make_employee(Role.HEAD, "beta@example.ru"))
    line = others.get(url_of(account), {"here": "reading"})
    assert (line.status_code, "Иванова" in line.content.decode()) == (200, False)


def test_the_line_of_presence_is_cheap(
    nina: Client, account: Account, django_assert_max_num_queries: Callable[..., Any]
):
    nina.get(url_of(account), {"here": "reading"})  # the process learns the tenant and the content types
    with django_assert_max_num_queries(8):  # the admin's door takes seven, the row one
        nina.get(url_of(account), {"here": "reading"})


def test_without_redis_the_screen_works(nina: Client, account: Account, monkeypatch: pytest.MonkeyPatch):
    from redis.exceptions import ConnectionError as RedisConnectionError

    from editing import presence

    def away(*_: Any, **__: Any) -> None:
        raise RedisConnectionError

    monkeypatch.setattr(presence.cache, "get", away)
    assert nina.get(url_of(account)).status_code == 200


def test_two_who_save_at_once_do_not_both_win(
    committed: Callable[[], Tenant], client_of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
):
    """Each with a connection and a transaction of its own, started together, many times."""
    tenant = committed()
    with in_schema(tenant.schema_name):
        account = AccountFactory(last_name="Макаров", flat="12")
        people = [client_of(tenant, make_employee(Role.HEAD, f"{name}@example.ru")) for name in ("a", "b", "c", "d")]
    forms = [opened(person, url_of(account)) for person in people]
    gate, answers = threading.Barrier(len(people)), []

    def save(person: Client, form: dict[str, str], name: str) -> None:
        try:
            gate.wait(10)
            answers.append((person.post(url_of(account), form | {"last_name": name}).status_code, name))
        except Exception as error:
            answers.append((0, repr(error)))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=save, args=(person, form, f"Фамилия-{number}"))
        for number, (person, form) in enumerate(zip(people, forms, strict=True))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(status for status, _ in answers) == [200, 200, 200, 302], answers
    with in_schema(tenant.schema_name):
        saved = Account.objects.get(pk=account.pk).last_name
    assert (302, saved) in answers
