"""Addresses that take no letters: marked with whoever has them, until they change or turn out to work."""

from collections.abc import Callable

import pytest

from crm.people.domain import people, returned
from crm.people.models import Person
from crm.rights.enums import Role
from identity.models import User
from tenants.errors import DomainError

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

ADDRESS = "nina@example.ru"


def give(person: Person, email: str, *, by: User) -> Person:
    return people.change_person(
        person, last_name=person.last_name, first_name=person.first_name, patronymic=person.patronymic,
        email=email, note="", by=by,
    )  # fmt: skip


@pytest.fixture
def nina(owner: Person, head: User) -> Person:
    """Letters to her come back."""
    give(owner, ADDRESS, by=head)
    assert returned.note_returned(ADDRESS) == 1
    owner.refresh_from_db()
    return owner


def test_it_is_marked_once_and_told_to_the_journal(nina: Person, journal_of: Callable[[Person], list[str]]):
    assert nina.email_returned_at is not None
    assert returned.note_returned(ADDRESS) == 0
    assert returned.note_returned("") == 0
    assert journal_of(nina)[-1:] == ["people.note_returned"]


def test_another_address_has_not_returned_anything_and_the_same_one_has(nina: Person, head: User):
    give(nina, ADDRESS, by=head)
    nina.refresh_from_db()
    assert nina.email_returned_at is not None

    give(nina, "new@example.ru", by=head)
    nina.refresh_from_db()
    assert nina.email_returned_at is None


def test_the_card_says_since_when_and_the_mark_is_taken_off(nina: Person, staff, journal_of):
    browser = staff(Role.CLIENT_DESK)
    page = browser.get(f"/crm/people/inspect/{nina.pk}/").content.decode()
    assert f"Письма на этот адрес возвращаются с {nina.email_returned_at:%d.%m.%Y}" in page

    browser.post(f"/crm/people/{nina.pk}/email/trust/")
    nina.refresh_from_db()
    assert (nina.email_returned_at, nina.email) == (None, ADDRESS)
    assert journal_of(nina)[-1:] == ["people.trust_email"]
    assert "возвращаются" not in browser.get(f"/crm/people/inspect/{nina.pk}/").content.decode()


def test_only_the_address_that_is_meant_is_removed(nina: Person, head: User):
    with pytest.raises(DomainError, match="уже нет"):
        returned.remove_email(nina, address="other@example.ru", by=head)
    returned.remove_email(nina, address=ADDRESS, by=head)
    nina.refresh_from_db()
    assert (nina.email, nina.email_returned_at) == ("", None)
