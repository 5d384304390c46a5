"""Sign-ins come into the journal by the signals of `identity`; a stranger cannot fill it."""

import pytest
from django.core.cache import cache

from crm.journal.domain import sign_ins
from crm.journal.models import Entry
from identity import events
from identity.channels import Channel
from identity.models import User
from tenants.context import in_schema, speaking_for
from tenants.models import Tenant
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def refuse(login: str, user: User | None = None) -> None:
    events.sign_in_refused.send(sender=None, user=user, login=login, reason="Неверный пароль")


def entries(action: str) -> list[Entry]:
    return list(Entry.objects.filter(action=action).order_by("id"))


def test_who_came_and_through_what(head: User):
    head.channel = Channel.MOBILE
    events.signed_in.send(sender=None, user=head)
    events.signed_out.send(sender=None, user=head)

    written = Entry.objects.filter(actor=head, object_type="identity.user", object_id=str(head.pk)).order_by("id")
    assert [(entry.action, entry.channel) for entry in written] == [
        ("identity.sign_in", "mobile"),
        ("identity.sign_out", "mobile"),
    ]


def test_a_password_and_a_second_factor_without_any_secret(head: User):
    events.password_changed.send(sender=None, user=head, by=None)
    events.second_factor_changed.send(sender=None, user=head, by=head, is_on=True)

    password, factor = entries("identity.change_password") + entries("identity.change_second_factor")
    assert (password.actor, password.changes) == (None, {})
    assert (factor.actor, factor.changes) == (head, {"second_factor": [False, True]})


def test_a_known_login_is_told_by_its_person(head: User):
    refuse(head.email, head)

    (entry,) = entries("identity.refuse_sign_in")
    assert (entry.object_id, entry.object_text, entry.actor) == (str(head.pk), str(head), None)
    assert entry.changes == {"sign_in_reason": [None, "Неверный пароль"]}


@pytest.mark.parametrize(
    ("login", "written"),
    [
        ("petrova@mail.ru", "p…@mail.ru"),
        ("8 908 437-34-18", "+7…18"),
        (PASSWORD, "неизвестный логин"),
        ("пароль@без-точки", "неизвестный логин"),
        ("", "неизвестный логин"),
    ],
)
def test_what_nobody_has_as_a_login_may_be_a_password(tenant: Tenant, login: str, written: str):
    refuse(login)

    (entry,) = entries("identity.refuse_sign_in")
    assert (entry.object_text, entry.object_id) == (written, "")


def test_one_login_is_written_once_a_minute_and_the_rest_is_counted(head: User):
    for _ in range(20):
        refuse(head.email, head)
    assert len(entries("identity.refuse_sign_in")) == 1

    _let_a_minute_pass()
    refuse(head.email, head)

    first, second = entries("identity.refuse_sign_in")
    assert "missed_tries" not in first.changes
    assert second.changes["missed_tries"] == [None, 19]


def test_ever_new_logins_from_one_address_do_not_fill_the_table(tenant: Tenant):
    for number in range(200):
        refuse(f"somebody{number}@example.ru")
    assert 1 <= len(entries("identity.refuse_sign_in")) <= 2 * sign_ins.PER_ADDRESS  # a minute may end in between


def test_nor_do_many_addresses(tenant: Tenant, rf):
    from identity.origin import asked_by

    for number in range(sign_ins.PER_COMPANY * 3):
        with asked_by(rf.get("/", REMOTE_ADDR=f"203.0.{number // 250}.{number % 250 + 1}")):
            refuse(f"somebody{number}@example.ru")
    assert sign_ins.PER_COMPANY <= len(entries("identity.refuse_sign_in")) <= 2 * sign_ins.PER_COMPANY


def test_a_lock_out_is_written_too(head: User):
    events.locked_out.send(sender=None, user=head, login=head.email)
    events.locked_out.send(sender=None, user=head, login=head.email)
    assert [entry.object_text for entry in entries("identity.lock_out")] == [str(head)]


def test_one_company_does_not_use_up_the_minute_of_another(alpha: Tenant, beta: Tenant):
    for company in (alpha, beta):
        with speaking_for(company):
            refuse("petrova@mail.ru")
            assert len(entries("identity.refuse_sign_in")) == 1


def test_operators_have_no_journal(operator: User):
    with in_schema("public"):
        events.signed_in.send(sender=None, user=operator)
        events.locked_out.send(sender=None, user=operator, login=operator.email)
        refuse("petrova@mail.ru")
        events.password_changed.send(sender=None, user=operator, by=operator)


def _let_a_minute_pass() -> None:
    """What Redis does by itself when a key's time is up."""
    raw = cache._cache.get_client(None)  # type: ignore[attr-defined]
    assert raw.delete(*raw.scan_iter("*journal.told:*")) == 1
