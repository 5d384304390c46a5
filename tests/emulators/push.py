"""A push service on the loopback, as RFC 8030, 8188, 8291 and 8292 have it: it checks who sends, reads what was
encrypted for its devices, and can answer otherwise, slowly, or not at all.

By hand: `python -m tests.emulators.push` prints a subscription; start the service with `PUSH_LOCAL_SERVICES=1`.
"""

import base64
import json
import re
import secrets
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.emulators.listening import listening

MOST_BYTES = 4096
_DAY = 86_400


@dataclass
class Device:
    """A browser that subscribed. `code` is what the service answers for it; 0 is nothing at all."""

    endpoint: str
    private: ec.EllipticCurvePrivateKey
    auth: bytes
    code: int = 201
    retry_after: str = ""

    @property
    def keys(self) -> dict[str, str]:
        """As `PushSubscription.toJSON` gives them."""
        public = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"p256dh": text(public), "auth": text(self.auth)}


@dataclass
class Taken:
    """A push that the service took, as the device reads it."""

    device: Device
    payload: dict[str, Any]
    headers: dict[str, str]
    key: str
    subject: str


@dataclass
class Service:
    """Devices, what came for them, and how the service feels: `slow` is for how many seconds it thinks."""

    port: int = 0
    slow: float = 0
    devices: dict[str, Device] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    calls: int = 0

    def subscribe(self) -> Device:
        """A new browser."""
        path = f"/wpush/{secrets.token_urlsafe(16)}"
        device = Device(
            f"http://127.0.0.1:{self.port}{path}", ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)
        )
        self.devices[path] = device
        return device

    def shown(self, device: Device) -> list[dict[str, Any]]:
        """What stands on the screen: of two with one tag the later."""
        found = {one.payload["tag"]: one.payload for one in self.taken if one.device is device}
        return list(found.values())

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        """The status and headers of the answer."""
        self.calls += 1
        device = self.devices.get(path)
        if device is None:
            return 404, {}
        key, subject = self._prove(headers.get("authorization", ""))
        if not key:
            return 403, {}
        if len(body) > MOST_BYTES:
            return 413, {}
        if "ttl" not in headers or not re.fullmatch(r"[\w-]{0,32}", headers.get("topic", "")):
            return 400, {}
        if device.code == 201:
            plain = http_ece.decrypt(body, private_key=device.private, auth_secret=device.auth, version="aes128gcm")
            self.taken.append(Taken(device, json.loads(plain), headers, key, subject))
            return 201, {"Location": f"http://127.0.0.1:{self.port}/message/{self.calls}"}
        return device.code, {"Retry-After": device.retry_after} if device.retry_after else {}

    def _prove(self, said: str) -> tuple[str, str]:
        """The key and the subject of a signature that holds for this service today, else nothing."""
        found = re.fullmatch(r"vapid t=([\w-]+)\.([\w-]+)\.([\w-]+),\s*k=([\w-]+)", said)
        if found is None:
            return "", ""
        head, claims, signature, key = found.groups()
        raw, told = data(signature), json.loads(data(claims))
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data(key))
        der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        try:
            public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return "", ""
        is_fresh = time.time() < told["exp"] <= time.time() + _DAY + 60
        is_right = (
            is_fresh and told["aud"] == f"http://127.0.0.1:{self.port}" and json.loads(data(head))["alg"] == "ES256"
        )
        return (key, told["sub"]) if is_right else ("", "")


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def data(said: str) -> bytes:
    return base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))


@contextmanager
def service() -> Iterator[Service]:
    """Listening until the block ends."""
    state = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            code, told = state.answer(self.path, headers, body)
            time.sleep(state.slow)
            if not code:
                self.close_connection = True
                return
            self.send_response(code)
            for name, value in {**told, "Content-Length": "0"}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.port = server.server_port
    with listening(server):
        yield state


if __name__ == "__main__":
    with service() as one:
        device = one.subscribe()
        sys.stdout.write(f"{json.dumps({'endpoint': device.endpoint, 'keys': device.keys})}\n")
        sys.stdout.flush()
        threading.Event().wait()
