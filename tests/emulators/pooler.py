"""A pooler in transaction mode, as PgBouncer is one: true to the protocol as far as psycopg2 speaks it.

A client gets one of a few server connections for as long as a transaction lasts, that is, until the server says
"ready, idle". Settings that the server reports (ParameterStatus) and that are in `track` are remembered for each
client and put back before its next transaction, which PgBouncer does by itself for five and for others by
`track_extra_parameters`.
"""

import queue
import socket
import struct
import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

ALWAYS_TRACKED = frozenset(
    {"client_encoding", "DateStyle", "TimeZone", "standard_conforming_strings", "application_name"}
)
_LISTS = frozenset({"search_path"})  # reported as a list that is quoted already
_SSL_REQUEST, _GSS_REQUEST = 80877103, 80877104
_STARTS_A_TURN = b"QSF"  # Query, Sync, FunctionCall: after these the server answers up to ReadyForQuery

Message = tuple[bytes, bytes]


class Wire:
    """Messages over a socket: one byte of kind, four of length, the rest."""

    def __init__(self, end: socket.socket) -> None:
        self.end = end
        self.file = end.makefile("rb")

    def read(self) -> Message:
        kind = self._exactly(1)
        return kind, self.read_body()

    def read_body(self) -> bytes:
        (length,) = struct.unpack("!I", self._exactly(4))
        return self._exactly(length - 4)

    def write(self, kind: bytes, body: bytes) -> None:
        self.end.sendall(kind + struct.pack("!I", len(body) + 4) + body)

    def close(self) -> None:
        self.file.close()
        self.end.close()

    def _exactly(self, count: int) -> bytes:
        data = self.file.read(count) if count else b""
        if len(data) < count:
            raise ConnectionError("the other end is gone")
        return data


@dataclass
class Side:
    """One end, and the settings that hold there."""

    wire: Wire
    settings: dict[str, str] = field(default_factory=dict)

    def note(self, body: bytes) -> None:
        name, value, _ = body.decode().split("\0")
        self.settings[name] = value


class Pooler:
    """Listens on a port of the loopback, speaks to a server's socket with `size` connections."""

    def __init__(self, server: str, *, size: int = 2, track: frozenset[str] = frozenset()) -> None:
        self.server = server
        self.size = size
        self.track = ALWAYS_TRACKED | track
        self.transactions = 0
        self._idle: queue.LifoQueue[Side] = queue.LifoQueue()
        self._opened = 0
        self._welcome: dict[str, str] = {}
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._listener.close()
        while not self._idle.empty():
            self._idle.get_nowait().wire.close()

    def _accept(self) -> None:
        while True:
            try:
                end, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(Wire(end),), daemon=True).start()

    def _serve(self, wire: Wire) -> None:
        try:
            client = Side(wire)
            self._greet(client)
            while True:
                self._transaction(client)
        except (ConnectionError, OSError):
            wire.close()

    def _greet(self, client: Side) -> None:
        """Let anybody in, as the tests' server does, and report a fresh server connection's settings as its own."""
        startup = client.wire.read_body()
        while struct.unpack("!I", startup[:4])[0] in (_SSL_REQUEST, _GSS_REQUEST):
            client.wire.end.sendall(b"N")
            startup = client.wire.read_body()
        self._idle.put(self._take(startup))
        client.settings = dict(self._welcome)
        client.wire.write(b"R", struct.pack("!I", 0))
        for name, value in client.settings.items():
            client.wire.write(b"S", f"{name}\0{value}\0".encode())
        client.wire.write(b"K", struct.pack("!II", 0, 0))
        client.wire.write(b"Z", b"I")

    def _take(self, startup: bytes = b"") -> Side:
        """An idle server connection, the last used first; opens another while there may be more."""
        with self._lock:
            must_open = bool(startup) and self._opened < self.size
            self._opened += must_open
        return self._open(startup) if must_open else self._idle.get(timeout=10)

    def _open(self, startup: bytes) -> Side:
        end = socket.socket(socket.AF_UNIX)
        end.connect(self.server)
        end.sendall(struct.pack("!I", len(startup) + 4) + startup)
        server = Side(Wire(end))
        self._until_ready(server, None)
        self._welcome = dict(server.settings)  # what a fresh connection reports
        return server

    def _transaction(self, client: Side) -> None:
        first = client.wire.read()
        if first[0] == b"X":
            raise ConnectionError("the client said good-bye")
        server = self._take()
        self.transactions += 1
        try:
            self._put_back_settings(server, client)
            status = self._turn(server, client, first)
            while status != b"I":
                status = self._turn(server, client, client.wire.read())
        except (ConnectionError, OSError):
            if server.wire.end.fileno() >= 0:  # what the client left open is undone, as PgBouncer does by closing
                self._ask(server, "ROLLBACK")
            raise
        finally:
            self._idle.put(server)

    def _put_back_settings(self, server: Side, client: Side) -> None:
        for name in self.track & client.settings.keys():
            value = client.settings[name]
            if server.settings.get(name) != value:
                self._ask(
                    server, f"SET {name} TO " + (value if name in _LISTS else "'" + value.replace("'", "''") + "'")
                )

    def _ask(self, server: Side, statement: str) -> None:
        server.wire.write(b"Q", statement.encode() + b"\0")
        self._until_ready(server, None)

    def _turn(self, server: Side, client: Side, message: Message) -> bytes:
        """Hand one message on, and the answers to it if it asks for any; the state of the transaction."""
        server.wire.write(*message)
        return self._until_ready(server, client) if message[0] in _STARTS_A_TURN else b"T"

    def _until_ready(self, server: Side, client: Side | None) -> bytes:
        while True:
            kind, body = server.wire.read()
            if kind == b"S":
                server.note(body)
                if client:
                    client.note(body)
            if client:
                client.wire.write(kind, body)
                if kind == b"G":  # COPY … FROM STDIN: the client has the word
                    self._copy_in(server, client)
            if kind == b"Z":
                return body

    def _copy_in(self, server: Side, client: Side) -> None:
        kind = b"d"
        while kind == b"d":
            kind, body = client.wire.read()
            server.wire.write(kind, body)
