"""The registry of events of which people are told by themselves: what each is called, and its words.

Residents are told of most, employees of those that are `to_staff`.

A module declares its own when its app is ready, with words to begin with: a company may write others («Тексты
уведомлений», crm.notices). Events of a module that is not there yet are declared by it when it comes.

Words hold `{переменная}`, put in by plain replacement: no template engine ever runs on a company's text.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

_NAMED = re.compile(r"\{([^{}]*)\}")
_GAP = re.compile(r"\n{3,}")


class Variable(NamedTuple):
    """What stands in the place of a `{переменная}`: its meaning, and what it may look like."""

    meaning: str
    sample: str


# Known of every event.
COMMON = {
    "компания": Variable("название компании", "УК «Уют»"),
    "телефон": Variable("телефон диспетчера", "+7 (342) 200-10-02"),
}


@dataclass(frozen=True)
class Event:
    """Something of which people are told. `code` is "<app label>.<noun>", `hint` says when it happens.

    `cause` says in the SMS ledger what an SMS was about. `short` follows the subject in an SMS; empty: the subject is
    all. `by_sms` is False where a company should ask for SMS first: they cost money. `button` stands on the button of
    the letter if there is a page to open. `to_staff`: it is said to those who do the work, not to residents.
    """

    code: str
    label: str
    group: str
    hint: str
    cause: str
    subject: str
    text: str
    short: str = ""
    by_sms: bool = True
    button: str = "Подробнее"
    own_variables: Mapping[str, Variable] = field(default_factory=dict)
    to_staff: bool = False

    @property
    def variables(self) -> dict[str, Variable]:
        """What may stand in its words: its own first."""
        return {**self.own_variables, **COMMON}

    @property
    def samples(self) -> dict[str, str]:
        """For a preview."""
        return {name: variable.sample for name, variable in self.variables.items()}


@dataclass(frozen=True)
class Worded:
    """An event in words, with the values put in. `with_sms`: by SMS too, where a company sends any."""

    subject: str
    text: str
    short: str = ""
    with_sms: bool = True

    @property
    def sms(self) -> str:
        """What goes by SMS: the subject comes first."""
        return f"{self.subject.rstrip('. ')}. {self.short}".strip()

    @property
    def push(self) -> str:
        """What stands below the subject of a push."""
        return self.short or self.text.partition("\n")[0]


_events: dict[str, Event] = {}
_authors: list[Callable[[Event, Mapping[str, str]], Worded]] = []


def declare(*events: Event) -> None:
    """Add a module's events; called from its `AppConfig.ready`."""
    for event in events:
        _events[event.code] = event


def events() -> Iterable[Event]:
    """All events, in the order of declaration."""
    return list(_events.values())


def find(code: str) -> Event | None:
    """The event of a code; None for one that no module declares any more."""
    return _events.get(code)


def word_by(author: Callable[[Event, Mapping[str, str]], Worded]) -> None:
    """Register who knows the company's own words."""
    _authors[:] = [author]


def worded(event: Event, values: Mapping[str, str]) -> Worded:
    """The event in the company's words; in those it was declared with where nobody knows of others."""
    for author in _authors:
        return author(event, values)
    return Worded(fill(event.subject, values), fill(event.text, values), fill(event.short, values), event.by_sms)


def names_in(text: str) -> list[str]:
    """What stands in braces, each once."""
    return list(dict.fromkeys(_NAMED.findall(text)))


def has_stray_brace(text: str) -> bool:
    """True if a brace is left that is no part of a `{переменная}`."""
    return bool({"{", "}"} & set(_NAMED.sub("", text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values in. A line all of whose variables are empty goes, its words too: «Исполнитель: » says nothing."""
    lines = (line for line in text.splitlines() if not _says_nothing(line, values))
    filled = "\n".join(_NAMED.sub(lambda found: values.get(found[1], found[0]), line) for line in lines)
    return _GAP.sub("\n\n", filled).strip()


def _says_nothing(line: str, values: Mapping[str, str]) -> bool:
    names = _NAMED.findall(line)
    return bool(names) and not any(values.get(name, name) for name in names)
