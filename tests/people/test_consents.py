import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from crm.people.consent_texts import CURRENT
from crm.people.domain import consents
from crm.people.domain.devices import forget_device, remember_device
from crm.people.enums import ConsentChannel, ConsentSource, Topic
from crm.people.models import Consent, Device, Person
from identity.models import User
from tenants.errors import DomainError

pytestmark = pytest.mark.django_db

SMS, EMAIL, PUSH = ConsentChannel.SMS, ConsentChannel.EMAIL, ConsentChannel.PUSH
PAPER, LINK = ConsentSource.PAPER, ConsentSource.LINK


def give(person: Person, by: User | None = None, **other: object) -> Consent:
    return consents.give(person, **{"channel": SMS, "source": PAPER, "by": by, **other})


def test_a_consent_is_kept_with_its_text_channel_source_and_who_wrote_it_down(owner: Person, head: User, journal_of):
    given = give(owner, head, text_version="Бланк № 4 от 12.03.2026")

    assert (given.channel, given.source, given.text_version, given.by, given.is_given) == (
        SMS, PAPER, "Бланк № 4 от 12.03.2026", head, True,
    )  # fmt: skip
    assert (timezone.now() - given.at).total_seconds() < 60
    assert journal_of(owner)[-1] == "people.give_consent"


def test_a_consent_without_a_text_cannot_be_proved(owner: Person):
    with pytest.raises(DomainError, match="не доказать") as refusal:
        give(owner, text_version=" ")
    assert refusal.value.field == "text_version"


def test_the_last_word_holds_and_the_words_before_stay(owner: Person, head: User):
    give(owner, head)
    consents.withdraw(owner, channel=SMS, source=LINK, by=None)
    give(owner, head, source=ConsentSource.PHONE_CALL)

    assert [(row.is_given, row.source) for row in consents.history(owner)] == [
        (True, ConsentSource.PHONE_CALL), (False, LINK), (True, PAPER),
    ]  # fmt: skip
    assert consents.holding(owner)[SMS].source == ConsentSource.PHONE_CALL


def test_the_same_word_again_adds_nothing(owner: Person, head: User):
    assert give(owner, head) == give(owner, head)
    consents.withdraw(owner, channel=SMS, source=LINK, by=None)
    consents.withdraw(owner, channel=SMS, source=PAPER, by=head)

    assert Consent.objects.count() == 2


def test_nobody_changes_or_removes_a_consent(owner: Person):
    given = give(owner)
    for damage in (given.delete, lambda: Consent.objects.update(is_given=False)):
        with pytest.raises(DatabaseError), transaction.atomic():
            damage()
    assert Consent.objects.get().is_given


class TestMayWrite:
    def test_of_ones_own_request_without_a_consent_to_all_only_with_it(self, owner: Person):
        assert consents.may_write(owner, SMS, Topic.REQUESTS)
        assert not consents.may_write(owner, SMS, Topic.NEWS)
        give(owner)
        assert consents.may_write(owner, SMS, Topic.NEWS)

    def test_a_consent_is_for_its_channel(self, owner: Person):
        Person.objects.filter(pk=owner.pk).update(email="nina@example.ru")
        give(owner, channel=SMS)

        assert consents.may_write(owner, EMAIL, Topic.REQUESTS)
        assert not consents.may_write(owner, EMAIL, Topic.NEWS)

    def test_a_refusal_stops_both(self, owner: Person):
        give(owner)
        consents.withdraw(owner, channel=SMS, source=LINK, by=None)

        assert not consents.may_write(owner, SMS, Topic.NEWS)
        assert not consents.may_write(owner, SMS, Topic.REQUESTS)

    @pytest.mark.parametrize("channel", [EMAIL, PUSH])
    def test_nothing_goes_to_a_contact_that_is_not_there(self, owner: Person, channel: ConsentChannel):
        give(owner, channel=channel)

        assert not consents.may_write(owner, channel, Topic.REQUESTS)
        assert not consents.may_write(owner, channel, Topic.NEWS)

    def test_many_are_asked_in_one_query(self, owner: Person, django_assert_num_queries):
        give(owner)
        silent = Person.objects.create(last_name="Ким", name_key="ким")
        with django_assert_num_queries(1):
            assert list(consents.reachable(Person.objects.all(), SMS, Topic.NEWS)) == [owner]
        assert silent not in consents.reachable(Person.objects.all(), SMS, Topic.REQUESTS)

    def test_the_current_text_is_one_of_the_versions(self, owner: Person):
        assert give(owner).text_version == CURRENT


class TestDevices:
    def test_the_same_address_is_one_device_whoever_signs_in_there(self, owner: Person, head: User):
        other = Person.objects.create(last_name="Ким", name_key="ким")
        remember_device(owner, endpoint="https://push.example/1", keys={"auth": "a"}, label="Chrome", by=None)
        device = remember_device(other, endpoint="https://push.example/1", keys={"auth": "b"}, label="Chrome", by=None)

        assert Device.objects.get() == device
        assert (device.person, device.keys) == (other, {"auth": "b"})

    def test_a_device_that_is_gone_is_forgotten(self, owner: Person, journal_of):
        remember_device(owner, endpoint="https://push.example/1", keys={}, by=None)
        assert consents.may_write(owner, PUSH, Topic.REQUESTS)

        assert forget_device("https://push.example/1", by=None)
        assert not forget_device("https://push.example/1", by=None)
        assert not consents.may_write(owner, PUSH, Topic.REQUESTS)
        assert journal_of(owner)[-2:] == ["people.remember_device", "people.forget_device"]

    def test_what_is_no_address_is_refused(self, owner: Person):
        with pytest.raises(DomainError):
            remember_device(owner, endpoint="http://push.example/1", keys={}, by=None)
