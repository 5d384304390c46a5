"""Addresses and keys that a browser gives: whoever sends them is a stranger, and we shall call that address.

So it must be https at a name of the public internet; that the name leads nowhere inside is looked at once more when
the connection stands (`gateway`). `PUSH_LOCAL_SERVICES` lets the loopback in, for emulators.
"""

import base64
import binascii
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from tenants.errors import DomainError

LONGEST = 1000
_INSIDE = (".local", ".localhost", ".internal", ".lan", ".home.arpa")
_SIZES = {"p256dh": 65, "auth": 16}
_WORDS = "Браузер не дал адреса для уведомлений. Разрешите их и попробуйте ещё раз."


def check(endpoint: str) -> str:
    """The address itself. Raises DomainError for one that no push service of the public internet can have."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        raise DomainError(_WORDS) from None
    host = parts.hostname or ""
    if is_local(endpoint):
        return endpoint
    fits = parts.scheme == "https" and port in (None, 443) and "@" not in parts.netloc and len(endpoint) <= LONGEST
    if not fits or "." not in host or host.endswith(_INSIDE) or _is_number(host):
        raise DomainError(_WORDS)
    return endpoint


def is_local(endpoint: str) -> bool:
    """True for a service on this machine, where that is allowed."""
    return bool(settings.PUSH_LOCAL_SERVICES) and endpoint.startswith("http://127.0.0.1:")


def check_keys(keys: Any) -> dict[str, str]:
    """The two keys without anything that came along. Raises DomainError unless they are a point and a secret."""
    if not isinstance(keys, Mapping):
        raise DomainError(_WORDS)
    found = {name: str(keys.get(name, "")) for name in _SIZES}
    if any(len(_bytes(found[name])) != size for name, size in _SIZES.items()):
        raise DomainError(_WORDS)
    return found


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return host.rpartition(".")[2].isdigit()  # 127.1 and the like
    return True
