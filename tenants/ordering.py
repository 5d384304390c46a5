"""Russian order without ICU: a key that sorts right as plain bytes.

The embedded PostgreSQL has no ICU and the schema must work on any server, so columns that people see sorted keep
a key made here beside the text, under the C collation.
"""

import re

_DIGITS = re.compile(r"\d+")
_NUMBER_WIDTH = 9


def sort_key(text: str) -> str:
    """Key under which Russian texts and flat numbers sort as people expect, by code point.

    Case does not matter, "ё" stands right after "е", runs of digits compare as numbers ("9" before "10", "2а"
    before "10"), runs of spaces count as one.
    """
    folded = " ".join(text.casefold().split())
    padded = _DIGITS.sub(lambda run: run.group().lstrip("0").zfill(_NUMBER_WIDTH), folded)
    return padded.replace("ё", "е\u0450")


def search_key(text: str) -> str:
    """Key for comparing what a person typed with what is stored: case, "ё" and extra spaces do not matter."""
    return " ".join(text.casefold().replace("ё", "е").split())
