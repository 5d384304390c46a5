"""Who an account belongs to: a person with three names, or a legal entity with one (manual, section 7)."""

import re

from crm.accounting.models import NO_NAME
from tenants.ordering import search_key

PATRONYMIC = re.compile(r"[а-яё-]+(?:вич|ьич|мич|тич|нич|лич|вна|чна)", re.IGNORECASE)
TURKIC = frozenset({"оглы", "кызы", "угли", "гызы", "улы", "уулу", "кизи"})
WORD = re.compile(r"[А-ЯЁ][а-яё]*(?:-[А-ЯЁ][а-яё]*)?|[А-ЯЁ]{2,}(?:-[А-ЯЁ]{2,})?")
FIRMS = frozenset(
    [
        "ип",
        "ооо",
        "оао",
        "ао",
        "пао",
        "зао",
        "нко",
        "ано",
        "тсж",
        "тсн",
        "жск",
        "мку",
        "муп",
        "гуп",
        "фгуп",
        "мбу",
        "гбу",
        "снт",
        "гск",
    ]
)


def split_whole_name(text: str) -> tuple[str, str, str] | None:
    """«Ковалёва Ольга Алексеевна» → its three parts; None if it does not look like a person's whole name."""
    words = text.split()
    if len(words) == 4 and words[3].casefold() in TURKIC:
        words = [words[0], words[1], f"{words[2]} {words[3]}"]
    elif len(words) != 3 or not PATRONYMIC.fullmatch(words[2]):
        return None
    if words[0].casefold() in FIRMS or not all(WORD.fullmatch(word) for word in words[:2]):
        return None
    return words[0], words[1], words[2]


def is_absent(name: str) -> bool:
    """A first name or patronymic that says "none": empty or a dot."""
    return name in ("", NO_NAME)


def name_key(last_name: str, first_name: str, patronymic: str) -> str:
    """The key by which an owner is found and sorted."""
    if is_absent(first_name):
        return search_key(last_name)
    return search_key(f"{last_name} {first_name} {patronymic}")
