"""Keys of outside services that a company entrusts to us: encrypted in the database, decrypted only to be used.

`SECRETS_KEYS` is a ring: the first key encrypts, every key decrypts. To rotate: put a new key in front, run
`manage.py rotate_secrets`, then take the old one away. A copy of the database alone tells no secret.
"""

import base64
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models

from tenants.errors import DomainError

if TYPE_CHECKING:
    _Text = models.TextField["Secret", "Secret"]
else:
    _Text = models.TextField  # takes no types while it runs


def _ring() -> MultiFernet:
    return MultiFernet([Fernet(_key(words)) for words in settings.SECRETS_KEYS])


@cache
def _key(words: str) -> bytes:
    """Any long random text as a key of Fernet (RFC 5869: HKDF over SHA-256)."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"burmistr.secrets").derive(words.encode())
    return base64.urlsafe_b64encode(derived)


@dataclass(frozen=True)
class Secret:
    """A secret as it lies in the database. Printed or logged it shows nothing; `open()` tells it."""

    token: str = ""

    @classmethod
    def of(cls, text: str) -> "Secret":
        """Encrypt what a person typed; "" is no secret."""
        return cls(_ring().encrypt(text.encode()).decode() if text else "")

    def open(self) -> str:
        """The secret itself. Raises DomainError if no key of the ring fits: then it must be entered anew."""
        if not self.token:
            return ""
        try:
            return _ring().decrypt(self.token.encode()).decode()
        except InvalidToken:
            raise DomainError("Ключ внешнего сервиса не прочитать: введите его ещё раз.") from None

    def renewed(self) -> "Secret":
        """The same under the first key of the ring. Raises DomainError if no key fits."""
        return self.of(self.open())

    @property
    def hint(self) -> str:
        """For screens, where a secret is never shown whole: "••••3f7a"; a short one shows nothing of itself."""
        text = self.open()
        return f"••••{text[-4:]}" if len(text) >= 12 else "••••" * bool(text)

    def __bool__(self) -> bool:
        return bool(self.token)

    def __str__(self) -> str:
        return "••••" * bool(self.token)

    __repr__ = __str__


class SecretField(_Text):
    """A column of secrets. Not to be searched: the same secret is written otherwise each time."""

    def from_db_value(self, value: str | None, *_: Any) -> Secret | None:
        return None if value is None else Secret(value)

    def to_python(self, value: Any) -> Secret | None:
        return value if value is None or isinstance(value, Secret) else Secret(str(value))

    def get_prep_value(self, value: Any) -> str | None:
        """Raises TypeError for plain text: it must go through `Secret.of`."""
        if value is None or isinstance(value, Secret):
            return value.token if value is not None else None
        if value == "":
            return ""
        raise TypeError("A secret is saved as Secret.of(text), never as plain text.")
