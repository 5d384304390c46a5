from collections.abc import Iterable, Sequence

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from crm.people.domain import erasing
from crm.people.models import AccountPerson, Consent, Person
from crm.personal_data import grounds
from crm.personal_data.enums import Verdict
from crm.personal_data.registry import Anchor, Held, Line, Question
from identity.models import User
from tenants.ordering import search_key


class Residents:
    """Residents: names, phones, e-mail, devices; consents stay as a proof, with the name replaced."""

    code = "residents"
    title = "Жители"

    def find(self, question: Question, *, limit: int) -> list[Anchor]:
        """By phone, e-mail, account or the name from its beginning; each that is given has to fit."""
        found = _people()
        if question.phone:
            found = found.filter(phones__number=question.phone)
        if question.email:
            found = found.filter(email=question.email)
        if question.number:
            ties = AccountPerson.objects.filter(account__number=question.number)
            found = found.filter(pk__in=ties.values("person"))
        if question.last_name:
            name = search_key(f"{question.last_name} {question.first_name} {question.patronymic}")
            found = found.filter(Q(name_key=name) | Q(name_key__startswith=f"{name} "))
        if not (question.phone or question.email or question.number or question.last_name):
            return []
        return [_anchor(person) for person in found.order_by("pk")[:limit]]

    def anchors(self, numbers: Iterable[int], *, lock: bool) -> list[Anchor]:
        """The people of these numbers of rows."""
        found = _people().filter(pk__in=list(numbers)).order_by("pk")
        return [_anchor(person) for person in (found.select_for_update(of=("self",)) if lock else found)]

    def held(self, anchors: Sequence[Anchor]) -> list[Held]:
        """The people themselves."""
        return [anchor.held for anchor in anchors if anchor.held.source == self.code]

    def erase(self, rows: Sequence[Held], *, by: User) -> None:
        """Name and contacts go; that somebody agreed or refused, and when, stays."""
        numbers = [int(row.key.partition(":")[2]) for row in rows]
        for person in Person.objects.filter(pk__in=numbers).order_by("pk"):
            erasing.erase_person(person, by=by)


def _people() -> QuerySet[Person]:
    ties = AccountPerson.objects.select_related("account__house").order_by("pk")
    consents = Consent.objects.order_by("pk")
    return Person.objects.prefetch_related("phones", "devices", Prefetch("ties", ties), Prefetch("consents", consents))


def _anchor(person: Person) -> Anchor:
    return Anchor(
        held=_held(person),
        name=str(person),
        emails=frozenset({person.email}) if person.email else frozenset(),
        numbers=frozenset(tie.account.number for tie in person.ties.all()),
        objects=frozenset({("people.person", str(person.pk))}),
    )


def _held(person: Person) -> Held:
    verdict, why = (
        Verdict.ERASE,
        "Имя заменим пометкой, телефоны, почту и устройства удалим, согласия оставим без имени.",
    )
    if erasing.is_erased(person):
        verdict, why = Verdict.DONE, "Стёрто раньше."
    elif reason := erasing.why_kept(person):
        verdict, why = Verdict.KEEP, reason
    lines = [
        Line("Фамилия, имя, отчество", str(person), goes=True),
        Line("Телефоны", ", ".join(map(str, person.phones.all())), goes=True),
        Line("Электронная почта", person.email, goes=True),
        Line("Примечание", person.note, goes=True),
        Line("Устройства", ", ".join(device.label or "без названия" for device in person.devices.all()), goes=True),
        *(Line("Лицевой счёт", _of_tie(tie)) for tie in person.ties.all()),
        *(Line("Согласие", _of_consent(consent)) for consent in person.consents.all()),
    ]
    return Held(
        source=Residents.code,
        key=f"{Residents.code}:{person.pk}",
        title=f"{person}, житель № {person.pk}",
        neutral=f"Житель № {person.pk}",
        lines=tuple(line for line in lines if line.value),
        ground=grounds.CONTRACT,
        verdict=verdict,
        why=why,
        since=localtime(person.created_at).date(),
        edit_url=reverse("people:inspect", args=[person.pk]),
    )


def _of_tie(tie: AccountPerson) -> str:
    until = f", до {tie.until:%d.%m.%Y}" if tie.until else ""
    return f"{tie.account.number}, {tie.account.house}, {tie.get_kind_display().lower()}{until}"


def _of_consent(consent: Consent) -> str:
    word = "дано" if consent.is_given else "отказ"
    day = f"{localtime(consent.at):%d.%m.%Y %H:%M}"
    about = consent.get_topic_display() if consent.topic else ""
    version = f"редакция {consent.text_version}"
    told = [consent.get_channel_display(), about, word, day, consent.get_source_display(), version]
    return ", ".join(part for part in told if part)
