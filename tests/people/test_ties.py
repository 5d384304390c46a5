from datetime import date, timedelta

import pytest
from django.utils import timezone

from crm.accounting.models import Account
from crm.people.domain import people, queries
from crm.people.enums import Tie
from crm.people.models import AccountPerson, Person
from identity.models import User
from tenants.errors import DomainError

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def add_son(account: Account, head: User, **other: object) -> Person:
    return people.add_person(
        account, by=head, **{"kind": Tie.FAMILY, "last_name": "Иванов", "first_name": "Роман", **other}
    )


def test_an_account_has_any_number_of_people_the_owner_first(head: User, account: Account, owner: Person):
    son = add_son(account, head, phone="89143139546")
    tenant = people.add_person(account, kind=Tie.TENANT, last_name="Ким", by=head)

    assert [(tie.person, tie.kind) for tie in queries.people_of(account)] == [
        (owner, Tie.OWNER), (son, Tie.FAMILY), (tenant, Tie.TENANT),
    ]  # fmt: skip


def test_somebody_known_by_phone_and_name_is_tied_and_not_made_twice(
    head: User, account: Account, dacha: Account, owner: Person
):
    found = people.add_person(
        dacha, kind=Tie.REPRESENTATIVE, last_name="иванова", first_name="Нина", patronymic="Петровна",
        phone="8 908 437-34-18", by=head,
    )  # fmt: skip

    assert found == owner
    assert owner.ties.get(account=dacha).kind == Tie.REPRESENTATIVE


def test_nobody_is_tied_to_one_account_twice(head: User, account: Account, owner: Person):
    with pytest.raises(DomainError, match="уже есть в этом счёте"):
        people.tie(account, owner, kind=Tie.FAMILY, by=head)


def test_an_ended_tie_stays_and_frees_the_place(head: User, account: Account, owner: Person):
    tie = owner.ties.get()
    people.untie(tie, until=TODAY, by=head)

    assert queries.people_of(account)[0].is_over
    assert list(AccountPerson.objects.filter(queries.in_force())) == []
    people.tie(account, owner, kind=Tie.OWNER, by=head)
    assert owner.ties.count() == 2


def test_a_lease_that_ends_by_itself(head: User, account: Account):
    lodger = add_son(account, head, kind=Tie.TENANT, since=TODAY, until=TODAY + timedelta(days=30))
    tie = lodger.ties.get()

    assert AccountPerson.objects.filter(queries.in_force(TODAY + timedelta(days=29))).get() == tie
    assert not AccountPerson.objects.filter(queries.in_force(TODAY + timedelta(days=30))).exists()
    assert not AccountPerson.objects.filter(queries.in_force(TODAY - timedelta(days=1))).exists()


@pytest.mark.parametrize(
    ("until", "words"), [(TODAY + timedelta(days=1), "ещё не наступил"), (date(2020, 1, 1), "раньше она закончиться")]
)
def test_days_that_a_tie_cannot_end_on(head: User, account: Account, until: date, words: str):
    tie = add_son(account, head, since=date(2024, 5, 1)).ties.get()

    with pytest.raises(DomainError, match=words) as refusal:
        people.untie(tie, until=until, by=head)
    assert refusal.value.field == "until"


def test_what_has_ended_does_not_end_again(head: User, owner: Person):
    tie = people.untie(owner.ties.get(), until=TODAY, by=head)

    with pytest.raises(DomainError, match="уже закончилась"):
        people.untie(tie, until=TODAY, by=head)


def test_a_person_is_changed_and_found_by_the_new_name(head: User, owner: Person, journal_of):
    people.change_person(
        owner, last_name="Сёмина", first_name="Нина", patronymic=".", email="Nina@Example.ru", note="после 18", by=head
    )

    owner.refresh_from_db()
    assert (str(owner), owner.email, owner.name_key) == ("Сёмина Нина", "nina@example.ru", "семина нина")
    assert journal_of(owner)[-1] == "people.change_person"
    with pytest.raises(DomainError, match="фамилию"):
        people.change_person(owner, last_name=".", first_name="", patronymic="", email="", note="", by=head)


def test_markup_in_a_name_is_refused_at_its_field(head: User, account: Account):
    with pytest.raises(DomainError) as refusal:
        people.add_person(account, kind=Tie.FAMILY, last_name="<b>Ли</b>", by=head)
    assert refusal.value.field == "last_name"


def test_whoever_works_elsewhere_does_not_change_people_here(account: Account):
    from crm.rights.domain.access import Rights, set_rights
    from crm.rights.enums import Role, Rows
    from crm.rights.models import Access
    from tests.conftest import make_employee

    desk = make_employee(Role.CLIENT_DESK)
    now = Rights.of(Access.objects.get(user=desk))
    set_rights(desk, Rights(now.role, now.boxes, {"people.edit_people": Rows.SECTION}), by=None)
    desk = User.objects.get(pk=desk.pk)

    with pytest.raises(DomainError, match="не на ваших участках"):
        people.add_account_phone(account, phone="9084373418", by=desk)


class TestWhoMaySee:
    def test_nobody_is_registered_until_somebody_signs_in(self, head: User, account: Account, owner: Person):
        assert not queries.is_registered(account)
        Person.objects.filter(pk=owner.pk).update(user=head)

        assert queries.is_registered(account)
        assert list(queries.who_may_see(account)) == [owner]
        assert [row.registered for row in queries.with_registration(Account.objects.all())] == [True]

    def test_whoever_has_left_sees_nothing(self, head: User, account: Account, owner: Person):
        Person.objects.filter(pk=owner.pk).update(user=head)
        people.untie(owner.ties.get(), until=TODAY, by=head)

        assert not queries.is_registered(account)


def test_accounts_without_a_live_device_get_a_text_message(head: User, account: Account, owner: Person, dacha: Account):
    from crm.people.domain.devices import heard_of, remember_device

    remember_device(owner, endpoint="https://push.example/1", keys={}, by=None)
    assert list(queries.accounts_without_push(Account.objects.all())) == [dacha]

    heard_of("https://push.example/1", at=timezone.now() - queries.LIVE_DEVICE - timedelta(days=1))
    assert set(queries.accounts_without_push(Account.objects.all())) == {account, dacha}
