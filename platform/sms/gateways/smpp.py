"""SMPP 3.4 with an operator or an aggregator. A session is open while a batch goes and some seconds after it, for the
receipts; what comes later is taken by a task that binds for that alone (`domain.receiving`).

By memory, to be checked with each service: which errors of `submit_sm` mean the number, that `query_sm` is answered at
all. Receipts that write a message's number otherwise than `submit_sm_resp` did are understood (`domain.receiving`).
"""

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from smpplib import consts

from sms.gateways.base import (
    Access,
    Answer,
    Asked,
    Fate,
    ForgedError,
    Gateway,
    NotSentError,
    Outgoing,
    Parcel,
    Report,
    Taken,
    UnknownResultError,
)
from sms.gateways.smpp_session import ANSWER_SECONDS, LostError, Session
from sms.gateways.smpp_text import Parts, fate_of, parts_of, read_receipt

_WINDOW = 10  # requests without an answer
_TOGETHER = 20  # messages marked and handed over at once
_THROTTLED = {consts.SMPP_ESME_RTHROTTLED, consts.SMPP_ESME_RMSGQFUL}
_REFUSED = {0x01: "Неверная длина.", 0x0B: "Неверный номер.", 0x50: "Неверный номер.", 0x51: "Неверный номер."}
_NO_SUCH_NUMBER = consts.SMPP_ESME_RINVDSTADR
_AGAIN, _PAUSE = 5, 1.0  # a part whose neighbours were taken is offered again, seconds between
_NO_SUCH_MESSAGE, _NO_SUCH_COMMAND = 0x0C, 0x03
_RECEIPT = 0x04
_MOST_HELD = 500  # receipts taken from the service before the first is acknowledged
_INTERNATIONAL, _ISDN, _NAME = consts.SMPP_TON_INTL, consts.SMPP_NPI_ISDN, consts.SMPP_TON_ALNUM


@dataclass
class _Work:
    """A message on its way out: what was answered about each part (number → id or status)."""

    message: Outgoing
    parts: Parts
    ids: dict[int, str] = field(default_factory=dict)
    errors: dict[int, int] = field(default_factory=dict)
    is_touched: bool = False


