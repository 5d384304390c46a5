"""SMS.ru over HTTP. Different texts go in one request; the service knows no number of ours, so a lost answer stays
unknown: such a message is never sent again, its money is released by the time-out.

By memory, to be checked with the service: `to[79…]=text`, the callback and its answer. The rest was seen in public
clients."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sms.gateways.base import (
    Answer,
    Asked,
    Fate,
    Gateway,
    NotSentError,
    Outgoing,
    Parcel,
    Report,
    Taken,
    UnknownResultError,
    roubles,
)

ADDRESS = "https://sms.ru/"

_OK = 100
_THEIR_FAULT = 500
_LATER = {220, 500}
_NOBODY_SENDS = {200, 201, 204, 206, 300, 301, 302, 303, 304, 305}  # of the whole account, not of one number
_WAITING = {100, 101, 102}
_DELIVERED = {103, 110}
_NO_SUCH_NUMBER = 202
_WORDS = {
    104: "просрочено", 105: "удалено оператором", 106: "сбой в телефоне", 107: "причина неизвестна",
    108: "отклонено", 150: "нет маршрута", 200: "неверный ключ", 201: "на счёте сервиса нет денег",
    202: "неверный номер", 203: "нет текста", 204: "оператор не подключён", 205: "длиннее 8 частей",
    206: "дневной предел", 207: "нет маршрута", 209: "номер в стоп-листе", 214: "за границу нельзя",
    215: "номер в стоп-листе сервиса", 216: "запрещённое слово", 220: "сервис недоступен",
    230: "дневной предел номера", 231: "такой же текст минуту назад", 232: "такой же текст за день",
    233: "слишком много кодов", 500: "сбой сервиса",
}  # fmt: skip


class SmsRu(Gateway):
    """https://sms.ru/api"""

    address = ADDRESS

    def parcels(self, messages: Sequence[Outgoing]) -> list[Parcel]:
        return [Parcel(messages)]

    def send(self, parcel: Parcel) -> list[Taken]:
        form: dict[str, Any] = {f"to[{message.phone[1:]}]": message.text for message in parcel.messages}
        told = self._ask("sms/send", form | ({"from": self.access.sender} if self.access.sender else {}))
        by_phone = told.get("sms")
        if not isinstance(by_phone, dict):
            raise UnknownResultError("Ответ сервиса не разобрать.")
        return [_taken(one, by_phone.get(one.phone[1:])) for one in parcel.messages if one.phone[1:] in by_phone]

    def statuses(self, asked: Sequence[Asked]) -> list[Report]:
        told = self._ask("sms/status", {"sms_id": ",".join(one.their_id for one in asked)}).get("sms")
        if not isinstance(told, dict):
            raise UnknownResultError("Ответ сервиса не разобрать.")
        return [
            _report(number, int(one.get("status_code") or 0), one.get("cost"))
            for number, one in told.items()
            if isinstance(one, dict)
        ]

    def balance(self) -> Decimal:
        sum_ = roubles(self._ask("my/balance", {}).get("balance"))
        if sum_ is None:
            raise UnknownResultError("Сервис не назвал баланс.")
        return sum_

    def read_callback(self, form: Mapping[str, Any]) -> list[Report]:
        """Unsigned: the address that nobody else knows is what proves it."""
        reports = []
        for number in range(100):
            words = str(form.get(f"data[{number}]", "")).split("\n")
            if words == [""]:
                break
            if words[0] == "sms_status" and len(words) >= 3 and words[2].strip().lstrip("-").isdigit():
                reports.append(_report(words[1].strip(), int(words[2])))
        return reports

    def _ask(self, path: str, form: dict[str, Any]) -> dict[str, Any]:
        told = self.post(path, {"api_id": self.access.secret, "json": 1, **form})
        if not isinstance(told, dict) or "status_code" not in told:
            raise UnknownResultError("Ответ сервиса не разобрать.")
        code = int(told["status_code"])
        if code == _THEIR_FAULT:
            raise UnknownResultError(_words(code))
        if code != _OK:
            raise NotSentError(_words(code), is_lasting=code in _NOBODY_SENDS)
        return told


def _taken(message: Outgoing, told: Any) -> Taken:
    code = int(told.get("status_code") or 0) if isinstance(told, dict) else 0
    if code in _WAITING and told.get("sms_id"):
        return Taken(message.id, Answer.TAKEN, their_id=str(told["sms_id"]), cost=roubles(told.get("cost")))
    answer = Answer.TRY_LATER if code in _LATER | _NOBODY_SENDS else Answer.REFUSED
    return Taken(message.id, answer, words=_words(code), no_number=code == _NO_SUCH_NUMBER)


def _report(their_id: str, code: int, cost: Any = None) -> Report:
    if code == -1:
        fate = Fate.UNHEARD_OF
    elif code in _DELIVERED:
        fate = Fate.DELIVERED
    elif code in _WORDS.keys() - _LATER:
        fate = Fate.UNDELIVERED
    else:
        fate = Fate.ON_ITS_WAY
    words, nobody = _WORDS.get(code, ""), code == _NO_SUCH_NUMBER
    return Report(their_id=their_id, fate=fate, cost=roubles(cost), words=words, no_number=nobody)


def _words(code: int) -> str:
    return _WORDS.get(code, f"ошибка {code}").capitalize() + "."
