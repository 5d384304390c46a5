"""A service that speaks SMPP 3.4 on the loopback: octets by the standard, read and written without the library that the
product uses; it can refuse, throttle, be silent, and hang up before or after its answer. With a certificate it speaks
TLS.

By hand: `python -m tests.emulators.smpp` prints its address.
"""

import socket
import socketserver
import ssl
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

LOGIN, PASSWORD = "burmistr", "par0l"
_RESPONSE = 0x80000000
_BIND, _UNBIND, _SUBMIT, _DELIVER, _QUERY, _ENQUIRE = 0x09, 0x06, 0x04, 0x05, 0x03, 0x15
_THROTTLED, _WRONG_PASSWORD, _NO_SUCH_ID, _BAD_NUMBER, _ALREADY_BOUND = 0x58, 0x0E, 0x0C, 0x0B, 0x05
STATES = {2: "DELIVRD", 3: "EXPIRED", 5: "UNDELIV"}


@dataclass
class Part:
    """What came in one `submit_sm`. `header` is (reference, count, number) where the text has parts."""

    id: str
    phone: str
    sender: tuple[int, int, str]
    coding: int
    octets: bytes
    header: tuple[int, int, int] | None
    state: int = 1
    is_receipt_wanted: bool = True
    is_acknowledged: bool = False


