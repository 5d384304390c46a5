"""The mailbox to which servers send our letters back, read over IMAP: reports of RFC 3464 and nothing else."""

import imaplib
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from notifications.domain import returns
from notifications.domain.returns import Refused
from watch.providers import provider_call

log = logging.getLogger(__name__)

MOST_AT_ONCE = 200
_FIRST_BYTES = 256 * 1024  # the report stands before the letter that it brings back
_SECONDS = 20
_ORIGINAL = {"message/rfc822", "message/rfc822-headers", "text/rfc822-headers"}


class BoxError(OSError):
    """The mailbox does not let us in, or answers otherwise than it should."""


@dataclass(frozen=True)
class Return:
    """A report about a letter of ours; `refused` is empty where the letter is only late or has arrived."""

    letter: int
    refused: list[Refused]


def read() -> int:
    """Note the letters that came back, at most `MOST_AT_ONCE` messages; how many letters. Raises OSError.

    A report is deleted once it is noted: cut off in between, it is noted again, which changes nothing. What is no
    report, or of no letter of ours, is marked as read and stays. Nothing is done without BOUNCES_URL.
    """
    if not settings.BOUNCES_URL:
        return 0
    noted = 0
    with provider_call(provider="imap", operation="read"), _opened(settings.BOUNCES_URL) as box:
        for uid in (_said(box.uid("SEARCH", "UNSEEN"))[0] or b"").split()[:MOST_AT_ONCE]:
            found = _read_safely(_content(box, uid.decode()))
            if found and found.refused:
                returns.note_refused(found.letter, found.refused)
                noted += 1
            _said(box.uid("STORE", uid.decode(), "+FLAGS", r"(\Seen \Deleted)" if found else r"(\Seen)"))
        _said(box.expunge())
    return noted


def read_return(content: bytes) -> Return | None:
    """The report in a message; None for any other message, an auto-reply among them, and for a forged one."""
    message = message_from_bytes(content)
    if message.get_content_type() != "multipart/report":
        return None
    if str(message.get_param("report-type")).lower() != "delivery-status":
        return None
    parts = {part.get_content_type(): part for part in _parts(message)}  # its own, not those within
    status = parts.get("message/delivery-status")
    original = next((parts[kind] for kind in parts if kind in _ORIGINAL), None)
    letter = _letter(original) if original is not None else None
    if status is None or letter is None:
        return None
    return Return(letter, [_refused(block) for block in _parts(status) if _value(block, "Action").lower() == "failed"])


def _read_safely(content: bytes) -> Return | None:
    try:
        return read_return(content)
    except Exception:  # whatever a stranger's message breaks, the next one is read
        log.warning("bounce_unreadable", exc_info=True)
        return None


def _letter(part: Message) -> int | None:
    within = _parts(part)  # of message/…; the lines of text/… are read here
    lines = part.get_payload(decode=True)
    headers = within[0] if within else BytesHeaderParser().parsebytes(lines if isinstance(lines, bytes) else b"")
    found = (returns.letter_of(_value(headers, name)) for name in (returns.HEADER, "Message-ID"))
    return next((letter for letter in found if letter), None)


def _refused(block: Message) -> Refused:
    """One recipient: the status, and what the server said, without «smtp;» and «rfc822;» before them."""
    address = _value(block, "Original-Recipient") or _value(block, "Final-Recipient")
    said = _value(block, "Diagnostic-Code").partition(";")[2].strip()
    return Refused(address.rpartition(";")[2].strip(" <>"), f"{_value(block, 'Status')} {said}".strip())


def _parts(message: Message) -> list[Message]:
    found = message.get_payload()
    return [part for part in found if isinstance(part, Message)] if isinstance(found, list) else []


def _value(headers: Message, name: str) -> str:
    return returns.clean(str(headers.get(name, "")))


@contextmanager
def _opened(url: str) -> Iterator[imaplib.IMAP4]:
    """The mailbox of `imaps://user:password@host:port/INBOX`; `imap+tls://` is STARTTLS, `imap://` a loopback."""
    where = urlsplit(url)
    host, context = where.hostname or "", ssl.create_default_context()
    try:
        if where.scheme == "imaps":
            box: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, where.port or 993, ssl_context=context, timeout=_SECONDS)
        else:
            box = imaplib.IMAP4(host, where.port or 143, timeout=_SECONDS)
        try:
            if where.scheme == "imap+tls":
                box.starttls(context)
            box.login(unquote(where.username or ""), unquote(where.password or ""))
            _said(box.select(f'"{unquote(where.path.strip("/")) or "INBOX"}"'))
            yield box
        finally:
            with suppress(imaplib.IMAP4.error, OSError):
                box.logout()
    except imaplib.IMAP4.error as error:
        raise BoxError(str(error)) from error


def _content(box: imaplib.IMAP4, uid: str) -> bytes:
    """The beginning of a message; empty if it is gone meanwhile."""
    told = _said(box.uid("FETCH", uid, f"(BODY.PEEK[]<0.{_FIRST_BYTES}>)"))
    return next((bytes(one[1]) for one in told if isinstance(one, tuple)), b"")


def _said(answer: tuple[str, list[Any]]) -> list[Any]:
    """What was told. Raises BoxError unless it is «OK»."""
    state, told = answer
    if state != "OK":
        raise BoxError(f"{state}: {told!r}"[:300])
    return told
