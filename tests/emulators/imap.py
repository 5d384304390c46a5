"""A mailbox on the loopback that speaks as much of IMAP4rev1 (RFC 3501) as reading it wants, with TLS or without.

It checks the password, keeps flags, and forgets what is expunged.
"""

import re
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

LOGIN, PASSWORD = "robot@burmistr.example", "пароль/1".encode().hex()
_LINE = re.compile(r"^(\S+) (?:UID )?(\S+) ?(.*)$")
_PARTIAL = re.compile(r"^(\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)$")


@dataclass
class Kept:
    """A message with its flags."""

    uid: int
    content: bytes
    flags: set[str] = field(default_factory=set)


@dataclass
class Box:
    """The mailbox. `breaks_before_store`: the connection is cut when a message was read and is to be marked."""

    messages: list[Kept] = field(default_factory=list)
    port: int = 0
    scheme: str = "imap"
    folder: str = "INBOX"
    breaks_before_store: bool = False
    logins: int = 0
    _last: int = 0

    @property
    def url(self) -> str:
        """The `BOUNCES_URL` of this mailbox."""
        return f"{self.scheme}://{LOGIN.replace('@', '%40')}:{PASSWORD}@127.0.0.1:{self.port}/{self.folder}"

    def put(self, content: bytes) -> Kept:
        """A message has come."""
        self._last += 1
        self.messages.append(Kept(self._last, content))
        return self.messages[-1]

    def answer(self, command: str, rest: str) -> tuple[list[bytes], str]:
        """Untagged answers, and the outcome."""
        deeds: dict[str, Callable[[str], tuple[list[bytes], str]]] = {
            "CAPABILITY": lambda _: ([b"* CAPABILITY IMAP4rev1"], "OK done"),
            "LOGIN": self._login,
            "SELECT": self._select,
            "SEARCH": self._search,
            "FETCH": self._fetch,
            "STORE": self._store,
            "EXPUNGE": self._expunge,
            "LOGOUT": lambda _: ([b"* BYE"], "OK bye"),
        }
        return deeds[command](rest)

    def _login(self, rest: str) -> tuple[list[bytes], str]:
        self.logins += 1
        is_right = rest == f'{LOGIN} "{PASSWORD}"'
        return [], "OK in" if is_right else "NO [AUTHENTICATIONFAILED] wrong password"

    def _select(self, rest: str) -> tuple[list[bytes], str]:
        if rest != f'"{self.folder}"':
            return [], "NO no such mailbox"
        return [b"* %d EXISTS" % len(self.messages)], "OK [READ-WRITE]"

    def _search(self, rest: str) -> tuple[list[bytes], str]:
        assert rest == "UNSEEN"
        found = [str(one.uid) for one in self.messages if "\\Seen" not in one.flags]
        return [f"* SEARCH {' '.join(found)}".rstrip().encode()], "OK done"

    def _fetch(self, rest: str) -> tuple[list[bytes], str]:
        found = _PARTIAL.match(rest)
        assert found, rest  # PEEK: reading alone marks nothing
        content = self._one(int(found[1])).content[: int(found[2])]
        return [b"* 1 FETCH (UID %d BODY[]<0> {%d}\r\n%s)" % (int(found[1]), len(content), content)], "OK done"

    def _store(self, rest: str) -> tuple[list[bytes], str]:
        uid, _, flags = rest.split(" ", 2)
        self._one(int(uid)).flags |= set(flags.strip("()").split())
        return [], "OK done"

    def _expunge(self, _: str) -> tuple[list[bytes], str]:
        self.messages[:] = [one for one in self.messages if "\\Deleted" not in one.flags]
        return [], "OK done"

    def _one(self, uid: int) -> Kept:
        return next(one for one in self.messages if one.uid == uid)


@contextmanager
def mailbox(*, certificate: Path | None = None, folder: str = "INBOX") -> Iterator[Box]:
    """A mailbox that listens until the block ends; with a certificate (PEM, its key in the same file) over TLS."""
    box = Box(folder=folder, scheme="imaps" if certificate else "imap")

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK ready\r\n")
            for line in self.rfile:
                found = _LINE.match(line.decode().rstrip("\r\n"))
                assert found, line
                tag, command, rest = found.groups()
                if command == "STORE" and box.breaks_before_store:
                    return
                said, outcome = box.answer(command.upper(), rest)
                self.wfile.write(b"".join(one + b"\r\n" for one in said) + f"{tag} {outcome}\r\n".encode())
                if command == "LOGOUT":
                    return

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that trusts no certificate hangs up: that is what is tested."""

    with Server(("127.0.0.1", 0), Handler) as server:
        if certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        box.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield box
        finally:
            server.shutdown()
