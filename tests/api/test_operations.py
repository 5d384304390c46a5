"""What programs read: /me, /company, /employees, /houses, /accounts. People and meters: `test_residents`."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from crm.accounting import rights as accounting
from crm.accounting.models import Account
from crm.api.domain import readings
from crm.api.models import Reading
from crm.api.tasks import close_days
from crm.company import rights
from crm.company.models import Profile
from crm.dispatch import rights as dispatch
from crm.journal.models import Entry
from crm.meters import rights as meters
from crm.people import rights as people
from crm.rights import registry
from crm.rights.domain import access
from crm.rights.enums import Role
from crm.rights.registry import Box
from identity.channels import Channel
from identity.models import User
from tenants.context import in_schema
from tenants.domain.freezing import freeze, thaw
from tenants.isolation import addresses
from tenants.models import Tenant
from tests.api.conftest import Program
from tests.conftest import make_employee
from tests.factories import AccountFactory, HouseFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

OPERATIONS = {
    "/me": "shell.enter_api",
    "/company": rights.SEE_PROFILE,
    "/employees": rights.SEE_EMPLOYEES,
    "/houses": accounting.SEE_ACCOUNTS,
    "/accounts": accounting.SEE_ACCOUNTS,
    "/people": people.SEE_PEOPLE,
    "/meters": meters.SEE_METERS,
    "/readings": meters.SEE_READINGS,
}
ON_REQUESTS = {"/requests": dispatch.CREATE_REQUESTS, "/requests/{number}": dispatch.SEE_REQUESTS}  # `test_requests`
NEEDED: dict[str, dict[str, str]] = {"/readings": {"month": "2026-11"}}  # parameters without which there is no answer


@pytest.fixture
def robot(program: Callable[..., Program], head: User) -> Program:
    return program(head)


def test_every_operation_says_what_guards_it():
    found = {
        address.route.removeprefix("api/v1"): resolve(f"/{address.route}", urlconf="config.urls_tenant").func
        for address in addresses("config.urls_tenant")
        if address.route.startswith("api/") and address.name not in {"api:schema", "api:nowhere"}
    }
    expected = OPERATIONS | {path.replace("{", "<").replace("}", ">"): code for path, code in ON_REQUESTS.items()}
    assert {path: set(view.guarded_by) for path, view in found.items()} == {p: {c} for p, c in expected.items()}


@pytest.mark.parametrize("path", OPERATIONS)
def test_one_box_opens_one_operation(program: Callable[..., Program], tenant: Tenant, path: str):
    """Role × operation: a dispatcher with one box for programs opens what it guards, and nothing else."""
    user, code = make_employee(Role.DISPATCHER), OPERATIONS[path]
    box = Box(code if path != "/me" else rights.SEE_OFFICES, Channel.API)
    access.set_rights(user, access.Rights(Role.DISPATCHER, registry.preset(Role.DISPATCHER) | {box}, {}), by=None)
    robot = program(user)
    for other, its_code in OPERATIONS.items():
        expected = 200 if its_code in (code, "shell.enter_api") else 403
        assert robot.get(other, **NEEDED.get(other, {})).status_code == expected, other


def test_whose_key_it_is_and_what_it_may(robot: Program, head: User):
    told = robot.get("/me").json()
    assert (told["name"], told["role"], told["company"]) == ("Иванова Нина Петровна", "Руководитель", "УК «Альфа»")
    assert told["key"]["name"] == "1С"
    assert {action["code"] for action in told["actions"]} == {b.code for b in registry.boxes() if b.channel == "api"}
    assert {action["rows"] for action in told["actions"]} == {"all"}


def test_the_company_as_residents_see_it(robot: Program):
    Profile.objects.update(emergency_phone="8 342 200-00-00", settlement_account="40702810200000000001")
    answer = robot.get("/company")
    assert answer.json()["emergency_phone"] == "8 342 200-00-00"
    assert "40702810200000000001" not in answer.content.decode()


def test_accounts_as_they_are(robot: Program, head: User):
    house = HouseFactory(street="Ленина", number="86")
    account = AccountFactory(house=house, number="00116501", last_name="Макаров", flat="12")
    Account.objects.filter(pk=account.pk).update(balance=Decimal("1250.40"), balance_on=date(2026, 10, 1))
    AccountFactory(number="00116502")

    assert robot.get("/houses").json()["items"][0] == {
        "id": house.pk, "region": house.region, "city": "Верхнекамск", "street": "ул. Ленина", "number": "86",
    }  # fmt: skip
    assert robot.get("/accounts", number="00116501").json() == {
        "items": [
            {
                "id": account.pk, "number": "00116501", "house_id": house.pk, "kind": "flat", "flat": "12",
                "area": None, "last_name": "Макаров", "first_name": "Нина", "patronymic": "Петровна",
                "balance": "1250.40", "balance_on": "2026-10-01", "is_active": True, "closed_on": None,
            }
        ],
        "next": None,
    }  # fmt: skip
    assert [row["number"] for row in robot.get("/accounts", house=house.pk).json()["items"]] == ["00116501"]
    assert robot.get("/accounts", number="0011650").json()["items"] == []
    assert robot.get("/accounts", active="false").json()["items"] == []


def test_pages_hold_everything_once_and_cost_the_same(robot: Program, head: User):
    house = HouseFactory()
    for _ in range(7):
        AccountFactory(house=house)
    robot.get("/accounts", limit=3)
    seen: list[int] = []
    costs, after = [], 0
    while after is not None:
        with CaptureQueriesContext(connection) as queries:
            page = robot.get("/accounts", limit=3, after=after).json()
        costs.append(len(queries))
        seen += [row["id"] for row in page["items"]]
        after = page["next"]
        if len(costs) == 1:
            AccountFactory(house=house)

    assert seen == sorted(seen) == list(Account.objects.order_by("pk").values_list("pk", flat=True))
    assert len(seen) == 8, "one came while the program was reading"
    assert len(set(costs)) == 1
    assert costs[0] <= 12


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"limit": 101}, "limit: не больше 100"),
        ({"limit": 0}, "limit: не меньше 1"),
        ({"after": "x"}, "after: нужно целое число"),
        ({"active": "да", "number": "1" * 31}, "number: не длиннее 30 знаков; active: нужно true или false"),
    ],
)
def test_a_parameter_that_does_not_fit_is_named(robot: Program, query: dict[str, object], said: str):
    answer = robot.get("/accounts", **query)
    assert (answer.status_code, answer.json()) == (422, {"detail": said})


def test_errors_are_json_in_russian(robot: Program, tenant: Tenant):
    missing = robot.get("/flats")
    assert (missing.status_code, missing.json()["detail"].split(".")[0]) == (404, "Такой страницы нет")
    bare = Program(robot.host, "").get("/me")
    assert (bare.status_code, bare.json()["detail"]) == (401, "Нужен ключ: заголовок «Authorization: Bearer <ключ>».")
    client = Client(HTTP_HOST=robot.host, headers={"Authorization": f"Bearer {robot.secret}"}, enforce_csrf_checks=True)
    for method in ("post", "put", "delete", "head"):
        answer = getattr(client, method)("/api/v1/me")
        assert (answer.status_code, answer["Allow"]) == (405, "GET")


def test_a_session_is_no_key(staff, tenant: Tenant):
    assert staff(Role.HEAD).get("/api/v1/me").status_code == 401


def test_answers_are_kept_by_nobody(robot: Program):
    answer = robot.get("/employees")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Type"].startswith("application/json")


def test_reading_of_personal_data_is_told_once_at_once_and_once_in_total(robot: Program, head: User, tenant: Tenant):
    for _ in range(3):
        AccountFactory()
    for _ in range(4):
        robot.get("/accounts", limit=2)
    robot.get("/employees")
    robot.get("/houses")
    robot.get("/company")

    at_once = Entry.objects.filter(action="api.read_personal_data").order_by("id")
    assert [entry.changes["operation"] for entry in at_once] == [[None, "accounts"], [None, "employees"]]
    assert {(entry.actor_id, entry.channel, entry.object_id) for entry in at_once} == {
        (head.pk, "api", str(robot.token.pk))  # type: ignore[union-attr]
    }
    assert sorted(Reading.objects.values_list("operation", "calls", "rows")) == [
        ("accounts", 4, 8),
        ("employees", 1, 1),
    ]

    assert readings.close_days(before=date.today()) == 0, "the day is not over"
    Reading.objects.update(day=date.today() - timedelta(days=2))
    with in_schema("public"):
        close_days()
        close_days()
    totals = Entry.objects.filter(action="api.total_personal_data").order_by("id")
    assert [(e.changes["operation"][1], e.changes["calls"][1], e.changes["rows"][1]) for e in totals] == [
        ("accounts", 4, 8), ("employees", 1, 1),
    ]  # fmt: skip


def test_a_refused_call_takes_nothing_and_is_not_counted(program: Callable[..., Program], head: User):
    assert program(head, only=[rights.SEE_PROFILE]).get("/accounts").status_code == 403
    assert Reading.objects.count() == 0


def test_while_a_company_moves_programs_read_on_but_nothing_that_must_be_written_down(robot: Program, tenant: Tenant):
    freeze(tenant)
    try:
        assert robot.get("/houses").status_code == 200
        answer = robot.get("/accounts")
    finally:
        thaw(tenant)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "только для чтения" in answer.json()["detail"]


def test_the_description_is_for_who_is_let_in(robot: Program, staff, tenant: Tenant, client_of):
    assert client_of(tenant).get("/api/v1/openapi.json").status_code == 401
    described = robot.get("/openapi.json").json()
    assert set(described["paths"]) == {f"/api/v1{path}" for path in OPERATIONS | ON_REQUESTS}
    assert described["components"]["securitySchemes"]["KeyAuth"]["scheme"] == "bearer"
    assert described == staff(Role.DISPATCHER).get("/api/v1/openapi.json").json()
    assert not [url for url in ("swagger", "redoc", "//cdn") if url in json.dumps(described)]
    assert robot.get("/docs").status_code == 404
