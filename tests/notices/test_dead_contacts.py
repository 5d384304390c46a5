"""A number or an address that does not exist: what the office is offered, and what one click takes away."""

from collections.abc import Callable

import pytest
from django.test import Client

from crm.accounting.models import House
from crm.journal.models import Entry
from crm.notices.domain import dead_contacts
from crm.notices.enums import DeliveryState
from crm.notices.models import Delivery, Notice
from crm.people.domain import phones
from crm.people.models import Person
from crm.people.rights import EDIT_PEOPLE
from crm.rights.enums import Role
from crm.rights.models import Access
from identity.models import User
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.notices.making import go, settle, write

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

PHONE, EMAIL = "+79084370001", "resident1@example.ru"


@pytest.fixture
def anna(head: User, house: House) -> Person:
    return settle(house, 1, by=head)


@pytest.fixture
def lost(head: User, anna: Person, sms_on: Tenant) -> Notice:
    """An SMS and a letter that went to nowhere."""
    notice = go(write(head))
    Delivery.objects.update(state=DeliveryState.FAILED, is_nowhere=True, reason="нет такого")
    return notice


def by(channel: str) -> Delivery:
    return Delivery.objects.select_related("person").get(channel=channel)


def test_it_is_said_in_words_and_taken_away_by_one_click(
    lost: Notice, anna: Person, head: User, tenant: Tenant, client_of: Callable[..., Client]
):
    office = client_of(tenant, head)
    shown = office.get(f"/crm/notices/{lost.pk}/").content.decode()
    assert "Номер не существует. Убрать из карточки?" in shown
    assert "Адрес не принимает письма. Убрать?" in shown

    for channel in ("sms", "email"):
        office.post(f"/crm/notices/recipients/{by(channel).pk}/remove-contact/")
    anna.refresh_from_db()
    assert (anna.email, anna.phones.count()) == ("", 0)
    shown = office.get(f"/crm/notices/{lost.pk}/").content.decode()
    assert "Номер не существует. В карточке его уже нет." in shown
    assert "remove-contact" not in shown
    assert {(one.address, one.state) for one in Delivery.objects.all()} == {(PHONE, "failed"), (EMAIL, "failed")}

    told = Entry.objects.filter(object_type="people.person", object_id=str(anna.pk), actor=head).order_by("-pk")[:2]
    assert [(entry.action, entry.changes) for entry in told] == [
        ("people.change_person", {"email": [EMAIL, ""]}),
        ("people.remove_phone", {"person_phone": ["+7 908 437-00-01", None]}),
    ]


def test_only_what_the_message_went_to_is_taken(lost: Notice, anna: Person, head: User):
    phones.remove_phone(anna.phones.get(), by=head)
    phones.add_phone(anna, phone="+79084370077", by=head)
    Person.objects.filter(pk=anna.pk).update(email="other@example.ru")

    for channel in ("sms", "email"):
        with pytest.raises(DomainError, match="в карточке уже нет"):
            dead_contacts.remove(by(channel), by=head)
    anna.refresh_from_db()
    assert (anna.email, anna.phones.get().number) == ("other@example.ru", "+79084370077")


def test_taken_by_mistake_it_is_added_again(lost: Notice, anna: Person, head: User):
    dead_contacts.remove(by("sms"), by=head)
    phones.add_phone(anna, phone=PHONE, by=head)
    assert dead_contacts.among([by("sms")], user=head)[by("sms").pk].may_remove


def test_what_failed_otherwise_is_not_offered(lost: Notice, head: User):
    Delivery.objects.update(is_nowhere=False)
    assert dead_contacts.among(Delivery.objects.all(), user=head) == {}
    with pytest.raises(DomainError, match="всё в порядке"):
        dead_contacts.remove(by("sms"), by=head)


def test_who_may_not_change_people_is_told_and_offered_nothing(
    lost: Notice, anna: Person, client_of: Callable[..., Client], tenant: Tenant
):
    narrow = make_employee(Role.CLIENT_DESK)
    Access.objects.filter(user=narrow).update(rows={EDIT_PEOPLE: "section"})
    narrow = User.objects.get(pk=narrow.pk)
    office = client_of(tenant, narrow)

    shown = office.get(f"/crm/notices/{lost.pk}/").content.decode()
    assert "Номер не существует." in shown
    assert "remove-contact" not in shown
    office.post(f"/crm/notices/recipients/{by('sms').pk}/remove-contact/")
    assert anna.phones.exists()


def test_a_person_without_the_right_is_turned_away(lost: Notice, anna: Person, staff: Callable[[Role], Client]):
    staff(Role.EXECUTOR).post(f"/crm/notices/recipients/{by('sms').pk}/remove-contact/")
    assert anna.phones.exists()
