import pytest
from django.utils import timezone

from crm.people.domain import consents, erasing, people
from crm.people.domain.devices import remember_device
from crm.people.enums import ConsentChannel, ConsentSource
from crm.people.models import Device, Person, PersonPhone
from crm.personal_data.domain import erasing as deed
from crm.personal_data.domain import gathering
from crm.personal_data.registry import Question
from identity.models import User
from tenants.errors import DomainError
from tests.people.conftest import MOBILE

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(owner: Person, head: User) -> Person:
    """A resident of whom everything is known."""
    people.change_person(
        owner, last_name="Иванова", first_name="Нина", patronymic="Петровна", email="nina@example.ru", note="после 18",
        by=head,
    )  # fmt: skip
    consents.give(owner, channel=ConsentChannel.SMS, source=ConsentSource.PAPER, by=head)
    remember_device(owner, endpoint="https://push.example/1", keys={}, label="Chrome", by=None)
    return owner


@pytest.mark.parametrize(
    "question",
    [
        Question(phone=MOBILE), Question(email="nina@example.ru"), Question(number="00012345"),
        Question(last_name="иванова", first_name="Нина"),
    ],
)  # fmt: skip
def test_a_resident_is_found_by_whatever_is_known(known: Person, question: Question):
    assert f"residents:{known.pk}" in {anchor.held.key for anchor in gathering.find(question)}


def test_the_file_holds_everything(known: Person):
    file = gathering.gather([f"residents:{known.pk}"])
    told = "\n".join(f"{line.label}: {line.value}" for row in file.rows for line in row.lines)

    for word in ("+7 908 437-34-18", "nina@example.ru", "после 18", "Chrome", "00012345", "СМС, дано"):
        assert word in told, word


def test_whoever_is_of_an_account_in_force_is_kept(known: Person, head: User):
    with pytest.raises(DomainError, match="00012345"):
        erasing.erase_person(known, by=head)


def test_name_and_contacts_go_and_the_consents_stay_as_nobodys(known: Person, head: User):
    people.untie(known.ties.get(), until=timezone.localdate(), by=head)
    keys = [f"residents:{known.pk}"]
    shown = deed.digest(gathering.gather(keys))
    deed.erase(keys, shown=shown, reason="Заявление № 4", asked_on=timezone.localdate(), by=head)

    erased = Person.objects.get()
    assert (str(erased), erased.email, erased.note) == ("Данные стёрты", "", "")
    assert not PersonPhone.objects.exists()
    assert not Device.objects.exists()
    assert [row.is_given for row in consents.history(erased)] == [True]
    assert erased.ties.count() == 1
    assert gathering.find(Question(phone=MOBILE)) == []


def test_nothing_is_added_to_who_was_erased(known: Person, head: User, dacha):
    people.untie(known.ties.get(), until=timezone.localdate(), by=head)
    erasing.erase_person(known, by=head)

    with pytest.raises(DomainError, match="стёрты"):
        people.tie(dacha, known, kind="owner", by=head)
