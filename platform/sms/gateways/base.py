"""What every service is asked and answers, whatever it speaks."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any

import requests
from django.utils.crypto import constant_time_compare

VIBER_LIFE = timedelta(hours=3)  # then a message in Viber counts as not delivered, and its SMS may go

_SECONDS = (5, 20)  # to connect, to wait for an answer
# requests tells only in words whether the connection was there already.
_BEFORE_SENDING = ("NewConnectionError", "NameResolutionError", "CERTIFICATE_VERIFY_FAILED")


class NotSentError(Exception):
    """It is certain that nothing was sent: another service may be asked. `is_lasting`: it will not pass in a minute."""

    def __init__(self, words: str, *, is_lasting: bool = False) -> None:
        super().__init__(words)
        self.is_lasting = is_lasting


class UnknownResultError(Exception):
    """The request went out and no answer came that says what became of it. Never to be sent again unasked."""


class ForgedError(Exception):
    """A report that is not signed by whoever knows the secret."""


@dataclass(frozen=True)
class Access:
    """How a provider is reached; `address` only where it is not its own, `callback_secret` signs its reports.
    `system_type` and `per_second` (requests) are of SMPP."""

    address: str = ""
    login: str = ""
    secret: str = field(default="", repr=False)
    sender: str = ""
    callback_secret: str = field(default="", repr=False)
    system_type: str = ""
    per_second: int = 10


@dataclass(frozen=True)
class Outgoing:
    """A message as a service takes it: our number, "+7…", the text. `alone`: in a request of its own. Those of one
    call all go `by_viber`, or none."""

    id: int
    phone: str
    text: str
    alone: bool = False
    by_viber: bool = False


@dataclass(frozen=True)
class Parcel:
    """What goes in one request. By `our_id` the service can be asked what became of it; "" if it knows none."""

    messages: Sequence[Outgoing]
    our_id: str = ""


class Answer(Enum):
    """What a service said of one message when it was handed over."""

    TAKEN = "taken"
    REFUSED = "refused"
    TRY_LATER = "try later"


@dataclass(frozen=True)
class Taken:
    """The answer about one message; `cost` in roubles where it is told, `parts` where each has a number of its own.
    `no_number`: it was refused because there is no such number."""

    id: int
    answer: Answer
    their_id: str = ""
    cost: Decimal | None = None
    words: str = ""
    parts: tuple[str, ...] = ()
    no_number: bool = False


class Fate(Enum):
    """What became of a message."""

    ON_ITS_WAY = "on its way"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    UNHEARD_OF = "unheard of"


@dataclass(frozen=True)
class Asked:
    """A message as it is asked about."""

    their_id: str
    phone: str


@dataclass(frozen=True)
class Report:
    """What a service says of a message. `phone` is "" where its number alone tells which; `no_number`: there is none
    such, so nothing will ever arrive."""

    their_id: str
    fate: Fate
    phone: str = ""
    cost: Decimal | None = None
    at: datetime | None = None
    words: str = ""
    no_number: bool = False


class Gateway(ABC):
    """A client of one service. All methods raise NotSentError or UnknownResultError and nothing else of the network."""

    address: str
    can_find = False  # by our own number, after an answer was lost
    most_asked = 100  # messages in one question

    def __init__(self, access: Access) -> None:
        self.access = access

    @abstractmethod
    def parcels(self, messages: Sequence[Outgoing]) -> list[Parcel]:
        """How the messages go into requests."""

    @abstractmethod
    def send(self, parcel: Parcel) -> list[Taken]:
        """Hand over; an answer for each message."""

    @abstractmethod
    def statuses(self, asked: Sequence[Asked]) -> list[Report]:
        """What became of messages; at most `most_asked`."""

    @abstractmethod
    def balance(self) -> Decimal | None:
        """What we have there, in roubles; None where the protocol cannot tell."""

    @abstractmethod
    def read_callback(self, form: Mapping[str, Any]) -> list[Report]:
        """Reports that the service brought by itself. Raises ForgedError."""

    def listen(self, take: Callable[[Sequence[Report]], AbstractSet[str]], seconds: float) -> int:
        """Take what the service says on the session itself for so long; `take` settles reports and tells which numbers
        may be acknowledged. How many were. Nothing for those who are asked."""
        return 0

    def close(self) -> None:  # noqa: B027  most services have no session to end
        """End the session, where there is one."""

    def prove(self, signed: str, *signatures: str) -> None:
        """Raises ForgedError unless one of the signatures is that of the text."""
        if not any(constant_time_compare(signed, given.lower()) for given in signatures if given):
            raise ForgedError

    def post(self, path: str, form: dict[str, Any]) -> dict[str, Any] | list[Any]:
        """One request; its answer as JSON. Secrets go in the body, where no log of a proxy finds them."""
        try:
            response = requests.post(f"{self.access.address or self.address}{path}", data=form, timeout=_SECONDS)
        except requests.exceptions.ConnectTimeout as error:
            raise NotSentError("Сервис не отвечает.") from error
        except requests.exceptions.ConnectionError as error:
            if any(cause in repr(error) for cause in _BEFORE_SENDING):
                raise NotSentError("Сервис не отвечает.") from error
            raise UnknownResultError("Связь оборвалась.") from error
        except requests.exceptions.RequestException as error:
            raise UnknownResultError("Ответ не пришёл вовремя.") from error
        if response.status_code in (401, 403, 404, 429):
            raise NotSentError(f"Сервис ответил {response.status_code}.", is_lasting=response.status_code != 429)
        if response.status_code != 200:
            raise UnknownResultError(f"Сервис ответил {response.status_code}.")
        try:
            told = response.json()
        except ValueError as error:
            raise UnknownResultError("Ответ сервиса не разобрать.") from error
        if not isinstance(told, dict | list):
            raise UnknownResultError("Ответ сервиса не разобрать.")
        return told


def roubles(told: object) -> Decimal | None:
    """A sum as services write it ("1.44", 1.44, ""), to kopecks."""
    try:
        return Decimal(str(told)).quantize(Decimal("0.01")) if told not in (None, "") else None
    except InvalidOperation:
        return None