class Smpp(Gateway):
    """https://smpp.org/SMPP_v3_4_Issue1_2.pdf"""

    address = ""
    most_asked = 50

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self._session: Session | None = None
        self._receipts: list[tuple[Any, Report | None]] = []
        self._next_moment = 0.0

    def parcels(self, messages: Sequence[Outgoing]) -> list[Parcel]:
        return [Parcel(messages[start : start + _TOGETHER]) for start in range(0, len(messages), _TOGETHER)]

    def send(self, parcel: Parcel) -> list[Taken]:
        """Those of whose parts one was never answered are left out: nobody knows what became of them."""
        works = [_Work(one, parts_of(one.text, one.id)) for one in parcel.messages]
        self._open()
        parts = deque((work, number) for work in works for number in range(len(work.parts.payloads)))
        try:
            self._submit(parts)
            for _ in range(_AGAIN):
                late = [(one, number) for one in works if one.ids for number in one.errors]
                late = [(one, number) for one, number in late if one.errors[number] in _THROTTLED]
                if not late:
                    break
                time.sleep(_PAUSE)
                self._submit(deque(late))
        except LostError:
            self._hang_up()
        answers = [taken for work in works if (taken := _taken(work))]
        if not answers:
            raise UnknownResultError("Связь оборвалась.")
        return answers

    def statuses(self, asked: Sequence[Asked]) -> list[Report]:
        """By `query_sm`, as far as the service answers it."""
        session, reports = self._open(), []
        try:
            for one in asked:
                self._keep_pace()
                number = session.request("query_sm", message_id=one.their_id, **self._sender())
                said = self._answer_to({number})
                if said.status == _NO_SUCH_COMMAND or said.command == "generic_nack":
                    break
                if said.status == _NO_SUCH_MESSAGE:
                    reports.append(Report(one.their_id, Fate.UNHEARD_OF))
                elif said.status == consts.SMPP_ESME_ROK:
                    fate, words = fate_of(said.message_state)
                    reports.append(Report(one.their_id, fate, words=words))
        except LostError:
            self._hang_up()
            if not reports:
                raise UnknownResultError("Связь оборвалась.") from None
        return reports

    def balance(self) -> None:
        """The protocol knows none: it is looked whether the service lets us in."""
        self._open()
        self.close()

    def read_callback(self, form: Mapping[str, Any]) -> list[Report]:
        raise ForgedError

    def listen(self, take: Callable[[Sequence[Report]], AbstractSet[str]], seconds: float) -> int:
        """Take receipts for so long; each is acknowledged after `take` has committed it, one that `take` does not know
        is asked for again later. How many were acknowledged."""
        session, count = self._open(), 0
        until = time.monotonic() + seconds
        try:
            while True:
                while len(self._receipts) < _MOST_HELD and (pdu := session.read(0.05)):
                    self._note(pdu)
                count += self._acknowledge(session, take)
                if (left := until - time.monotonic()) <= 0:
                    return count
                if pdu := session.read(min(left, 1.0)):
                    self._note(pdu)
        except LostError:
            self._hang_up()
        return count

    def close(self) -> None:
        """Unbind. Receipts that were not acknowledged come again."""
        if self._session:
            self._session.close()
        self._session, self._receipts = None, []

    def _open(self) -> Session:
        """The session that is there, if it still is, or a new one. Raises NotSentError."""
        if self._session:
            try:
                while pdu := self._session.read(0):
                    self._note(pdu)
            except LostError:
                self._hang_up()
            else:
                return self._session
        access = self.access
        if not access.address:
            raise NotSentError("Не указан адрес сервиса.", is_lasting=True)
        session = Session(access.address, login=access.login, secret=access.secret, system_type=access.system_type)
        session.open()
        self._session = session
        return session

    def _hang_up(self) -> None:
        """After the line broke: what was not acknowledged on it comes again on another."""
        self.close()

    def _submit(self, parts: deque[tuple[_Work, int]]) -> None:
        """Hand over parts, at most `_WINDOW` without an answer; once throttled, no message is begun any more."""
        if self._session is None:
            raise LostError
        waiting: dict[int, tuple[_Work, int]] = {}
        is_throttled = False
        while parts or waiting:
            if parts and len(waiting) < _WINDOW:
                work, number = parts.popleft()
                if is_throttled and not work.is_touched:
                    continue
                self._keep_pace()
                work.is_touched = True
                work.errors.pop(number, None)
                waiting[self._session.request("submit_sm", **self._fields(work, number))] = (work, number)
                continue
            said = self._answer_to(waiting)
            work, number = waiting.pop(said.sequence)
            if said.status != consts.SMPP_ESME_ROK:
                work.errors[number] = said.status
                is_throttled = is_throttled or said.status in _THROTTLED
            else:
                work.ids[number] = (said.message_id or b"").decode("latin-1")

    def _answer_to(self, numbers: Mapping[int, Any] | AbstractSet[int]) -> Any:
        """The answer to one of the requests; receipts that come between are kept. Raises LostError."""
        if self._session is None:
            raise LostError
        until = time.monotonic() + ANSWER_SECONDS
        while pdu := self._session.read(until - time.monotonic()):
            if pdu.sequence in numbers and pdu.is_response():
                return pdu
            self._note(pdu)
        raise LostError

    def _note(self, pdu: Any) -> None:
        if pdu.command != "deliver_sm":
            return
        text = pdu.short_message or getattr(pdu, "message_payload", None) or b""
        is_receipt = (pdu.esm_class or 0) & _RECEIPT
        facts = (text, pdu.receipted_message_id, pdu.message_state, pdu.source_addr)
        told = read_receipt(*facts) if is_receipt else None
        self._receipts.append((pdu, told))

    def _acknowledge(self, session: Session, take: Callable[[Sequence[Report]], AbstractSet[str]]) -> int:
        if not self._receipts:
            return 0
        held, self._receipts = self._receipts, []
        reports = [report for _, report in held if report]
        known = take(reports) if reports else set()
        for pdu, report in held:  # what is no receipt of ours is let go: people cannot write to us
            is_done = report is None or report.their_id in known
            session.answer(pdu, consts.SMPP_ESME_ROK if is_done else consts.SMPP_ESME_RX_T_APPN)
        return len(known)

    def _fields(self, work: _Work, number: int) -> dict[str, Any]:
        return {
            **self._sender(),
            "dest_addr_ton": _INTERNATIONAL,
            "dest_addr_npi": _ISDN,
            "destination_addr": work.message.phone.lstrip("+"),
            "esm_class": consts.SMPP_GSMFEAT_UDHI if work.parts.has_header else 0,
            "data_coding": work.parts.coding,
            "registered_delivery": consts.SMPP_SMSC_DELIVERY_RECEIPT_BOTH,
            "short_message": work.parts.payloads[number],
        }

    def _sender(self) -> dict[str, Any]:
        """A name, a number abroad-style, or a short number."""
        sender = self.access.sender.lstrip("+")
        if not sender.isdigit():
            kind = (_NAME, consts.SMPP_NPI_UNK) if sender else (consts.SMPP_TON_UNK, consts.SMPP_NPI_UNK)
        else:
            kind = (_INTERNATIONAL, _ISDN) if len(sender) > 8 else (consts.SMPP_TON_NWSPEC, consts.SMPP_NPI_UNK)
        return {"source_addr_ton": kind[0], "source_addr_npi": kind[1], "source_addr": sender}

    def _keep_pace(self) -> None:
        """No more requests a second than was agreed."""
        now = time.monotonic()
        if self._next_moment > now:
            time.sleep(self._next_moment - now)
        self._next_moment = max(self._next_moment, now) + 1 / max(self.access.per_second, 1)


def _taken(work: _Work) -> Taken | None:
    number, count = work.message.id, len(work.parts.payloads)
    if not work.is_touched:
        return Taken(number, Answer.TRY_LATER)
    if len(work.ids) + len(work.errors) < count:
        return None
    ids = tuple(work.ids[place] for place in sorted(work.ids))
    if not work.errors:
        return Taken(number, Answer.TAKEN, their_id=ids[0], parts=ids)
    status = next(iter(work.errors.values()))
    if ids:  # the phone shows nothing of a text without one of its parts, and the rest is never sent twice
        return Taken(number, Answer.REFUSED, their_id=ids[0], parts=ids, words="Сервис принял не все части.")
    if status in _REFUSED:
        return Taken(number, Answer.REFUSED, words=_REFUSED[status], no_number=status == _NO_SUCH_NUMBER)
    return Taken(number, Answer.TRY_LATER, words=f"Ошибка {status}.")
