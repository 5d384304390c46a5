"""Whom a notice reaches: audiences, consents, nobody twice."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils import timezone

from crm.accounting.models import Account, House
from crm.dispatch.domain.outage_places import Spot
from crm.notices.domain import recipients
from crm.notices.domain.audience import Whom, accounts_for
from crm.notices.domain.preview import preview
from crm.notices.enums import Audience, Kind
from crm.notices.rights import SEND_NOTICES
from crm.people.domain import consents, people
from crm.people.domain.returned import note_returned
from crm.people.enums import ConsentChannel, Tie, Topic
from crm.rights.enums import Role
from crm.rights.models import Access
from identity.models import User
from notifications.channels import Way
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.factories import AccountFactory, HouseFactory, MeterFactory
from tests.notices.making import ALL, SUBJECT, TEXT, go, settle, went, write

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def emails(whom: Whom, by: User) -> list[str]:
    """To whom an emergency goes by e-mail."""
    return sorted(address.partition("@")[0][8:] for _, address, _ in went(go(write(by, whom))))


def test_an_ordinary_notice_goes_to_those_who_agreed_an_emergency_to_all_who_did_not_refuse(
    head: User, house: House, sms_on: Tenant
):
    settle(house, 1, by=head)
    settle(house, 2, by=head, agrees="")
    settle(house, 3, by=head, agrees="sms", refuses="email")
    settle(house, 4, by=head, phone=False, agrees="")

    def ways(kind: Kind) -> dict[str, int]:
        counted = recipients.count(accounts_for(ALL, user=head), recipients.rules_now(kind))
        return {way.value: people for way in counted.rules.connected if (people := counted.by(way))}

    assert ways(Kind.ORDINARY) == {"sms": 2, "email": 1}
    assert ways(Kind.EMERGENCY) == {"sms": 3, "email": 3}


def test_audiences(head: User, house: House):
    other = HouseFactory(street="Мира", number="7", by=head)
    settle(house, 1, by=head)
    settle(house, 2, by=head)
    settle(other, 3, by=head)
    flat = Account.objects.get(house=house, flat="2")
    Account.objects.filter(pk=flat.pk).update(entrance=2, floor=1, balance=Decimal(5000))
    MeterFactory(account=Account.objects.get(house=other), by=head)

    assert emails(ALL, head) == ["1", "2", "3"]
    assert emails(Whom(Audience.PLACES, [Spot(house)]), head) == ["1", "2"]
    assert emails(Whom(Audience.PLACES, [Spot(house, 2), Spot(other)]), head) == ["2", "3"]
    assert emails(Whom(Audience.PLACES, [Spot(house, 2, 1)]), head) == ["2"]
    assert emails(Whom(Audience.ACCOUNT, account=flat), head) == ["2"]
    assert emails(Whom(Audience.DEBTORS, debt_over=Decimal(4999)), head) == ["2"]
    assert emails(Whom(Audience.DEBTORS, [Spot(other)], debt_over=Decimal(0)), head) == []
    assert emails(Whom(Audience.NO_READINGS), head) == ["3"]


def test_nobody_gets_it_twice(head: User, house: House, sms_on: Tenant):
    """Of two flats, of one phone and one address with somebody else, or asked to be queued again."""
    owner = settle(house, 1, by=head)
    people.tie(AccountFactory(house=house, flat="2", by=head), owner, kind=Tie.OWNER, by=head)
    wife = people.add_person(
        Account.objects.get(house=house, flat="1"), kind=Tie.FAMILY, last_name="Другая", by=head,
        phone="+79084370001", email="resident1@example.ru",
    )  # fmt: skip
    assert wife != owner
    notice = go(write(head))

    assert {(way, address) for way, address, _ in went(notice)} == {
        ("sms", "+79084370001"), ("email", "resident1@example.ru"),
    }  # fmt: skip
    again = recipients.queue(notice.pk, accounts_for(ALL, user=head), recipients.rules_now(Kind.EMERGENCY))
    assert again == 0


def test_who_left_the_flat_hears_nothing(head: User, house: House):
    person = settle(house, 1, by=head)
    people.untie(person.ties.get(), until=timezone.localdate(), by=head)
    assert went(go(write(head))) == set()


def test_whoever_works_for_a_section_writes_to_its_houses_alone(head: User, house: House):
    settle(house, 1, by=head)
    narrow = make_employee(Role.CLIENT_DESK)
    Access.objects.filter(user=narrow).update(rows={SEND_NOTICES: "section"})
    assert emails(ALL, User.objects.get(pk=narrow.pk)) == []
    assert emails(ALL, head) == ["1"]


def test_the_list_of_whom_it_misses_says_why(head: User, house: House, sms_on: Tenant):
    settle(house, 1, by=head)
    settle(house, 2, by=head, phone=False, agrees="")
    settle(house, 3, by=head, email=False, agrees="", refuses="sms")
    nobody = AccountFactory(house=house, flat="4", by=head)
    accounts, rules = accounts_for(ALL, user=head), recipients.rules_now()
    missed = {Account.objects.get(pk=pk).flat: why for pk, why in recipients.unreached(accounts, rules)}

    assert missed == {
        "2": "нет мобильного, нет согласия на письма",
        "3": "отказался от СМС, нет почты",
        nobody.flat: "житель с контактами не внесён",
    }
    assert recipients.count_unreached(accounts, rules) == 3


def test_an_address_that_takes_no_letters_is_no_contact(head: User, house: House):
    """The preview, the list of whom it misses, and what is sent say the same; another address is one again."""
    settle(house, 1, by=head)
    person = settle(house, 2, by=head)
    assert note_returned("Resident2@example.ru ") == 1
    accounts, rules = accounts_for(ALL, user=head), recipients.rules_now(Kind.EMERGENCY)
    seen = preview(ALL, kind=Kind.EMERGENCY, subject=SUBJECT, text=TEXT, short="", user=head)

    assert (seen.counted.by(Way.EMAIL), seen.unreached) == (1, 1)
    assert [why for _, why in recipients.unreached(accounts, rules)] == ["СМС выключены, адрес не принимает письма"]
    assert emails(ALL, head) == ["1"]
    assert not consents.may_write(person, ConsentChannel.EMAIL, Topic.ALL)

    people.change_person(
        person, last_name="Житель2", first_name="Анна", patronymic="", email="resident22@example.ru", note="", by=head
    )  # fmt: skip
    assert emails(ALL, head) == ["1", "22"]


def test_a_preview_counts_people_segments_and_money_in_few_queries(
    head: User, house: House, sms_on: Tenant, django_assert_max_num_queries: Callable[..., object]
):
    for number in (1, 2, 3):
        settle(house, number, by=head)
    with django_assert_max_num_queries(14):
        seen = preview(ALL, kind=Kind.ORDINARY, subject=SUBJECT, text=TEXT, short="", user=head)

    assert (seen.accounts, seen.unreached, seen.counted.reached) == (3, 0, 3)
    assert seen.text.startswith(f"{SUBJECT}. Суббота")
    assert seen.cost is not None
    assert (seen.cost.messages, seen.cost.total) == (3, seen.measured.segments * Decimal("7.50"))
    assert not seen.is_short_of_money


@pytest.mark.parametrize("whom", [Whom(Audience.PLACES), Whom(Audience.ACCOUNT)])
def test_an_audience_that_says_not_whom_is_refused(whom: Whom, head: User):
    with pytest.raises(DomainError):
        write(head, whom)
