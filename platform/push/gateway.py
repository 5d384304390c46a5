"""One push over the network: encrypted for its device, signed by us, and what the service's answer means."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum
from ipaddress import IPv6Address, ip_address
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPSConnectionPool
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import NewConnectionError

from push import endpoints, keys
from push.book import Subscription
from tenants.errors import DomainError

MOST_BYTES = 2_000  # before encryption; services take 4 096, but not every one of them as much
_SECONDS = (5, 15)  # to connect, to wait for an answer
_LONGEST_PAUSE = timedelta(days=1)


class Answer(Enum):
    """What a service's answer means for us."""

    TAKEN = "taken"
    GONE = "gone"  # there is no such device any more
    REFUSED = "refused"  # the device stays, but takes nothing until its owner renews it
    UNFIT = "unfit"  # this message will never do
    LATER = "later"


@dataclass(frozen=True)
class Outcome:
    """`pause` is how long the service asks us to wait, if it does."""

    answer: Answer
    words: str = ""
    pause: timedelta | None = None


@dataclass(frozen=True)
class Call:
    """What goes to one device. Of two with one `topic` that wait at the service the later one stays (RFC 8030, 5.4)."""

    device: Subscription
    payload: dict[str, Any]
    topic: str
    ttl: timedelta
    is_urgent: bool = False


def session() -> requests.Session:
    """Connections for many calls: to the public internet alone, through no proxy."""
    made = requests.Session()
    made.trust_env = False
    made.adapters.clear()
    made.mount("https://", _PublicOnly(pool_maxsize=20))
    made.mount("http://127.0.0.1:", HTTPAdapter(pool_maxsize=20))  # `endpoints.check` says whether it is allowed
    return made


def send(call: Call, through: requests.Session) -> Outcome:
    """Hand one push to its service. Never raises."""
    from pywebpush import WebPusher, WebPushException  # noqa: PLC0415  slow import

    endpoint = call.device.endpoint
    try:
        endpoints.check(endpoint)
        information = {"endpoint": endpoint, "keys": dict(call.device.keys)}
        body = WebPusher(information).encode(json.dumps(call.payload, ensure_ascii=False).encode())["body"]
    except (DomainError, WebPushException, ValueError) as error:
        return Outcome(Answer.REFUSED, f"Адрес или ключи устройства негодные: {type(error).__name__}.")
    headers = {
        **keys.signed(endpoint),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(call.ttl.total_seconds())),
        "Urgency": "high" if call.is_urgent else "normal",
        "Topic": call.topic,
    }
    try:
        answer = through.post(endpoint, data=body, headers=headers, timeout=_SECONDS, allow_redirects=False)
    except requests.exceptions.RequestException:
        return Outcome(Answer.LATER, "Сервис push не отвечает.")
    return _understood(answer)


def _understood(answer: requests.Response) -> Outcome:
    code = answer.status_code
    if code in (200, 201, 202, 204):
        return Outcome(Answer.TAKEN)
    if code in (404, 410):
        return Outcome(Answer.GONE, "Устройство больше не принимает push.")
    if code == 413:
        return Outcome(Answer.UNFIT, "Текст для push слишком длинный.")
    if code == 429 or code >= 500:
        return Outcome(Answer.LATER, f"Сервис push просит подождать ({code}).", pause=_pause(answer))
    return Outcome(Answer.REFUSED, f"Сервис push не принял ({code}).")


def _pause(answer: requests.Response) -> timedelta | None:
    """`Retry-After`: seconds, or a date."""
    told = answer.headers.get("Retry-After", "").strip()
    if told.isascii() and told.isdigit():
        return min(timedelta(seconds=min(int(told), 86_400)), _LONGEST_PAUSE)
    try:
        at = parsedate_to_datetime(told)
    except ValueError:
        return None
    left = (at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)
    return min(max(left, timedelta(0)), _LONGEST_PAUSE)


class _PublicConnection(HTTPSConnection):
    """Speaks with nobody inside: a name may have led somewhere else when it was checked, so the far end is looked at
    before a byte goes out."""

    def _new_conn(self) -> Any:
        made = super()._new_conn()
        if not is_public(made.getpeername()[0]):
            made.close()
            raise NewConnectionError(self, "not in the public internet")
        return made


def is_public(number: str) -> bool:
    """True for an address that everybody may call."""
    address = ip_address(number)
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_global and not address.is_multicast


class _PublicPool(HTTPSConnectionPool):
    ConnectionCls = _PublicConnection


class _PublicOnly(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"https": _PublicPool}
