"""What programs read of residents, their meters and readings: /people, /meters, /readings."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.accounting.models import Account
from crm.api.models import Reading as Counted
from crm.meters.domain import windows
from crm.meters.domain.readings import correct
from crm.meters.enums import Resource, Source
from crm.meters.models import Reading
from crm.people.domain import people
from crm.people.enums import Tie
from crm.people.models import Person
from crm.rights.domain import access
from crm.rights.enums import Role, Rows
from crm.rights.models import Section
from crm.rights.registry import Box, boxes
from identity.channels import Channel
from identity.models import User
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.api.conftest import Program
from tests.api.test_operations import NEEDED, OPERATIONS
from tests.conftest import make_employee
from tests.factories import AccountFactory, HouseFactory, MeterFactory
from tests.meters.making import give

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

MOBILE = "+79084373418"
ON = date(2026, 11, 10)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "today", lambda: date(2026, 11, 24))


@pytest.fixture
def robot(program: Callable[..., Program], head: User) -> Program:
    return program(head)


@pytest.fixture
def account(tenant: Tenant) -> Account:
    return AccountFactory(house=HouseFactory(street="Ленина", number="86"), number="00116501", flat="12")


def items(robot: Program, path: str, **query: object) -> list[dict[str, object]]:
    answer = robot.get(path, **query)
    assert answer.status_code == 200, answer.content.decode()
    found: list[dict[str, object]] = answer.json()["items"]
    return found


def test_residents_with_phones_and_what_they_are_to_which_account(robot: Program, account: Account, head: User):
    owner = people.add_account_phone(account, phone=MOBILE, by=head)
    people.add_person(account, kind=Tie.FAMILY, last_name="Ли", first_name="Бо", phone="", by=head)

    first, second = items(robot, "/people")
    since = first["accounts"][0]["since"]  # type: ignore[index]
    assert first == {
        "id": owner.pk, "last_name": "Иванова", "first_name": "Нина", "patronymic": "Петровна", "phones": [MOBILE],
        "accounts": [
            {"account_id": account.pk, "account_number": "00116501", "kind": "owner", "since": since, "until": None}
        ],
    }  # fmt: skip
    assert (second["last_name"], second["phones"], second["accounts"][0]["kind"]) == ("Ли", [], "family")  # type: ignore[index]
    assert [one["id"] for one in items(robot, "/people", account=account.pk)] == [first["id"], second["id"]]
    assert items(robot, "/people", account=account.pk + 1) == []


def test_meters_of_flats_and_of_the_house(robot: Program, account: Account, head: User):
    meter = MeterFactory(account=account, number="43512775", next_verification_on=date(2029, 3, 26), place="Кухня")
    whole = MeterFactory(house=account.house, resource=Resource.HEAT, number="7")

    assert items(robot, "/meters", account=account.pk) == [
        {
            "id": meter.pk, "account_id": account.pk, "account_number": "00116501", "house_id": account.house_id,
            "resource": "cold", "number": "43512775", "model": "", "tariffs": 1, "digits": 5, "place": "Кухня",
            "installed_on": None, "next_verification_on": "2029-03-26", "is_active": True, "removed_on": None,
        }
    ]  # fmt: skip
    shared = items(robot, "/meters", active="true")[1]
    assert (shared["id"], shared["account_number"], shared["house_id"]) == (whole.pk, None, account.house_id)
    assert items(robot, "/meters", active="false") == []


def test_readings_of_a_month_are_those_that_hold(robot: Program, account: Account, head: User):
    cold = MeterFactory(account=account, number="43512775")
    power = MeterFactory(account=account, resource=Resource.ELECTRICITY, number="9", tariffs=2)
    give(cold, 700, on=date(2026, 10, 10))
    wrong = give(cold, 792, on=ON, by=head)
    correct(wrong, values=[Decimal("791.482")], comment="Описка", confirmed=True, by=head)
    give(power, 120, 85, on=ON, source=Source.MOBILE)

    water, light = items(robot, "/readings", month="2026-11")
    assert water == {
        "id": Reading.objects.get(corrects=wrong).pk, "meter_id": cold.pk, "meter_number": "43512775",
        "account_id": account.pk, "account_number": "00116501", "resource": "cold", "values": ["791.482"],
        "taken_on": "2026-11-10", "source": "crm",
    }  # fmt: skip
    assert (light["values"], light["source"]) == (["120.000", "85.000"], "mobile")
    assert [one["values"] for one in items(robot, "/readings", month="2026-10")] == [["700.000"]]
    assert items(robot, "/readings", month="2026-09") == []


@pytest.mark.parametrize("month", ["2026-13", "11.2026", "2026", "0000-01"])
def test_a_month_that_is_none_is_named(robot: Program, month: str):
    answer = robot.get("/readings", month=month)
    assert (answer.status_code, answer.json()["detail"]) == (422, "month: нужны год и месяц, например 2026-11")


def test_no_month_is_asked_for(robot: Program):
    answer = robot.get("/readings")
    assert (answer.status_code, answer.json()["detail"]) == (422, "month: обязательно")


@pytest.mark.parametrize("path", ["/people", "/meters", "/readings"])
def test_pages_hold_everything_once_and_cost_the_same(robot: Program, account: Account, head: User, path: str):
    for number in range(7):
        flat = AccountFactory(house=account.house)
        people.add_account_phone(flat, phone=f"+7908437341{number}", by=head)
        give(MeterFactory(account=flat), 5, on=ON)
    query = NEEDED.get(path, {})
    robot.get(path, **query)
    seen, costs, after = [], [], 0
    while after is not None:
        with CaptureQueriesContext(connection) as queries:
            page = robot.get(path, limit=3, after=after, **query).json()
        costs.append(len(queries))
        seen += [row["id"] for row in page["items"]]
        after = page["next"]

    assert (len(seen), len(set(seen))) == (7, 7)
    assert len(set(costs)) == 1
    assert costs[0] <= 15


def cut_to(*houses: Account) -> User:
    """A dispatcher who sees the houses of one section alone, through programs too."""
    user = make_employee(Role.DISPATCHER)
    section = Section.objects.create(name="Северный")
    section.people.add(user)
    for account in houses:
        account.house.section = section
        account.house.save()
    codes = set(OPERATIONS.values()) - {"shell.enter_api"}
    wanted = frozenset(Box(code, channel) for code in codes for channel in (Channel.COMPUTER, Channel.API)) & boxes()
    access.set_rights(user, access.Rights(Role.DISPATCHER, wanted, dict.fromkeys(codes, Rows.SECTION)), by=None)
    return user


def test_a_key_sees_the_rows_of_its_owner(program: Callable[..., Program], account: Account, head: User):
    """Somebody with flats in two sections is seen with the flat of one's own alone."""
    foreign = AccountFactory(number="00999")
    for flat in (account, foreign):
        give(MeterFactory(account=flat), 5, on=ON)
        people.add_person(flat, kind=Tie.OWNER, last_name=f"Житель {flat.number}", first_name="А", phone="", by=head)
    both = Person.objects.get(last_name="Житель 00116501")
    people.tie(foreign, both, kind=Tie.TENANT, by=head)
    robot = program(cut_to(account))

    (seen,) = items(robot, "/people")
    assert [tie["account_number"] for tie in seen["accounts"]] == ["00116501"]  # type: ignore[attr-defined]
    for path in ("/meters", "/readings"):
        assert {one["account_number"] for one in items(robot, path, **NEEDED.get(path, {}))} == {"00116501"}
    assert items(robot, "/people", account=foreign.pk) == []
    assert items(robot, "/meters", account=foreign.pk) == []


