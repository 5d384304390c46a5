"""The words in which people are told of an event: those it was declared with, or the company's own."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db import transaction

from crm.company.models import Profile
from crm.journal.domain.entries import differences, record
from crm.notices import acts
from crm.notices.models import LONGEST_SHORT, LONGEST_SUBJECT, LONGEST_TEXT, Wording
from identity.models import User
from notifications.events import Event, Worded, events, fill, has_stray_brace, names_in
from sms.domain.texts import Measured, advice, measure
from tenants.context import current_tenant
from tenants.errors import DomainError

MOST_SEGMENTS = 4  # of the SMS of an event: it goes by itself, hundreds of times
_LONGEST = {"subject": LONGEST_SUBJECT, "text": LONGEST_TEXT, "short": LONGEST_SHORT}
_FIELDS = ["subject", "text", "short", "with_sms"]


@dataclass(frozen=True)
class Words:
    """What is told of an event, with `{переменная}` in it; `with_sms`: by SMS too, where a company sends any."""

    subject: str
    text: str
    short: str = ""
    with_sms: bool = True


@dataclass(frozen=True)
class Shown:
    """What would come to somebody, with samples in the place of the variables."""

    subject: str
    text: str
    push: str
    sms: str
    measured: Measured
    advice: str


def words_of(event: Event) -> Words:
    """The company's own, or those it was declared with; one query."""
    own = Wording.objects.filter(event=event.code).first()
    return Words(own.subject, own.text, own.short, own.with_sms) if own else declared(event)


def declared(event: Event) -> Words:
    """What it says until a company writes its own."""
    return Words(event.subject, event.text, event.short, event.by_sms)


def all_words() -> list[tuple[Event, Wording | None]]:
    """Every event with the company's own words, if there are any; one query."""
    own = {one.event: one for one in Wording.objects.select_related("changed_by")}
    return [(event, own.get(event.code)) for event in events()]


@transaction.atomic
def write_words(event: Event, words: Words, *, by: User) -> Wording | None:
    """Keep the company's own words; None if they are those it was declared with, which need no row.

    Raises DomainError for a letter without subject or text, a `{переменная}` that the event does not know, a brace
    alone, an SMS that takes more than `MOST_SEGMENTS` with samples in it.
    """
    words = _clean(words)
    _check(event, words)
    before = Wording.objects.select_for_update(of=("self",)).filter(event=event.code).first()
    if words == declared(event):
        if before:
            restore_words(event, by=by)
        return None
    after = Wording(pk=before.pk if before else None, event=event.code, **asdict(words), changed_by=by)
    changes = differences(before or Wording(event=event.code, **asdict(declared(event))), after, _FIELDS)
    if changes:
        after.save()
        record(action=acts.WRITE_WORDS, obj=after, by=by, changes=changes)
    return after


@transaction.atomic
def restore_words(event: Event, *, by: User) -> None:
    """«Вернуть как было»: the words of the event itself. Raises DomainError if it has them."""
    own = Wording.objects.select_for_update(of=("self",)).filter(event=event.code).first()
    if own is None:
        raise DomainError("Здесь и так исходный текст.")
    changes = differences(own, Wording(event=event.code, **asdict(declared(event))), _FIELDS)
    record(action=acts.RESTORE_WORDS, obj=own, by=by, changes=changes)
    own.delete()


def preview(event: Event, words: Words) -> Shown:
    """The letter, the SMS and the push with samples. Raises DomainError as `write_words` does."""
    words = _clean(words)
    _check(event, words)
    composed = compose(words, event.samples | common_values())
    said = Worded(composed["subject"], composed["text"], composed["short"])
    return Shown(said.subject, said.text, said.push, said.sms, measure(said.sms), advice(said.sms))


def compose(words: Words, values: Mapping[str, str]) -> dict[str, str]:
    """Subject, text and short with the values in them, none longer than it may be: what is too much is cut off."""
    one_line = {name: " ".join(value.split()) for name, value in values.items()}
    subject = _cut(fill(words.subject, one_line), LONGEST_SUBJECT)
    short = _cut(fill(words.short, one_line), LONGEST_SHORT)
    while short and (sms := measure(_sms(subject, short))).segments > MOST_SEGMENTS:
        short = f"{short[: -sms.surplus - 1].rstrip()}…" if len(short) > sms.surplus + 1 else ""
    return {"subject": subject, "text": _cut(fill(words.text, values), LONGEST_TEXT) or subject, "short": short}


def worded(event: Event, values: Mapping[str, str]) -> Worded:
    """An event in the company's words with the values in them; two queries."""
    words = words_of(event)
    said = compose(words, {**values, **common_values()})
    return Worded(said["subject"], said["text"], said["short"], words.with_sms)


def common_values() -> dict[str, str]:
    """What every event knows; one query."""
    phone = Profile.objects.values_list("emergency_phone", flat=True).get()
    return {"компания": current_tenant().short_name, "телефон": phone}


def _clean(words: Words) -> Words:
    text = "\n".join(line.rstrip() for line in words.text.strip().splitlines())
    return Words(" ".join(words.subject.split()), text, " ".join(words.short.split()), words.with_sms)


def _check(event: Event, words: Words) -> None:
    if not words.subject:
        raise DomainError("Напишите тему: её видят первой.", field="subject")
    if not words.text:
        raise DomainError("Напишите текст письма.", field="text")
    for field, most in _LONGEST.items():
        value = getattr(words, field)
        if len(value) > most:
            raise DomainError(f"Не длиннее {most} знаков.", field=field)
        for name in names_in(value):
            if name not in event.variables:
                known = ", ".join(f"{{{one}}}" for one in event.variables)
                raise DomainError(f"Переменной {{{name}}} у этого события нет. Есть: {known}.", field=field)
        if has_stray_brace(value):
            raise DomainError("Скобки { и } стоят только вокруг имени переменной.", field=field)
    samples = {name: " ".join(value.split()) for name, value in event.samples.items()}
    segments = measure(_sms(fill(words.subject, samples), fill(words.short, samples))).segments
    if segments > MOST_SEGMENTS:
        raise DomainError(
            f"СМС получится из {segments} частей, а у события бывает не больше {MOST_SEGMENTS}: сократите.",
            field="short",
        )


def _sms(subject: str, short: str) -> str:
    return Worded(subject, "", short).sms


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
