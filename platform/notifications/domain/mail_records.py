"""Records in DNS by which receivers trust a company's letters: what should stand there, and what is seen.

The one that counts is DKIM: with the company's key in it its letters are signed for its own domain, which is also what
DMARC asks for. SPF is asked of the sender's address that the mail server names, and that is ours; the company's own
is advice.
"""

import re
from dataclasses import dataclass

from django.conf import settings

from notifications.domain.mail_keys import public_half
from notifications.models import MailDomain
from tenants import dns
from tenants.enums import DnsAnswer
from tenants.errors import DomainError
from tenants.secrets import Secret
from tenants.suffixes import is_public

DKIM, NEXT, SPF, DMARC = "dkim", "next", "spf", "dmarc"
_MOST_TEXTS = 5  # of a name, that are shown
_LONGEST_STRING = 255  # octets (RFC 1035): a longer text is several strings
_LAST_TERM = re.compile(r"[-+~?]?all|redirect=.*", re.IGNORECASE)


@dataclass(frozen=True)
class Look:
    """What was seen under one name; `texts` are what stands there."""

    answer: DnsAnswer
    texts: tuple[str, ...] = ()


def dkim_name(selector: str, host: str) -> str:
    """Where the public key stands."""
    return f"{selector}._domainkey.{host}"


def dkim_text(key: Secret) -> str:
    """The record of a key. Raises DomainError if the key cannot be read any more."""
    return f"v=DKIM1; k=rsa; p={public_half(key)}"


def in_strings(text: str) -> str:
    """A text as the strings of one record, for registrars that do not divide a long one by themselves."""
    parts = (text[start : start + _LONGEST_STRING] for start in range(0, len(text), _LONGEST_STRING))
    return " ".join(f'"{part}"' for part in parts)


def spf_mechanism() -> str:
    """What stands for our servers in a company's SPF; empty if the operator has named none."""
    return f"include:{settings.SPF_INCLUDE}" if settings.SPF_INCLUDE else ""


def spf_text(texts: tuple[str, ...]) -> str:
    """The record that lets our servers send, too: the one that stands there with ours added, or a first one."""
    if not texts:
        return f"v=spf1 mx {spf_mechanism()} ~all"
    terms = texts[0].split()
    if spf_mechanism() in terms:
        return texts[0]
    last = next((place for place, term in enumerate(terms) if _LAST_TERM.fullmatch(term)), len(terms))
    return " ".join([*terms[:last], spf_mechanism(), *terms[last:]])


def dmarc_name(host: str) -> str:
    """Where the domain's wish stands."""
    return f"_dmarc.{host}"


def dmarc_text(address: str) -> str:
    """A first wish: change nothing, and tell the company who writes in its name."""
    return f"v=DMARC1; p=none; rua=mailto:{address}"


def look(domain: MailDomain) -> dict[str, Look]:
    """Ask DNS about all records of a domain. Called with no transaction open: DNS may be slow."""
    seen = {DKIM: _look_at_key(dkim_name(domain.selector, domain.host), domain.key)}
    if domain.next_selector:
        seen[NEXT] = _look_at_key(dkim_name(domain.next_selector, domain.host), domain.next_key)
    if spf_mechanism():
        seen[SPF] = _look_at_spf(domain.host)
    return seen | {DMARC: _look_at_dmarc(domain.host)}


def carries(text: str, public: str) -> bool:
    """True if the record is one by which receivers check RSA-SHA256 signatures of letters with this public key."""
    from dkim.util import InvalidTagValueList, parse_tag_value  # noqa: PLC0415  slow import

    try:
        tags = {name.decode(): value.decode() for name, value in parse_tag_value(text.encode()).items()}
    except InvalidTagValueList:
        return False
    return (
        "".join(tags.get("p", "").split()) == public
        and tags.get("v", "DKIM1") == "DKIM1"
        and tags.get("k", "rsa") == "rsa"
        and "sha256" in _listed(tags.get("h", "sha256"))
        and bool({"*", "email"} & _listed(tags.get("s", "*")))
    )


def _listed(value: str) -> set[str]:
    return {one.strip() for one in value.split(":")}


def _look_at_key(name: str, key: Secret) -> Look:
    """Two records under one name leave it to the receiver which one counts: that is not enough for us."""
    try:
        texts = _texts(name)
        public = public_half(key)
    except dns.DnsAwayError:
        return Look(DnsAnswer.AWAY)
    except DomainError:  # the key cannot be read: nothing that stands there can be right
        return Look(DnsAnswer.OTHER)
    if not texts:
        return Look(DnsAnswer.ABSENT)
    is_right = len(texts) == 1 and carries(texts[0], public)
    return Look(DnsAnswer.FOUND if is_right else DnsAnswer.OTHER, texts)


def _look_at_spf(host: str) -> Look:
    try:
        texts = tuple(text for text in _texts(host) if text.lower().split(" ")[0] == "v=spf1")
    except dns.DnsAwayError:
        return Look(DnsAnswer.AWAY)
    if not texts:
        return Look(DnsAnswer.ABSENT)
    is_right = len(texts) == 1 and spf_mechanism() in texts[0].split()
    return Look(DnsAnswer.FOUND if is_right else DnsAnswer.OTHER, texts)


def _look_at_dmarc(host: str) -> Look:
    """What a domain does not say, the one above it says (RFC 7489, 6.6.3)."""
    while not is_public(host):
        try:
            texts = tuple(text for text in _texts(dmarc_name(host)) if text.replace(" ", "").startswith("v=DMARC1"))
        except dns.DnsAwayError:
            return Look(DnsAnswer.AWAY)
        if texts:
            return Look(DnsAnswer.FOUND if len(texts) == 1 else DnsAnswer.OTHER, texts)
        host = host.partition(".")[2]
    return Look(DnsAnswer.ABSENT)


def _texts(name: str) -> tuple[str, ...]:
    return tuple(sorted(dns.texts(name))[:_MOST_TEXTS])
