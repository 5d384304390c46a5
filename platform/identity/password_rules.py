"""What nobody should have as a password: what is tried first, in Russian too, and what is known of the person.

Each rule takes the known words away and looks at what is left: «Пароль2026!» leaves nothing, a phrase in which one
of them occurs leaves enough.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from identity.models import User
from tenants.context import current_tenant, on_platform

ENOUGH_LEFT = 6  # letters and digits, besides what is known
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = "01234567890"
_IN_A_ROW = re.compile(
    "|".join(row[at : at + size] for size in range(10, 2, -1) for row in (_DIGITS, _DIGITS[::-1]) for at in range(9))
)
_SHORTEST_WORD = 4
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TYPED_AS_LATIN = str.maketrans(_RUSSIAN, _LATIN)
_TYPED_AS_RUSSIAN = str.maketrans(_LATIN, _RUSSIAN)
_COMMON = Path(__file__).parent / "data" / "common_passwords.txt"

HINT = (
    "Не короче 10 знаков. Лучше всего три-четыре слова подряд, понятные только вам: «Сорока пьёт чай на крыше». "
    "Не подойдут: «пароль», «qwerty» и цифры подряд, ваше имя, почта, телефон и название компании, даже в другой "
    "раскладке."
)


class CommonWordsValidator:
    """Refuses what stands on words that everybody tries, in either keyboard layout."""

    def __init__(self) -> None:
        self.django = CommonPasswordValidator()

    def validate(self, password: str, user: Any = None) -> None:
        for written in _as_typed(password):
            if written in self.django.passwords or _left(written, _common_words()) < ENOUGH_LEFT:
                raise ValidationError(
                    "Такой пароль подберут одним из первых. Возьмите несколько слов, не связанных между собой.",
                    code="password_too_common",
                )

    def get_help_text(self) -> str:
        return "Не из тех, что подбирают первыми: «пароль», «qwerty», цифры подряд."


class OwnWordsValidator:
    """Refuses what stands on the person's own name, e-mail and phone or on the company's name, in either layout."""

    def validate(self, password: str, user: Any = None) -> None:
        words = sorted(_words_about(user), key=len, reverse=True)
        for written in _as_typed(password):
            if any(word in written for word in words) and _left(written, words) < ENOUGH_LEFT:
                raise ValidationError(
                    "Пароль держится на имени, почте, телефоне или названии компании: их знают чужие.",
                    code="password_too_personal",
                )

    def get_help_text(self) -> str:
        return "Без вашего имени, почты, телефона и названия компании."


def _as_typed(password: str) -> list[str]:
    """As it is, and as it would be with the keyboard switched over."""
    lower = password.lower()
    plain = lower.replace("ё", "е")
    return [plain, lower.translate(_TYPED_AS_LATIN), lower.translate(_TYPED_AS_RUSSIAN).replace("ё", "е")]


def _left(password: str, words: Iterable[str]) -> int:
    """How many letters and digits stay without the words, years, digits in a row, and signs that only repeat."""
    for word in words:
        password = password.replace(word, " ")
    password = re.sub(r"(.)\1+", r"\1", _IN_A_ROW.sub(" ", _YEAR.sub(" ", password)))
    return len(re.findall(r"[^\W_]", password))


def _words_about(user: Any) -> set[str]:
    names = ["бурмистр", "burmistr"]
    if not on_platform():
        tenant = current_tenant()
        names += [tenant.short_name, tenant.full_name, tenant.slug]
    if isinstance(user, User):
        names += [user.last_name, user.first_name, user.patronymic, user.email.partition("@")[0], user.phone[-10:]]
    words = {word for name in names for word in re.split(r"[\W_]+", name.lower().replace("ё", "е"))}
    return {word for word in words if len(word) >= _SHORTEST_WORD}


@cache
def _common_words() -> list[str]:
    lines = _COMMON.read_text().splitlines()
    words = {line.strip().replace("ё", "е") for line in lines if line and not line.startswith("#")}
    return sorted(words, key=len, reverse=True)
