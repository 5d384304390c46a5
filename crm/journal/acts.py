"""The registry of acts: what each code in the journal is called and what kind of act it is.

A module declares its acts in its leaf `acts.py` when its app is ready; a test walks the source and refuses a
`record(action=…)` whose code nobody declared. Names of fields come from the models; what is no field of the object
(the role of an employee, the count of rows of an export) is declared here too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crm.journal.enums import Kind


@dataclass(frozen=True)
class Act:
    """One thing that is done. `code` is "<app label>.<verb>_<noun>", `words` are for people: «Сотрудник добавлен»."""

    code: str
    words: str
    kind: Kind


@dataclass(frozen=True)
class Words:
    """What is written under a name that no field of the object has; `choices` are codes and their labels."""

    name: str
    label: str
    choices: Mapping[str, str] | None = None


_acts: dict[str, Act] = {}
_words: dict[str, Words] = {}


def declare(*declared: Act | Words) -> None:
    """Add a module's acts and words; called from its `AppConfig.ready`."""
    for one in declared:
        if isinstance(one, Act):
            _acts[one.code] = one
        else:
            _words[one.name] = one


def find(code: str) -> Act | None:
    """The act of a code; None for one that no module declares any more."""
    return _acts.get(code)


def words_of(name: str) -> Words | None:
    """What is declared for a name in `changes`."""
    return _words.get(name)


def acts() -> Iterable[Act]:
    """All acts, in the order of declaration."""
    return list(_acts.values())


def codes_of(kind: Kind) -> list[str]:
    """The codes of a kind."""
    return [act.code for act in _acts.values() if act.kind == kind]
