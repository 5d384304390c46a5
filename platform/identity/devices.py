"""What a browser says of itself, in words."""

from functools import lru_cache

from ua_parser import parse


@lru_cache(maxsize=2_000)
def device_words(user_agent: str) -> str:
    """«Chrome, Windows»; what is not recognised is shown as it came, short; empty for none."""
    if not user_agent:
        return ""
    found = parse(user_agent)
    known = [part.family for part in (found.user_agent, found.os) if part and part.family]
    return ", ".join(known) or user_agent[:60]
