"""Our own key, by which push services know that a push is ours (VAPID, RFC 8292).

`VAPID_PRIVATE_KEY` is 64 hexadecimal digits, as `infra/new_env.sh` makes them; `VAPID_SUBJECT` is where a service can
complain: a real mailto: or https: address. Another key makes every device that subscribed to the old one useless until
its owner opens the page again.
"""

import base64
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256


def are_set() -> bool:
    """True if pushes can be signed at all."""
    return bool(settings.VAPID_PRIVATE_KEY and settings.VAPID_SUBJECT)


def public_key() -> str:
    """What browsers subscribe to, as `PushManager.subscribe` takes it; empty without a key."""
    return _public(settings.VAPID_PRIVATE_KEY) if are_set() else ""


def signed(endpoint: str) -> dict[str, str]:
    """The header that proves to the service of this endpoint who we are; valid for a day."""
    from py_vapid import Vapid02  # noqa: PLC0415  slow import

    parts = urlsplit(endpoint)
    claims = {"sub": settings.VAPID_SUBJECT, "aud": f"{parts.scheme}://{parts.netloc}"}
    headers: dict[str, str] = Vapid02(_private(settings.VAPID_PRIVATE_KEY)).sign(claims)
    return headers


@lru_cache(maxsize=4)
def _private(text: str) -> "EllipticCurvePrivateKey":
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415  slow import

    return ec.derive_private_key(int(text, 16) % (_ORDER - 1) + 1, ec.SECP256R1())


@lru_cache(maxsize=4)
def _public(text: str) -> str:
    numbers = _private(text).public_key().public_numbers()
    point = b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()
