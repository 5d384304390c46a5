"""A key: issued, shown once, narrowed, expired, revoked."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.accounting import rights as accounting
from crm.api.domain import tokens
from crm.api.models import Token
from crm.company import rights
from crm.company.domain import employees
from crm.company.models import Employee
from crm.journal.models import Entry
from crm.rights import registry
from crm.rights.domain import access
from crm.rights.enums import Role
from crm.rights.registry import Box
from identity.channels import Channel
from identity.models import User
from tenants.archive import rows as archive_rows
from tenants.domain import freezing
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.api.conftest import Program
from tests.conftest import make_employee
from tests.factories import data_of

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

YEAR = timedelta(days=365)
WRONG = "Ключ не подходит: он неверен, отозван или истёк."


def issue(user: User, **other: object) -> tokens.Issued:
    return tokens.issue(**{"user": user, "name": "1С", "expires_at": timezone.now() + YEAR, **other})  # type: ignore[arg-type]


def test_a_key_is_256_random_bits_of_which_only_the_digest_is_kept(head: User):
    issued = issue(head)
    assert issued.secret.startswith("burm_")
    assert len(issued.secret) == len("burm_") + 43
    assert issued.secret != issue(head, name="Другой").secret

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, ' ') FROM api_token t")
        kept = cursor.fetchone()[0]
    assert hashlib.sha256(issued.secret.encode()).hexdigest() in kept
    assert issued.secret[:10] in kept
    assert issued.secret[10:] not in kept
    assert issued.secret not in repr(issued)


def test_issuing_and_revoking_stand_in_the_journal_without_the_key(head: User):
    issued = issue(head, only=[rights.SEE_EMPLOYEES])
    tokens.revoke(issued.token, by=head)
    made, gone = Entry.objects.filter(object_type="api.token").order_by("id")

    assert (made.action, made.actor, made.changes["name"]) == ("api.issue_key", head, [None, "1С"])
    assert made.changes["only"] == [None, "company.see_employees"]
    assert (gone.action, gone.object_text) == ("api.revoke_key", f"1С ({issued.token.prefix}…)")
    assert issued.secret[10:] not in f"{made.changes}{made.object_text}{gone.changes}"


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"name": "1с "}, "name", "Ключ с таким названием у вас уже есть"),
        ({"name": "  "}, "name", "не может быть пустым"),
        ({"name": "Б", "expires_at": timezone.now() - timedelta(days=1)}, "expires", "от одного дня до трёх лет"),
        ({"name": "Б", "expires_at": timezone.now() + 4 * YEAR}, "expires", "от одного дня до трёх лет"),
        ({"name": "Б", "only": []}, "only", "Отметьте действия"),
        ({"name": "Б", "only": [rights.MANAGE_RIGHTS]}, "only", "Отметьте действия"),
    ],
)
def test_what_is_wrong_is_said(head: User, wrong: dict[str, object], field: str, message: str):
    issue(head)
    with pytest.raises(DomainError, match=message) as refused:
        issue(head, **wrong)
    assert refused.value.field == field
    assert Token.objects.count() == 1


def test_the_database_holds_the_rules_too(head: User):
    token = issue(head).token
    for change in ({"name": ""}, {"expires_at": timezone.now() + 4 * YEAR}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Token.objects.filter(pk=token.pk).update(**change)


def test_a_name_is_free_again_once_its_key_is_revoked(head: User):
    tokens.revoke(issue(head).token, by=head)
    assert issue(head).token.works


def test_who_has_nothing_for_programs_gets_no_key(tenant: Tenant):
    with pytest.raises(DomainError, match="нет прав на работу через программы"):
        issue(make_employee(Role.DISPATCHER))


def test_another_may_not_revoke_it_but_who_manages_keys_may(head: User):
    token = issue(head).token
    dispatcher = make_employee(Role.DISPATCHER)
    with pytest.raises(DomainError, match="Чужой ключ"):
        tokens.revoke(token, by=dispatcher)
    second = make_employee(Role.HEAD, "second@example.ru")
    assert tokens.revoke(token, by=second).revoked_by == second


def test_no_wrong_key_is_told_from_another(program: Callable[..., Program], head: User, beta: Tenant):
    """Unknown, revoked, expired, of one who left, of another company: the same answer, by one query."""
    works, revoked, expired, left = (program(head, name=name) for name in ("а", "б", "в", "г"))
    foreign = Program("beta.localhost:8000", works.secret)
    assert works.get("/me").status_code == 200
    answers = []
    tokens.revoke(revoked.token, by=head)  # type: ignore[arg-type]
    Token.objects.filter(pk=expired.token.pk).update(expires_at=timezone.now())  # type: ignore[union-attr]
    counts = set()
    for wrong in (Program(works.host, "burm_" + "x" * 43), Program(works.host, "я" * 5_000), revoked, expired, foreign):
        with CaptureQueriesContext(connection) as queries:
            answers.append(wrong.get("/me"))
        counts.add(sum("api_token" in query["sql"] for query in queries))
    User.objects.filter(pk=head.pk).update(is_active=False)
    answers.append(left.get("/me"))

    assert counts == {1}
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.json()["detail"][: len(WRONG)] for answer in answers} == {WRONG}
    assert len({answer.content for answer in answers}) == 1
    assert {answer["WWW-Authenticate"] for answer in answers} == {"Bearer"}


def test_whoever_leaves_takes_the_keys_along_at_once(program: Callable[..., Program], head: User):
    second = make_employee(Role.HEAD, "second@example.ru")
    robot = program(second)
    assert robot.get("/me").status_code == 200
    employee = Employee.objects.get(user=second)
    employees.change(employee, **data_of(employee, is_active=False), by=head)
    assert robot.get("/me").status_code == 401


def test_a_right_that_is_taken_away_is_refused_at_the_next_call(program: Callable[..., Program], head: User):
    second = make_employee(Role.HEAD, "second@example.ru")
    robot = program(second)
    assert robot.get("/houses").status_code == 200

    boxes = access.boxes_of(second.access) - {Box(accounting.SEE_ACCOUNTS, Channel.API)}
    access.set_rights(second, access.Rights(Role.HEAD, boxes, {}), by=head)

    refused = robot.get("/houses")
    assert refused.status_code == 403
    assert "«Видеть дома и лицевые счета» для программ" in refused.json()["detail"]
    assert robot.get("/employees").status_code == 200


def test_a_narrowed_key_may_less_than_its_owner_and_never_more(program: Callable[..., Program], head: User):
    robot = program(head, only=[rights.SEE_EMPLOYEES])
    assert [action["code"] for action in robot.get("/me").json()["actions"]] == [rights.SEE_EMPLOYEES]
    assert robot.get("/employees").status_code == 200
    assert robot.get("/accounts").status_code == 403

    make_employee(Role.HEAD, "second@example.ru")
    access.set_rights(head, access.Rights(Role.DISPATCHER, registry.preset(Role.DISPATCHER), {}), by=None)
    assert robot.get("/employees").status_code == 403


def test_the_time_of_use_is_written_once_a_minute(program: Callable[..., Program], head: User):
    robot = program(head)
    robot.get("/me")
    token = Token.objects.get()
    first = token.last_used_at
    assert (first is not None, token.last_address) == (True, "127.0.0.1")
    with CaptureQueriesContext(connection) as queries:
        robot.get("/me")
    assert not [query for query in queries if query["sql"].startswith("UPDATE")]
    Token.objects.update(last_used_at=first - timedelta(minutes=2))
    robot.get("/me")
    assert Token.objects.get().last_used_at > first


def test_wrong_keys_are_counted_by_address_and_right_ones_go_on(program: Callable[..., Program], head: User):
    robot, thief = program(head), Program("alpha.localhost:8000", "burm_нет")
    codes = [thief.get("/me").status_code for _ in range(32)]
    assert codes == [401] * 30 + [429] * 2
    refused = thief.get("/me")
    assert (refused["Retry-After"], "Слишком много" in refused.json()["detail"]) == ("60", True)
    assert robot.get("/me").status_code == 200


def test_keys_stay_where_they_are_when_a_company_moves():
    """An archive is carried by people; the doors of one installation are not those of another."""
    assert {"api_token", "api_reading", "django_session"} <= freezing.staying()
    assert archive_rows._copy("uk_a", "api_token", ["id"]).endswith("WHERE false) TO STDOUT")
    assert "WHERE false" not in archive_rows._copy("uk_a", "identity_user", ["id"])