def test_what_is_read_of_people_is_counted(robot: Program, account: Account, head: User):
    people.add_account_phone(account, phone=MOBILE, by=head)
    give(MeterFactory(account=account), 5, on=ON)
    for path in ("/people", "/meters", "/readings"):
        robot.get(path, **NEEDED.get(path, {}))

    assert sorted(Counted.objects.values_list("operation", "calls", "rows")) == [
        ("meters", 1, 1), ("people", 1, 1), ("readings", 1, 1),
    ]  # fmt: skip


def test_a_key_of_one_company_opens_nothing_of_another(
    program: Callable[..., Program], account: Account, head: User, beta: Tenant
):
    """The same rows, with the same numbers, stand in both: each key reads its own, and none at the other's address."""
    people.add_account_phone(account, phone=MOBILE, by=head)
    give(MeterFactory(account=account), 5, on=ON)
    robot = program(head)
    with speaking_for(beta):
        neighbour = AccountFactory(number="СЛОВОБЕТЫ")
        people.add_account_phone(neighbour, phone=MOBILE, by=None)
        give(MeterFactory(account=neighbour, number="СЛОВОБЕТЫ"), 5, on=ON)

    for path in ("/people", "/meters", "/readings", "/accounts"):
        answer = robot.get(path, **NEEDED.get(path, {}))
        assert "00116501" in answer.content.decode(), path
        assert "СЛОВОБЕТЫ" not in answer.content.decode(), path
        assert Program("beta.localhost:8000", robot.secret).get(path, **NEEDED.get(path, {})).status_code == 401