@dataclass
class Centre:
    """The service. `mood`: "well", "silent" (takes it, says nothing), "cut" (takes it, hangs up), "deaf" (hangs up
    instead of taking), "throttled", "busy" (is bound already). `at_once` brings a receipt right after the answer.
    `name` makes the number of a message of its place, `in_receipts` how receipts write that number."""

    mood: str = "well"
    at_once: int = 0
    by_tlv: bool = True
    name: Callable[[int], str] = "A{:06d}".format
    in_receipts: Callable[[str], str] = str
    throttles: int = 0  # so many requests more
    bad_phones: set[str] = field(default_factory=set)
    parts: list[Part] = field(default_factory=list)
    binds: int = 0
    refused_receipts: int = 0
    unbinds: int = 0
    links: int = 0
    port: int = 0
    scheme: str = "smpp"

    @property
    def address(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def set_all(self, state: int) -> None:
        """Let every part have this state; receipts go to whoever binds."""
        for part in self.parts:
            part.state, part.is_acknowledged = state, False

    def texts(self) -> list[tuple[str, str]]:
        """(Phone, text) as phones show them; a text whose parts do not fit together is an AssertionError."""
        joined: dict[tuple[str, int], list[Part]] = {}
        for number, part in enumerate(self.parts):
            joined.setdefault((part.phone, part.header[0] if part.header else -1 - number), []).append(part)
        return [(parts[0].phone, _text_of(parts)) for parts in joined.values()]


def _text_of(parts: list[Part]) -> str:
    if parts[0].header:
        assert sorted(part.header[2] for part in parts if part.header) == list(range(1, parts[0].header[1] + 1))
        parts = sorted(parts, key=lambda part: part.header or (0, 0, 0))
    if parts[0].coding == 8:
        return "".join(part.octets.decode("utf-16-be") for part in parts)
    return b"".join(part.octets for part in parts).decode("ascii")  # Latin letters stand where ASCII has them


class _Session(socketserver.BaseRequestHandler):
    request: socket.socket

    def handle(self) -> None:
        self.centre: Centre = self.server.centre  # type: ignore[attr-defined]  # set by the one who starts it
        self.sequence, self.is_bound, self.sent = 0, False, dict[int, Part]()
        try:
            if context := self.server.context:  # type: ignore[attr-defined]  # likewise
                self.request.settimeout(2)
                self.request = context.wrap_socket(self.request, server_side=True)
            while self._serve():
                pass
        except OSError:
            return

    def _serve(self) -> bool:
        """Answer one request, or bring receipts while there is none; False when the session is over."""
        self.request.settimeout(0.02)
        try:
            first = self.request.recv(1)
        except TimeoutError:
            self._bring_receipts()
            return True
        self.request.settimeout(2)
        if not first or len(head := first + self._read(15)) < 16:
            return False
        length, command, status, number = struct.unpack(">LLLL", head)
        return self._act(command, status, number, self._read(length - 16))

    def _read(self, count: int) -> bytes:
        octets = b""
        while len(octets) < count and (some := self.request.recv(count - len(octets))):
            octets += some
        return octets

    def _act(self, command: int, status: int, number: int, body: bytes) -> bool:
        if command == _BIND:
            return self._bind(number, body)
        if command == _UNBIND:
            self.centre.unbinds += 1
            self._say(_UNBIND | _RESPONSE, 0, number)
            return False
        if command == _SUBMIT:
            return self._submit(number, body)
        if command == _QUERY:
            return self._query(number, body)
        if command == _ENQUIRE:
            self._say(_ENQUIRE | _RESPONSE, 0, number)
        elif command == _ENQUIRE | _RESPONSE:
            self.centre.links += 1
        elif command == _DELIVER | _RESPONSE:
            self.sent[number].is_acknowledged = status == 0
            self.centre.refused_receipts += status != 0
        return True

    def _bind(self, number: int, body: bytes) -> bool:
        login, secret, *_ = body.split(b"\0")
        self.centre.binds += 1
        status = 0 if (login.decode(), secret.decode()) == (LOGIN, PASSWORD) else _WRONG_PASSWORD
        status = _ALREADY_BOUND if self.centre.mood == "busy" else status
        self._say(_BIND | _RESPONSE, status, number, b"EMULATOR\0" if not status else b"")
        self.is_bound = not status
        if self.is_bound:
            self._ask(_ENQUIRE, b"")
        return True

    def _submit(self, number: int, body: bytes) -> bool:
        mood = self.centre.mood
        if mood == "deaf":
            return False
        part = _read_submit(body, self.centre.name(len(self.centre.parts) + 1))
        status = _BAD_NUMBER if f"+{part.phone}" in self.centre.bad_phones else 0
        if mood == "throttled" or self.centre.throttles:
            self.centre.throttles = max(self.centre.throttles - 1, 0)
            status = _THROTTLED
        if not status:
            self.centre.parts.append(part)
        if mood == "cut":
            return False
        if mood == "silent":
            return True
        self._say(_SUBMIT | _RESPONSE, status, number, b"" if status else part.id.encode() + b"\0")
        if self.centre.at_once and not status:
            part.state = self.centre.at_once
            self._bring(part)
        return True

    def _query(self, number: int, body: bytes) -> bool:
        asked = body.split(b"\0")[0].decode()
        found = next((part for part in self.centre.parts if part.id == asked), None)
        told = found and found.id.encode() + b"\0" + b"\0" + bytes((found.state, 0))
        self._say(_QUERY | _RESPONSE, 0 if found else _NO_SUCH_ID, number, told or b"")
        return True

    def _bring_receipts(self) -> None:
        for part in list(self.centre.parts) if self.is_bound else ():
            if part.state != 1 and not part.is_acknowledged and part not in self.sent.values():
                self._bring(part)

    def _bring(self, part: Part) -> None:
        number = self.centre.in_receipts(part.id)
        said = f"id:{number} sub:001 dlvrd:001 submit date:2611281000 done date:2611281001 stat:"
        text = (said + f"{STATES[part.state]} err:000 text:").encode()
        tlvs = struct.pack(">HH", 0x001E, len(number) + 1) + number.encode() + b"\0"
        tlvs += struct.pack(">HHB", 0x0427, 1, part.state)
        body = b"\0\x01\x01" + part.phone.encode() + b"\0\x05\0" + part.sender[2].encode() + b"\0"
        body += b"\x04\0\0\0\0\0\0\0\0" + bytes((len(text),)) + text
        self.sent[self._ask(_DELIVER, body + (tlvs if self.centre.by_tlv else b""))] = part

    def _ask(self, command: int, body: bytes) -> int:
        self.sequence += 1
        self._say(command, 0, self.sequence, body)
        return self.sequence

    def _say(self, command: int, status: int, number: int, body: bytes = b"") -> None:
        self.request.sendall(struct.pack(">LLLL", 16 + len(body), command, status, number) + body)


def _read_submit(body: bytes, number: str) -> Part:
    _, rest = body.split(b"\0", 1)  # service_type
    (ton, npi), (sender, rest) = rest[:2], rest[2:].split(b"\0", 1)
    phone, rest = rest[2:].split(b"\0", 1)
    esm_class, (_, _, rest) = rest[0], rest[3:].split(b"\0", 2)
    wanted, coding, length, octets = rest[0], rest[2], rest[4], rest[5:]
    assert length == len(octets), "sm_length is that of short_message"
    header = None
    if esm_class & 0x40:
        assert octets[:3] == b"\x05\x00\x03", "a header of parts with an 8-bit reference"
        header, octets = (octets[3], octets[4], octets[5]), octets[6:]
    assert len(octets) <= ((134 if coding == 8 else 153) if header else (140 if coding == 8 else 160))
    return Part(
        number, phone.decode(), (ton, npi, sender.decode()), coding, octets, header, is_receipt_wanted=wanted == 1
    )


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    centre: Centre
    context: ssl.SSLContext | None


@contextmanager
def centre(certificate: Path | None = None) -> Iterator[Centre]:
    """The service, listening until the block ends; under TLS with a certificate, a PEM file with its key."""
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.context = None
        if certificate:
            server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            server.context.load_cert_chain(certificate)
        server.centre = Centre(port=server.server_address[1], scheme="smpps" if certificate else "smpp")
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server.centre
        finally:
            server.shutdown()


if __name__ == "__main__":
    with centre() as one:
        sys.stdout.write(f"{one.address}\n")
        sys.stdout.flush()
        threading.Event().wait()
