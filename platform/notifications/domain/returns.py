"""Letters that do not arrive: why a server refuses them, of which letter a return is, and whom that is told.

A return names its letter by an id of ours that is signed: nobody can send back what went to others.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from functools import partial
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction

from notifications import tasks
from notifications.enums import Refusal
from notifications.models import Letter
from notifications.signals import letter_refused
from tenants.context import in_schema
from tenants.enums import OPEN
from tenants.models import Tenant

HEADER = "X-Letter"
_STATES = {Letter.State.WAITING: Letter.State.FAILED, Letter.State.SENT: Letter.State.RETURNED}
# RFC 3463; a class alone (5.0.0) says nothing. 5.1.7 and 5.1.8 are about the sender, 5.1.0 about anything.
_CODE = re.compile(r"(?<![\d.])[45]\.(\d{1,3}\.\d{1,3})(?!\.?\d)")
_NO_MAILBOX = {"1.1", "1.2", "1.3", "1.6", "1.10", "2.1"}
_FULL = {"2.2"}
# Mail.ru gives no code, and Yandex that of a policy; by memory, to be checked with letters to both.
_NOBODY = ("no such user", "user not found", "invalid mailbox")
_LONGEST = 500


@dataclass(frozen=True)
class Refused:
    """An address that a letter was not taken for, and what the server said. "" is every address of the letter."""

    address: str
    said: str

    @property
    def why(self) -> Refusal:
        """By the code of the answer, in its absence by its words."""
        words = self.said.lower()
        code = next((code for code in _CODE.findall(words) if code != "0.0"), "")
        if code in _FULL:
            return Refusal.FULL
        if code in _NO_MAILBOX or any(sign in words for sign in _NOBODY):
            return Refusal.NO_MAILBOX
        return Refusal.POLICY if code.startswith("7.") else Refusal.OTHER


def envelope_sender(letter: Letter) -> str:
    """To whom servers send the letter back."""
    return settings.BOUNCES_ADDRESS or letter.sender


def headers(letter: Letter) -> dict[str, str]:
    """What the letter goes out with: its own headers, who writes, and by what a return of it is known."""
    number = _signer().sign(str(letter.pk))
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return {**letter.headers, "From": letter.sender, "Message-ID": f"<{number}@{host}>", HEADER: number}


def letter_of(number: str) -> int | None:
    """The letter of a signed id, as it stands in `HEADER` or before the @ of the Message-ID; None if forged."""
    try:
        return int(_signer().unsign(number.strip().lstrip("<").partition("@")[0]))
    except (BadSignature, ValueError):
        return None


def refused_in(error: Exception) -> list[Refused]:
    """Whom a server refused for good (5xx); empty for what may pass, and where it is not about the recipients."""
    if isinstance(error, SMTPRecipientsRefused):
        answers: list[tuple[str, int, bytes | str]] = [
            (address, int(code), text) for address, (code, text) in error.recipients.items()
        ]
    elif isinstance(error, SMTPDataError):
        answers = [("", error.smtp_code, error.smtp_error)]
    else:
        return []
    if any(code < 500 for _, code, _ in answers):
        return []
    return [Refused(address, f"{code} {_text(text)}") for address, code, text in answers]


@transaction.atomic
def note_refused(letter_id: int, refused: Sequence[Refused]) -> None:
    """The letter was not taken, or came back: write why, and tell the company whose letter it was. Safe to repeat."""
    with in_schema("public"):
        letter = Letter.objects.select_for_update().filter(pk=letter_id).exclude(state=Letter.State.KEPT).first()
        if letter is None or not refused:
            return
        first = refused[0]
        letter.state = _STATES.get(Letter.State(letter.state), letter.state)
        letter.refusal, letter.error = first.why, f"{first.why.label}. Ответ сервера: {clean(first.said)}"[:1000]
        letter.tries += 1
        letter.save(update_fields=["state", "refusal", "error", "tries"])
        if not Tenant.objects.filter(schema_name=letter.schema_name, state__in=OPEN).exists():
            return
    for place, why in _places(letter, refused):
        transaction.on_commit(partial(_tell_soon, letter, place, why))


def tell(letter_id: int, place: int, why: str) -> None:
    """Tell the current company that its letter was refused for its recipient at `place`, counted from nought."""
    with in_schema("public"):
        letter = Letter.objects.get(pk=letter_id)
    with transaction.atomic():
        letter_refused.send(
            sender=Letter, address=letter.recipients[place], why=Refusal(why), mailing=letter.mailing
        )  # fmt: skip


def clean(said: str) -> str:
    """A stranger's words in one line that a database takes."""
    return " ".join(said.replace("\0", "").encode("utf-8", "replace").decode().split())[:_LONGEST]


def _tell_soon(letter: Letter, place: int, why: Refusal) -> None:
    with in_schema(letter.schema_name):
        tasks.tell_of_refusal.delay(letter.pk, place, why.value)


def _places(letter: Letter, refused: Sequence[Refused]) -> list[tuple[int, Refusal]]:
    """Which of the recipients; the only one also where his mail is forwarded and another address is named."""
    known = [address.lower() for address in letter.recipients]
    if len(known) == 1:
        return [(0, refused[0].why)]
    return [(known.index(one.address.lower()), one.why) for one in refused if one.address.lower() in known]


def _signer() -> Signer:
    return Signer(sep=".", salt="notifications.letter")


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
