"""What a registrar publishes once a company has entered it, and what a receiver makes of a letter."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import dkim

from notifications.domain import mail_records
from notifications.models import MailDomain
from tenants import dns
from tenants.secrets import Secret
from tests.emulators.dns import NameServer

HOST = "uk-alpha.example"
ADDRESS = f"info@{HOST}"


def put_text(server: NameServer, name: str, *texts: str) -> None:
    server.records[name, "TXT"] = [mail_records.in_strings(text) for text in texts]


def put_key(server: NameServer, host: str, selector: str, key: Secret) -> None:
    put_text(server, mail_records.dkim_name(selector, host), mail_records.dkim_text(key))


def put_own_key(server: NameServer, domain: MailDomain) -> None:
    put_key(server, domain.host, domain.selector, domain.key)


def take_own_key(server: NameServer, domain: MailDomain) -> None:
    del server.records[mail_records.dkim_name(domain.selector, domain.host), "TXT"]


def is_signed(raw: bytes) -> bool:
    """True if a receiver that asks the name server of the settings believes the letter."""
    return bool(dkim.verify(raw, dnsfunc=_ask))


def tags_of(letter: EmailMessage) -> dict[str, str]:
    """The tags of the signature, without blanks."""
    value = "".join(str(letter["DKIM-Signature"]).split())
    return dict(tag.split("=", 1) for tag in value.split(";") if tag)


def read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)  # type: ignore[return-value]  # the policy's


def _ask(name: bytes, timeout: float = 5) -> bytes | None:
    found: Any = sorted(dns.texts(name.decode().rstrip(".")))
    return found[0].encode() if found else None
