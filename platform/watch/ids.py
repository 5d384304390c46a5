"""The id of one click: made at the edge, carried everywhere, short enough to be read out over the phone."""

import re
import secrets

from structlog.contextvars import get_contextvars

HEADER = "X-Request-ID"
# No i, l, o, u, 0 and 1: nobody mixes them up on the phone. 30 signs, 12 of them: some 58 bits.
_ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{7,63}")


def new_id() -> str:
    """A new id like "7k2m-9qxw-4t5r"."""
    signs = "".join([_ALPHABET[byte % len(_ALPHABET)] for byte in secrets.token_bytes(12)])
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def well_formed(text: str) -> bool:
    """True if an id from outside may stand in our lines."""
    return _WELL_FORMED.fullmatch(text) is not None


def current_id() -> str:
    """The id of the click that the running code works for, or an empty text outside of any."""
    return str(get_contextvars().get("request_id", ""))
