"""How a place's name is compared: what people type, against what the directory says."""

import re

from places.enums import SettlementKind

# What stands before a settlement's name in addresses; a word without a dot counts only before a space.
_PREFIXES = {
    SettlementKind.CITY: ("город", "гор", "г"),
    SettlementKind.TOWN: ("посёлок городского типа", "рабочий посёлок", "посёлок", "пос", "пгт", "рп", "п"),
    SettlementKind.VILLAGE: ("село", "с"),
}
_GENERIC_REGION_WORDS = frozenset(
    {"автономная", "автономный", "ао", "г", "город", "край"}
    | {"народная", "обл", "область", "округ", "респ", "республика"}
)
# Everyday names that share no word with the official one.
_REGION_ALIASES = {
    "днр": "донецкая",
    "еао": "еврейская",
    "ингушская": "ингушетия",
    "кабардино балкария": "кабардино балкарская",
    "карачаево черкесия": "карачаево черкесская",
    "кбр": "кабардино балкарская",
    "кчр": "карачаево черкесская",
    "лнр": "луганская",
    "нао": "ненецкий",
    "питер": "санкт петербург",
    "спб": "санкт петербург",
    "удмуртия": "удмуртская",
    "хмао": "ханты мансийский",
    "чечня": "чеченская",
    "янао": "ямало ненецкий",
}


def name_key(text: str) -> str:
    """The form in which names are stored for search: lower case, ё as е, single spaces, plain hyphens."""
    text = re.sub(r"\s*[‐‑‒–—]\s*", "-", text.casefold().replace("ё", "е"))
    return " ".join(text.split())


_PREFIX_PATTERNS = [
    (kind, re.compile(rf"{name_key(word)}(?:\.\s*|\s+)(?=\S)"))
    for kind, words in _PREFIXES.items()
    for word in sorted(words, key=len, reverse=True)
]


def split_kind(text: str) -> tuple[SettlementKind | None, str]:
    """«г. Пермь» → (CITY, «пермь»): the kind that the prefix names, if any, and the search key of the rest."""
    key = name_key(text)
    for kind, pattern in _PREFIX_PATTERNS:
        if match := pattern.match(key):
            return kind, key[match.end() :]
    return None, key


def region_words(text: str) -> frozenset[str]:
    """The words that tell one region from another: «Пермский край» and «пермский» both give {«пермский»}."""
    words = [word for word in re.findall(r"\w+", name_key(text)) if word not in _GENERIC_REGION_WORDS]
    return frozenset(_REGION_ALIASES.get(" ".join(words), " ".join(words)).split())
