"""Finding a person and putting together all that is held of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from crm.journal.domain.entries import record_export, write
from crm.personal_data.acts import EXPORT_FILE, OPEN_FILE
from crm.personal_data.enums import Verdict
from crm.personal_data.registry import Anchor, Held, Question, person_sources, sources
from identity.models import User
from tenants.errors import DomainError

MOST_FOUND = 50
MOST_CHOSEN = 50


@dataclass(frozen=True)
class Section:
    """What lies in one place."""

    title: str
    rows: list[Held]


@dataclass(frozen=True)
class PersonFile:
    """Everything that the company holds of one person, at one moment."""

    anchors: list[Anchor]
    sections: list[Section]
    made_at: datetime

    @property
    def name(self) -> str:
        """The names under which the person is known, each once."""
        return ", ".join(dict.fromkeys(anchor.name for anchor in self.anchors))

    @property
    def neutral(self) -> str:
        """The same without the person."""
        return ", ".join(anchor.held.neutral for anchor in self.anchors)

    @property
    def keys(self) -> list[str]:
        """The rows that were chosen, as the address of the screen names them."""
        return [anchor.held.key for anchor in self.anchors]

    @property
    def rows(self) -> list[Held]:
        """Everything held, in order."""
        return [row for section in self.sections for row in section.rows]

    @property
    def erasable(self) -> list[Held]:
        """What erasing would take away."""
        return [row for row in self.rows if row.verdict == Verdict.ERASE]

    @property
    def kept(self) -> list[Held]:
        """What would stay, on its ground."""
        return [row for row in self.rows if row.verdict == Verdict.KEEP]


def find(question: Question) -> list[Anchor]:
    """Rows that may be this person's, namesakes among them; at most fifty of each kind."""
    return [found for source in person_sources().values() for found in source.find(question, limit=MOST_FOUND)]


def gather(keys: Iterable[str], *, lock: bool = False) -> PersonFile:
    """All that hangs on the chosen rows ("accounts:5", "people:3").

    Raises DomainError if none of them exists or there are more than a person can have. With `lock` the rows stay as
    they are until the transaction ends.
    """
    chosen = _chosen(keys)
    anchors = [
        anchor
        for code, source in person_sources().items()
        if chosen.get(code)
        for anchor in source.anchors(chosen[code], lock=lock)
    ]
    if not anchors:
        raise DomainError("Выберите, что относится к этому человеку.")
    found = [Section(source.title, source.held(anchors)) for source in sources()]
    return PersonFile(anchors, [section for section in found if section.rows], timezone.now())


@transaction.atomic
def note_opening(file: PersonFile, *, by: User) -> None:
    """That somebody looked into a person's file is itself an act with personal data."""
    for anchor in file.anchors:
        object_type, object_id = _object_of(anchor)
        write(action=OPEN_FILE, object_type=object_type, object_id=object_id, object_text=anchor.held.neutral, by=by)


@transaction.atomic
def note_export(file: PersonFile, *, form: str, by: User) -> None:
    """The file leaves the system."""
    record_export(
        action=EXPORT_FILE, what=User, by=by, rows=len(file.rows), filters={"Чьи данные": file.neutral}, form=form
    )


def _object_of(anchor: Anchor) -> tuple[str, str]:
    return min(anchor.objects)


def _chosen(keys: Iterable[str]) -> dict[str, list[int]]:
    chosen: dict[str, list[int]] = {}
    wanted: Sequence[str] = list(dict.fromkeys(keys))
    if len(wanted) > MOST_CHOSEN:
        raise DomainError(f"Выбрано больше {MOST_CHOSEN} строк: вряд ли это один человек.")
    for key in wanted:
        code, _, number = key.partition(":")
        if number.isdecimal() and len(number) < 19:
            chosen.setdefault(code, []).append(int(number))
    return chosen
