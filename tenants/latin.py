"""Russian text in Latin letters, for addresses."""

import re

_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip


def transliterate(text: str) -> str:
    """Russian text in Latin letters, digits and single hyphens: «Берёзовая роща» → berezovaya-roscha."""
    latin = "".join(_LETTERS.get(letter, letter) for letter in text.casefold())
    return re.sub(r"[^a-z0-9]+", "-", latin).strip("-")


def address_of(text: str, *, longest: int = 80) -> str:
    """The last part of an address for a title: transliterated, cut at a word."""
    whole = transliterate(text)
    if len(whole) <= longest:
        return whole
    return whole[: longest + 1].rpartition("-")[0] or whole[:longest]
