"""SMSC.ru and SMS.ru on the loopback: they answer as the real ones do, and can be slow, wrong, silent or broken.

By hand: `python -m tests.emulators.sms` prints `SMS_ADDRESSES` to start the service with.
"""

import itertools
import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from tests.emulators.listening import listening

LOGIN, PASSWORD, API_ID = "burmistr", "par0l", "A1B2C3D4-0000"
PRICE = 1.44


@dataclass
class Kept:
    """A message that the service has taken."""

    id: str
    phone: str
    text: str
    status: int
    cost: float = PRICE
    by_viber: bool = False
    valid: str = ""
    err: int = 0


@dataclass
class Services:
    """Both services. `mood`: "well", "silent" (takes it, says nothing), "deaf" (takes nothing, says nothing),
    "broken" (500 after taking), "wrong" (no JSON), "poor" (no money), "slow"."""

    mood: str = "well"
    balance: float = 5000.0
    messages: list[Kept] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    bad_phones: set[str] = field(default_factory=set)
    port: int = 0
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(100_001))

    @property
    def addresses(self) -> dict[str, str]:
        """As the settings take them."""
        return {
            "smsc": f"http://127.0.0.1:{self.port}/smsc/sys/",
            "smsru": f"http://127.0.0.1:{self.port}/smsru/",
        }

    def set_all(self, status: int, cost: float = PRICE) -> None:
        """Let every message have this status."""
        for message in self.messages:
            message.status, message.cost = status, cost

    def answer(self, path: str, form: dict[str, str]) -> Any:
        """What a real service says; None for silence."""
        self.requests.append(path)
        return self._smsc(path, form) if path.startswith("/smsc/") else self._smsru(path, form)

    def _smsc(self, path: str, form: dict[str, str]) -> Any:
        if (form.get("login"), form.get("psw")) != (LOGIN, PASSWORD):
            return {"error": "authorise error", "error_code": 2}
        if path.endswith("balance.php"):
            return {"balance": f"{self.balance:.2f}", "currency": "RUR"}
        if path.endswith("status.php"):
            asked = zip(form["id"].strip(",").split(","), form["phone"].strip(",").split(","), strict=True)
            return [self._smsc_status(number, phone) for number, phone in asked]
        if self.mood == "poor":
            return {"error": "no money", "error_code": 3}
        phones = form["phones"].split(",")
        if self.bad_phones & set(phones):
            return {"error": "invalid number", "error_code": 7, "id": form["id"]}
        self.messages += [
            Kept(form["id"], phone, form["mes"], -1, by_viber=form.get("viber") == "1", valid=form.get("valid", ""))
            for phone in phones
        ]
        return {"id": int(form["id"]), "cnt": len(phones), "cost": f"{PRICE * len(phones):.2f}"}

    def _smsc_status(self, number: str, phone: str) -> dict[str, Any]:
        found = next((one for one in self.messages if (one.id, one.phone) == (number, phone)), None)
        if found is None:
            return {"id": int(number), "phone": phone.lstrip("+"), "status": -3, "status_name": "not found"}
        said = {
            "id": int(number),
            "phone": phone.lstrip("+"),
            "status": found.status,
            "status_name": "…",
            "err": found.err,
        }
        return said | ({"cost": f"{found.cost:.2f}"} if found.status >= 1 else {})

    def _smsru(self, path: str, form: dict[str, str]) -> Any:
        if form.get("api_id") != API_ID:
            return {"status": "ERROR", "status_code": 200, "status_text": "wrong api_id"}
        said: dict[str, Any] = {"status": "OK", "status_code": 100, "balance": self.balance}
        if path.endswith("balance"):
            return said
        if path.endswith("status"):
            return said | {"sms": {number: self._smsru_status(number) for number in form["sms_id"].split(",")}}
        if self.mood == "poor":
            return {"status": "ERROR", "status_code": 201, "status_text": "no money"}
        return said | {"sms": {name[3:-1]: self._take(name[3:-1], form[name]) for name in form if name[:3] == "to["}}

    def _take(self, phone: str, text: str) -> dict[str, Any]:
        if f"+{phone}" in self.bad_phones:
            return {"status": "ERROR", "status_code": 202, "status_text": "wrong number"}
        number = f"{next(self.numbers)}-1000001"
        self.messages.append(Kept(number, f"+{phone}", text, 100))
        return {"status": "OK", "status_code": 100, "sms_id": number}

    def _smsru_status(self, number: str) -> dict[str, Any]:
        found = next((one for one in self.messages if one.id == number), None)
        code = found.status if found else -1
        return {"status": "OK", "status_code": code, "cost": f"{PRICE:.2f}", "status_text": "…"}


@contextmanager
def services() -> Iterator[Services]:
    """Both, listening until the block ends."""
    state = Services()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
            sends = "send" in self.path
            if sends and state.mood == "deaf":
                return self.close()
            said = state.answer(self.path, form)
            if sends and state.mood in ("silent", "broken", "wrong", "slow"):
                return self.misbehave(said)
            return self.say(200, json.dumps(said).encode())

        def misbehave(self, said: Any) -> None:
            if state.mood == "silent":
                return self.close()
            if state.mood == "slow":
                time.sleep(1)
            status, body = (500, b"oops") if state.mood == "broken" else (200, json.dumps(said).encode())
            return self.say(status, b"<html>" if state.mood == "wrong" else body)

        def close(self) -> None:
            self.close_connection = True

        def say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.port = server.server_port
    with listening(server):
        yield state


if __name__ == "__main__":
    with services() as both:
        told = " ".join(f"{kind}={address}" for kind, address in both.addresses.items())
        sys.stdout.write(f"SMS_ADDRESSES={told!r}\n")
        sys.stdout.flush()
        threading.Event().wait()
