"""From which device and network people sign in: told by words, and by a letter when it is another one."""

import ipaddress
from datetime import timedelta
from typing import Any

from django.utils import timezone

from identity.models import SeenDevice, User
from identity.origin import Origin

KNOWN_FOR = timedelta(days=60)
UNKNOWN = "Неизвестное устройство"
# A phone gets another address at every corner; what stays is its provider's part of the network.
_PREFIX = {4: 16, 6: 32}


def describe(user_agent: str) -> str:
    """«Chrome на Windows»."""
    from ua_parser import parse  # noqa: PLC0415  slow import: a table of thousands of patterns

    found = parse(user_agent)
    parts = [part.family for part in (found.user_agent, found.os) if part and part.family != "Other"]
    return " на ".join(parts)[:120] or UNKNOWN


def network_of(address: str | None) -> str:
    """The network in which an address lies: "37.113.0.0/16"."""
    try:
        number = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    return str(ipaddress.ip_network(f"{number}/{_PREFIX[number.version]}", strict=False))


def note(user: User, *, origin: Origin) -> bool:
    """Remember from where the person signs in; True if it is from elsewhere than in the last 60 days.

    Not at the very first sign-in ever. Must be asked before `last_login` is written anew.
    """
    now = timezone.now()
    known = SeenDevice.objects.filter(user=user, seen_at__gt=now - KNOWN_FOR)
    row: dict[str, Any] = {"user": user, "device": describe(origin.device), "network": network_of(origin.address)}
    is_known = known.filter(**row).exists()
    # Nothing is remembered of somebody who signed in lately only if that was before devices were noted at all.
    before = user.last_login
    has_history = known.exists() or (before is not None and before < now - KNOWN_FOR)
    SeenDevice.objects.update_or_create(**row, defaults={"seen_at": now})
    return before is not None and has_history and not is_known


def forget_old() -> None:
    """Delete what is too old to count as known."""
    SeenDevice.objects.filter(seen_at__lte=timezone.now() - KNOWN_FOR).delete()
