"""Programs write requests down: a bot in a messenger, the button of a lift. Sent again, nothing is doubled."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from crm.accounting.models import Account
from crm.dispatch import rights
from crm.dispatch.domain.calls import Call
from crm.dispatch.domain.requests import open_request
from crm.dispatch.enums import Priority, Source, Status
from crm.dispatch.models import Caller, Request
from crm.rights import registry
from crm.rights.domain import access
from crm.rights.enums import Role, Rows
from crm.rights.registry import Box
from identity.channels import Channel
from identity.models import User
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.api.conftest import Program
from tests.conftest import make_employee
from tests.factories import AccountFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

LEAK = {"text": "Течёт кран на кухне", "name": "Комарова Нина", "phone": "8 908 437-34-18"}


@pytest.fixture
def robot(program: Callable[..., Program], head: User) -> Program:
    return program(head)


@pytest.fixture
def account(tenant: Tenant) -> Account:
    return AccountFactory(number="00116501")


def key() -> str:
    return str(uuid4())


def test_a_request_with_its_number_and_its_deadline(robot: Program, account: Account, head: User):
    said = LEAK | {"account": account.pk, "type": "Холодное водоснабжение", "priority": 2}
    answer = robot.post("/requests", said, key=key())
    assert answer.status_code == 200, answer.content
    told = answer.json()
    request = Request.objects.get(number=told["number"])
    assert (request.source, request.created_by, request.account) == (Source.API, head, account)
    assert (request.priority, str(request.type)) == (Priority.URGENT, "Холодное водоснабжение")
    caller = Caller.objects.get(request=request)
    assert (caller.name, caller.phone) == ("Комарова Нина", "+79084373418")
    assert robot.get(f"/requests/{request.number}").json() == told
    assert told["status"] == Status.NEW
    assert told["due_at"]


def test_common_property_needs_a_house_alone(robot: Program, account: Account):
    said = {"house": account.house_id, "place": "lift", "entrance": 2, "text": "Лифт стоит", "priority": 1}
    answer = robot.post("/requests", said, key=key())
    request = Request.objects.get(number=answer.json()["number"])
    assert (request.account, request.house, request.entrance) == (None, account.house, 2)


def test_sent_again_it_is_the_same_request(robot: Program, account: Account):
    once = key()
    first = robot.post("/requests", LEAK | {"account": account.pk}, key=once).json()
    again = robot.post("/requests", LEAK | {"account": account.pk}, key=once).json()
    assert again == first
    assert Request.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"text": "Течёт"}, "account: Назовите счёт или, если дело не в квартире, место: place."),
        ({"text": "Течёт", "account": 999_999}, "account: Такого счёта нет."),
        ({"text": "Темно", "place": "yard"}, "house: Назовите дом или счёт."),
        ({"text": "Темно", "place": "yard", "house": 999_999}, "house: Такого дома нет."),
        ({"text": "Темно", "place": "space"}, "place: одно из: "),
        ({"text": ""}, "text: не пусто"),
        ({}, "text: обязательно"),
    ],
)
def test_what_is_wrong_is_said_by_field(robot: Program, tenant: Tenant, said: dict[str, Any], told: str):
    answer = robot.post("/requests", said, key=key())
    assert (answer.status_code, answer.json()["detail"][: len(told)]) == (422, told)
    assert not Request.objects.exists()


def test_wrong_values_leave_no_key(robot: Program, account: Account):
    """What was refused can be mended and sent again with the same key."""
    once = key()
    wrong = robot.post("/requests", LEAK | {"account": account.pk, "type": "Космос"}, key=once)
    assert (wrong.status_code, wrong.json()["detail"].split(":")[0]) == (422, "type")
    assert robot.post("/requests", LEAK | {"account": account.pk}, key=once).status_code == 200


def test_without_a_key_of_its_own_nothing_is_written(robot: Program, account: Account):
    answer = robot.post("/requests", LEAK | {"account": account.pk})
    assert (answer.status_code, answer.json()["detail"]) == (422, "Idempotency-Key: обязательно")
    answer = robot.post("/requests", LEAK | {"account": account.pk}, key="семь")
    assert answer.json()["detail"].startswith("Idempotency-Key: нужен UUID")
    answer = robot.get("/requests")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def only(*codes: str, rows: Rows = Rows.ALL) -> User:
    user = make_employee(Role.DISPATCHER, email=f"{len(codes)}{codes[0]}@example.ru")
    boxes = frozenset(Box(code, Channel.API) for code in codes)
    wanted = (registry.preset(Role.DISPATCHER) | boxes) & registry.boxes()
    access.set_rights(user, access.Rights(Role.DISPATCHER, wanted, dict.fromkeys(codes, rows)), by=None)
    return user


def test_one_right_for_writing_another_for_asking(program: Callable[..., Program], account: Account):
    writer, reader = program(only(rights.CREATE_REQUESTS)), program(only(rights.SEE_REQUESTS))
    written = writer.post("/requests", LEAK | {"account": account.pk}, key=key())
    number = written.json()["number"]
    assert (written.status_code, writer.get(f"/requests/{number}").status_code) == (200, 403)
    refused = reader.post("/requests", LEAK | {"account": account.pk}, key=key())
    assert (refused.status_code, reader.get(f"/requests/{number}").status_code) == (403, 200)


def test_rows_of_another_section_are_not_there(program: Callable[..., Program], account: Account, head: User):
    request = open_request(house=account.house, text="Течёт", source=Source.PHONE, by=head, call=Call(account=account))
    narrow = program(only(rights.SEE_REQUESTS, rows=Rows.SECTION))
    foreign, missing = narrow.get(f"/requests/{request.number}"), narrow.get("/requests/999999")
    assert (foreign.status_code, foreign.content) == (missing.status_code, missing.content)
    assert (foreign.status_code, foreign.json()["detail"]) == (404, "Такой заявки нет.")


def test_another_companys_rows_are_not_there(robot: Program, account: Account, beta: Tenant):
    with speaking_for(beta):
        for _ in range(3):
            neighbour = AccountFactory()
    assert not Account.objects.filter(pk=neighbour.pk).exists()
    answer = robot.post("/requests", LEAK | {"account": neighbour.pk}, key=key())
    assert (answer.status_code, answer.json()["detail"]) == (422, "account: Такого счёта нет.")
    alien = Program("beta.localhost:8000", robot.secret)
    assert alien.post("/requests", LEAK | {"account": account.pk}, key=key()).status_code == 401
