"""Places where data of people lie: registered by modules when their app is ready."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, runtime_checkable

from crm.personal_data.enums import Verdict
from identity.models import User


@dataclass(frozen=True)
class Question:
    """Whom somebody looks for; what is not known is empty. Phone and e-mail are written in the one way."""

    last_name: str = ""
    first_name: str = ""
    patronymic: str = ""
    phone: str = ""
    email: str = ""
    number: str = ""


@dataclass(frozen=True)
class Line:
    """A piece of data: its name, its value, whether erasing takes it away."""

    label: str
    value: str
    goes: bool = False


@dataclass(frozen=True)
class Held:
    """Something that is held of a person. `neutral` names it without the person: it stands in acts for years.

    `ground` says why it may be held, `why` what comes of it when the person withdraws the consent.
    """

    source: str
    key: str
    title: str
    neutral: str
    lines: tuple[Line, ...]
    ground: str
    verdict: Verdict
    why: str
    since: date | None = None
    edit_url: str = ""


@dataclass(frozen=True)
class Anchor:
    """A row that is a person: an account, an employee. The rest of what is held is found from these.

    `objects` are what the journal calls the row: (type, number).
    """

    held: Held
    name: str
    emails: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    objects: frozenset[tuple[str, str]] = frozenset()
    user_id: int | None = None

    @property
    def goes(self) -> bool:
        """Nothing keeps what hangs on it: it is erased, or was before."""
        return self.held.verdict != Verdict.KEEP


class Source(Protocol):
    """One place. `held` and `erase` are given the rows that were chosen as this person's."""

    code: str
    title: str

    def held(self, anchors: Sequence[Anchor]) -> list[Held]:
        """What lies here, as the dry run tells it."""

    def erase(self, rows: Sequence[Held], *, by: User) -> None:
        """Erase what `held` said would go; runs in the transaction of the whole. Raises DomainError if it may not."""


@runtime_checkable
class PersonSource(Source, Protocol):
    """A place in which a person is looked for."""

    def find(self, question: Question, *, limit: int) -> list[Anchor]:
        """Rows that may be this person's; namesakes too: a human chooses."""

    def anchors(self, numbers: Iterable[int], *, lock: bool) -> list[Anchor]:
        """The rows of these numbers; locked until the transaction ends when something is to be done to them."""


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a place; called when the module's app is ready. Places are shown in the order of the calls."""
    _sources[source.code] = source


def sources() -> list[Source]:
    """All places."""
    return list(_sources.values())


def person_sources() -> dict[str, PersonSource]:
    """Places in which a person is looked for, by their codes."""
    return {code: source for code, source in _sources.items() if isinstance(source, PersonSource)}
