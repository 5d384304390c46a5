"""A name server on the loopback that speaks DNS over UDP: answers from a table; can be slow, silent or failing."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from dns import flags, message, rcode, rdatatype, rrset


class NameServer:
    """`records`: (name without a dot at the end, type) → texts as in a zone file. `mood`: how it answers."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, str], list[str]] = {}
        self.asked: list[tuple[str, str]] = []
        self.mood = "answers"  # or "silent", "fails", "garbage"
        self.delay = 0.0  # seconds
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0.1)
        self._ends = threading.Event()

    @property
    def address(self) -> str:
        """As `DNS_RESOLVERS` wants it."""
        return f"127.0.0.1:{self._socket.getsockname()[1]}"

    def serve(self) -> None:
        while not self._ends.is_set():
            try:
                asked, who = self._socket.recvfrom(4096)
            except TimeoutError:
                continue
            if self.delay:
                time.sleep(self.delay)
            if answer := self._answer(asked):
                self._socket.sendto(answer, who)

    def stop(self) -> None:
        self._ends.set()

    def _answer(self, asked: bytes) -> bytes | None:
        query = message.from_wire(asked)
        question = query.question[0]
        name, kind = question.name.to_text(omit_final_dot=True).lower(), rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        if self.mood == "silent":
            return None
        if self.mood == "garbage":
            return b"\x00" * 20
        reply = message.make_response(query)
        reply.flags |= flags.RA
        if self.mood == "fails":
            reply.set_rcode(rcode.SERVFAIL)
            return reply.to_wire()
        found = self.records.get((name, kind), [])
        if found:
            reply.answer.append(rrset.from_text_list(question.name, 60, "IN", kind, found))
        elif not any(known == name for known, _ in self.records):
            reply.set_rcode(rcode.NXDOMAIN)
        return reply.to_wire()


@contextmanager
def name_server() -> Iterator[NameServer]:
    """A server of its own that answers until the block ends."""
    server = NameServer()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()
        server._socket.close()
