"""A company's letter from its own address, signed for its domain (DKIM, RFC 6376).

Decided in the moment of sending: a letter that waited while the domain fell back goes from our address after all. The
sender that the mail server is told stays ours, so what cannot be delivered comes back to us. Signed are the bytes that
go out, in seven bits: a server on the way that knows no others would write them anew and break the signature.
"""

from copy import copy
from email.charset import Charset
from email.message import Message
from email.utils import parseaddr
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from notifications.domain.mail_domains import proved_of
from notifications.models import Letter, MailDomain
from tenants.errors import DomainError

log = structlog.get_logger(__name__)

_SEVEN_BITS = Charset("utf-8")  # as Python has it, base64; Django's own leaves eight bits
_SIGNED = (
    "From", "To", "Subject", "Date", "Message-ID", "Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post",
    "MIME-Version", "Content-Type",
)  # fmt: skip


class Outgoing(EmailMultiAlternatives):
    """A letter on its way to the mail server; sealed, it goes out as exactly these bytes."""

    sealed: bytes = b""

    def message(self, *args: Any, **kwargs: Any) -> Any:
        """What Django's backend sends: the sealed bytes as they are, else the message as it always makes it."""
        return _Sealed(self.sealed) if self.sealed else super().message(*args, **kwargs)


class _Sealed:
    """As much of a message as Django's SMTP backend asks for."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    def as_bytes(self, **_: object) -> bytes:
        """The bytes; how lines are to end was settled when they were signed."""
        return self.raw


def seal(message: Outgoing, letter: Letter) -> None:
    """Let a letter in which a company speaks go from the company's own address, signed, if its domain is proved now.

    Otherwise, and if the key cannot be used, nothing changes: it goes from ours. Called last before it is sent.
    """
    domain = proved_of(letter.schema_name) if _speaks_for_a_company(letter) else None
    if domain is None:
        return
    from dkim import DKIMException  # noqa: PLC0415  slow import

    name, _ = parseaddr(letter.sender)
    own = copy(message)
    own.extra_headers = {**message.extra_headers, "From": f'"{name}" <{domain.address}>'}
    own.encoding = _SEVEN_BITS
    made = own.message()
    raw = made.as_bytes(linesep="\r\n")
    try:
        signature = _signature(raw, made, domain)
    except (DomainError, DKIMException) as error:
        log.error("mail.not_signed", letter=letter.pk, domain=domain.host, error=type(error).__name__)
        return
    message.sealed = signature + raw
    letter.sender = own.extra_headers["From"][:320]


def _speaks_for_a_company(letter: Letter) -> bool:
    """True for `letters.sender()` of a company; Бурмистр's own words and what names another sender are left as is."""
    ours = str(settings.DEFAULT_FROM_EMAIL)
    return letter.sender != ours and parseaddr(letter.sender)[1] == parseaddr(ours)[1]


def _signature(raw: bytes, made: Message, domain: MailDomain) -> bytes:
    """The header with its line end. From is named once more than it stands there: nobody can add a second one."""
    import dkim  # noqa: PLC0415  slow import

    names = [name for name in _SIGNED if name in made]
    signature: bytes = dkim.sign(
        raw, domain.selector.encode(), domain.host.encode(), domain.key.open().encode(),
        canonicalize=(dkim.Relaxed, dkim.Relaxed), include_headers=[*names, "From"],
    )  # fmt: skip
    return signature
