"""Asking DNS. The one place that does, with the resolver of the settings; answers are never remembered here.

«Nothing there» and «nobody answered» are kept apart: a silent resolver must not look like a record that is gone.
"""

from django.conf import settings
from dns import exception, resolver

PATIENCE = 4.0  # seconds for one question, all resolvers and tries together
_LONGEST_TEXT = 2000  # signs of a record that we look at


class DnsAwayError(Exception):
    """No resolver gave an answer that can be trusted: time-out, refusal, failure."""


def texts(name: str) -> frozenset[str]:
    """The TXT records of a name in ASCII; empty if there are none. Raises DnsAwayError."""
    found = (b"".join(record.strings) for record in _ask(name, "TXT"))
    return frozenset(text[:_LONGEST_TEXT].decode("ascii", "replace").strip() for text in found)


def addresses(name: str) -> frozenset[str]:
    """The A and AAAA records of a name, followed through CNAME; empty if there are none. Raises DnsAwayError."""
    return frozenset(str(record.address) for kind in ("A", "AAAA") for record in _ask(name, kind))


def _ask(name: str, kind: str) -> list[resolver.Answer]:
    try:
        return list(_resolver().resolve(f"{name}.", kind, search=False, lifetime=PATIENCE))
    except (resolver.NXDOMAIN, resolver.NoAnswer):
        return []
    except (exception.DNSException, OSError, ValueError) as error:
        raise DnsAwayError(f"{name} {kind}: {type(error).__name__}") from error


def _resolver() -> resolver.Resolver:
    """The machine's own, or those named in the settings: `address` or `address:port`."""
    named = settings.DNS_RESOLVERS
    asked = resolver.Resolver(configure=not named)
    if named:
        pairs = [
            (one, 53) if ":" not in one else (one.rpartition(":")[0], int(one.rpartition(":")[2])) for one in named
        ]
        asked.nameservers = [address for address, _ in pairs]
        asked.nameserver_ports = dict(pairs)
    return asked
