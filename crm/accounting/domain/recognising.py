"""A person's whole name in one cell: surname, name and patronymic (manual, section 7, «Как раздербанить ФИО»).

First the rules by suffixes, which cost nothing; a dictionary is asked only of what they do not know. What is no
single person's whole name stays one text, that is, a legal entity: firms, entrepreneurs, initials, two owners.
"""

from functools import lru_cache

from crm.accounting.domain.morphology import Role, look_up
from crm.accounting.domain.names import FIRMS, PATRONYMIC, TURKIC, WORD, split_whole_name

Parts = tuple[str, str, str]


@lru_cache(maxsize=2_000)
def recognise(text: str) -> Parts | None:
    """«Иванов Пётр», «Пётр Петрович Иванов», «КИМ АННА» → (surname, name, patronymic); None if it is no such thing.

    The words stay as they are written; a patronymic that is not there is empty.
    """
    words = text.split()
    if known := split_whole_name(text):
        return known
    if not 2 <= len(words) <= 4 or words[0].casefold() in FIRMS or words[-1].casefold() in FIRMS:
        return None
    if len(words) == 4 and words[2].casefold() in TURKIC:  # «Али Вагиф оглы Мамедов»
        return _name_first(words[0], f"{words[1]} {words[2]}", words[3]) if _are_words(words[:2] + words[3:]) else None
    if not _are_words(words):
        return None
    if len(words) == 2:
        return _two(*words)
    return _name_first(*words) if len(words) == 3 and _is_patronymic(words[1]) else None


def _are_words(words: list[str]) -> bool:
    return all(WORD.fullmatch(word) for word in words)


def _is_patronymic(word: str) -> bool:
    return bool(PATRONYMIC.fullmatch(word) and look_up(word).patronymic)


def _name_first(name: str, patronymic: str, surname: str) -> Parts | None:
    """«Пётр Петрович Иванов»: the patronymic is sure, so a rare surname is taken as it is."""
    return (surname, name, patronymic) if look_up(name).name else None


def _two(first: str, second: str) -> Parts | None:
    """Surname and name in either order; where both are thinkable, accountants write the surname first."""
    one, other = look_up(first), look_up(second)
    usual, turned = _fit(one.surname, other.name), _fit(other.surname, one.name)
    if not (usual or turned):
        return None
    return (first, second, "") if usual >= turned else (second, first, "")


def _fit(surname: Role, name: Role) -> float:
    """How well they go together: not at all if one is of a man and the other of a woman (a firm «Роза Ветров»)."""
    return surname.score * name.score if surname.genders & name.genders else 0.0
