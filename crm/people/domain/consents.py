"""Consents: given and taken back, each with its text, channel and source; and who may be written to (152-ФЗ, ст. 9)."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from crm.imports.domain import cells
from crm.journal.domain.entries import record
from crm.people.consent_texts import CURRENT
from crm.people.domain import phones
from crm.people.enums import ConsentChannel, ConsentSource, Topic
from crm.people.models import Consent, Device, Person, PersonPhone
from identity.models import User
from tenants.errors import DomainError

_TEXT_LIMIT = 40


@transaction.atomic
def give(
    person: Person,
    *,
    channel: ConsentChannel,
    source: ConsentSource,
    by: User | None,
    text_version: str = CURRENT,
) -> Consent:
    """Write down a consent; the same one again adds nothing. `text_version` names the text that the person saw.

    Raises DomainError without a text version (it could not be proved: ст. 9 ч. 3) or for a person who is erased.
    """
    version = _version(text_version)
    person = phones.locked(person)
    last = _last(person, channel)
    if last and (last.is_given, last.source, last.text_version) == (True, source, version):
        return last
    return _write(person, channel, source, version, is_given=True, by=by)


@transaction.atomic
def withdraw(
    person: Person, *, channel: ConsentChannel, source: ConsentSource, by: User | None, topic: Topic = Topic.ALL
) -> Consent:
    """Write down that a person wants nothing by this channel, or nothing about a topic: any time, as easily as it was
    given (ст. 9 ч. 2).

    Whoever never agreed may refuse too; a refusal again adds nothing.
    """
    person = phones.locked(person)
    last = _last(person, channel, topic)
    if last and not last.is_given:
        return last
    version = last.text_version if last else CURRENT
    return _write(person, channel, source, version, is_given=False, by=by, topic=topic)


@transaction.atomic
def allow(
    person: Person, *, channel: ConsentChannel, topic: Topic, source: ConsentSource, by: User | None
) -> Consent | None:  # fmt: skip
    """Take the refusal of a topic back; None if there is none. It is no consent to the channel: that is `give`."""
    person = phones.locked(person)
    last = _last(person, channel, topic)
    if last is None or last.is_given:
        return None
    return _write(person, channel, source, CURRENT, is_given=True, by=by, topic=topic)


def may_write(person: Person, channel: ConsentChannel, topic: Topic) -> bool:
    """True if the company may write about this to this person by this channel; the rule is `reachable`."""
    return reachable(Person.objects.filter(pk=person.pk), channel, topic).exists()


def reachable(people: QuerySet[Person], channel: ConsentChannel, topic: Topic) -> QuerySet[Person]:
    """Those of the people to whom the company may write about this by this channel.

    A notice of one's own request, outage or account goes to a contact that the company holds, as the contract needs
    it (152-ФЗ, ст. 6 ч. 1 п. 5); news only to those who agreed to the channel. A refusal of the channel stops all, that
    of a topic stops the topic. Source: decisions, «Who may get SMS and e-mail?».
    """
    people = people.filter(_has_contact(channel)).annotate(
        last_word=_last_word(channel, Topic.ALL), word_about_it=_last_word(channel, topic)
    )
    people = people.filter(Q(word_about_it=None) | Q(word_about_it=True))
    if topic == Topic.NEWS:
        return people.filter(last_word=True)
    return people.filter(Q(last_word=None) | Q(last_word=True))


def _last_word(channel: ConsentChannel, topic: Topic) -> Subquery:
    said = Consent.objects.filter(person=OuterRef("pk"), channel=channel, topic=topic)
    return Subquery(said.order_by("-id").values("is_given")[:1])


def holding(person: Person) -> dict[ConsentChannel, Consent]:
    """The last word of the person by each channel of which there is one."""
    return last_words(said_by(person))


def said_by(person: Person) -> QuerySet[Consent]:
    """Everything that the person said, oldest first."""
    return Consent.objects.filter(person=person).order_by("pk")


def last_words(consents: Iterable[Consent]) -> dict[ConsentChannel, Consent]:
    """The last word by each channel as a whole among rows of one person, oldest first."""
    return {ConsentChannel(consent.channel): consent for consent in consents if consent.topic == Topic.ALL}


def unwanted(consents: Iterable[Consent]) -> dict[tuple[ConsentChannel, Topic], Consent]:
    """Refusals of a topic that hold, among rows of one person, oldest first."""
    last = {(ConsentChannel(one.channel), Topic(one.topic)): one for one in consents if one.topic != Topic.ALL}
    return {about: one for about, one in last.items() if not one.is_given}


def history(person: Person) -> QuerySet[Consent]:
    """Everything that was given and taken back, newest first, with who wrote it down."""
    return Consent.objects.filter(person=person).select_related("by").order_by("-pk")


def _has_contact(channel: ConsentChannel) -> Q:
    if channel == ConsentChannel.EMAIL:
        return ~Q(email="") & Q(email_returned_at=None)
    if channel == ConsentChannel.PUSH:
        return Q(Exists(Device.objects.filter(person=OuterRef("pk"))))
    return Q(Exists(PersonPhone.objects.filter(person=OuterRef("pk"))))


def _last(person: Person, channel: ConsentChannel, topic: Topic = Topic.ALL) -> Consent | None:
    return Consent.objects.filter(person=person, channel=channel, topic=topic).order_by("-pk").first()


def _version(text: str) -> str:
    try:
        version = cells.text(text, limit=_TEXT_LIMIT)
    except DomainError as error:
        raise DomainError(str(error), field="text_version") from None
    if not version:
        raise DomainError(
            "Напишите, какой текст подписан: номер или дата бланка. Иначе согласие не доказать.", field="text_version"
        )
    return version


def _write(
    person: Person,
    channel: ConsentChannel,
    source: ConsentSource,
    version: str,
    *,
    is_given: bool,
    by: User | None,
    topic: Topic = Topic.ALL,
) -> Consent:
    consent = Consent.objects.create(
        person=person, channel=channel, topic=topic, is_given=is_given, source=source, text_version=version, by=by
    )
    about = {"consent_topic": [None, str(topic)]} if topic else {}
    record(
        action="people.give_consent" if is_given else "people.withdraw_consent",
        obj=person,
        by=by,
        changes={
            "consent_channel": [None, str(ConsentChannel(channel))],
            **about,
            "consent_source": [None, str(ConsentSource(source))],
            "consent_text": [None, version],
        },
    )
    return consent
