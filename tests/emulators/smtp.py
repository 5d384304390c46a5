"""A mail server on the loopback that speaks SMTP and keeps what it gets."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.e2e.service import free_port


class Mailbox:
    """What came, in the order of coming; a server that `refuses` takes nothing.

    `answers` is what it says of a recipient (address → "550 5.1.1 no such user"), `verdict` of a letter as a whole.
    """

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.refuses = False
        self.answers: dict[str, str] = {}
        self.verdict = "250 taken"
        self.asked: list[str] = []
        self.port = free_port()

    @property
    def url(self) -> str:
        """The `SMTP_URL` of this server."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        self.asked.append(address)
        if answer := self.answers.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuses:
            return "451 try again later"
        if self.verdict.startswith("250"):
            self.got.append(envelope)
        return self.verdict

    def letter(self, *, to: str, subject: str, number: int = 1, seconds: int = 30) -> EmailMessage:
        """The letter to this address whose subject begins so, the `number`-th of them; waits until it has come."""
        deadline = time.monotonic() + seconds
        while len(found := [one for one in self._to(to) if subject_of(one).startswith(subject)]) < number:
            assert time.monotonic() < deadline, [subject_of(one) for one in self._to(to)]
            time.sleep(0.1)
        return found[number - 1]

    def _to(self, address: str) -> list[EmailMessage]:
        mine = [envelope.content for envelope in list(self.got) if address in envelope.rcpt_tos]
        return [message_from_bytes(content, policy=policy.default) for content in mine]  # type: ignore[misc]  # policy's


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A server of its own that listens until the block ends."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def subject_of(letter: EmailMessage) -> str:
    """The subject as people see it: a long one is folded, which leaves a space in front."""
    return str(letter["Subject"]).strip()


def words_of(letter: EmailMessage, kind: str = "plain") -> str:
    """The text of a letter, as "plain" or as "html"."""
    part = letter.get_body((kind,))  # type: ignore[arg-type]  # one of the two
    assert part, kind
    return str(part.get_content())
