"""SMSC.ru over HTTP. One text to many numbers is one request; our own number of it goes along as `id`, so that a lost
answer can be asked for, and a repeat is recognised by the service.

By memory, to be checked with the service: that `id` is ours and makes a repeat recognisable, the table of statuses, how
callbacks are signed, `viber=1`, `valid` (after so many hours and minutes it is delivered no more). Seen in public
clients: the calls, other parameters, the errors of sending; in its own pages: `err` 1 of a status, the subscriber does
not exist."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sms.gateways.base import (
    VIBER_LIFE,
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

ADDRESS = "https://smsc.ru/sys/"

_NOT_SENT = {1, 2, 3, 4, 5, 6, 9}
_LASTING = {2, 3, 4}
_TOO_OFTEN = 9
_BAD_NUMBER = {7, 8}
_TEXT_FORBIDDEN = 6
_NO_SUCH_NUMBER = 7  # 8 is any number that they cannot reach
_ERRORS = {
    1: "Ошибка в параметрах.", 2: "Неверный логин или пароль.", 3: "На счёте сервиса нет денег.",
    4: "Наш адрес у сервиса временно закрыт.", 5: "Неверная дата.", 6: "Текст или имя отправителя запрещены.",
    7: "Неверный номер.", 8: "На этот номер доставить нельзя.", 9: "Слишком частые запросы.",
}  # fmt: skip
_FATES = {
    -3: Fate.UNHEARD_OF, -2: Fate.UNDELIVERED, -1: Fate.ON_ITS_WAY, 0: Fate.ON_ITS_WAY, 1: Fate.DELIVERED,
    2: Fate.DELIVERED, 3: Fate.UNDELIVERED, 4: Fate.DELIVERED, 20: Fate.UNDELIVERED, 22: Fate.UNDELIVERED,
    23: Fate.UNDELIVERED, 24: Fate.UNDELIVERED, 25: Fate.UNDELIVERED,
}  # fmt: skip
_WORDS = {
    -2: "остановлено", 3: "просрочено", 20: "доставить нельзя", 22: "неверный номер", 23: "запрещено",
    24: "у сервиса кончились деньги", 25: "номер недоступен",
}  # fmt: skip
_WRONG_NUMBER, _NOBODY = 22, "1"  # a status; `err` of a status: the subscriber does not exist
_MOSCOW = ZoneInfo("Europe/Moscow")


class Smsc(Gateway):
    """https://smsc.ru/api/http/"""

    address = ADDRESS
    can_find = True

    def parcels(self, messages: Sequence[Outgoing]) -> list[Parcel]:
        by_text: dict[tuple[str, int], list[Outgoing]] = defaultdict(list)
        for message in messages:
            by_text[message.text, message.id if message.alone else 0].append(message)
        return [Parcel(alike, our_id=str(alike[0].id)) for alike in by_text.values()]

    def send(self, parcel: Parcel) -> list[Taken]:
        phones = ",".join(message.phone for message in parcel.messages)
        form = {"phones": phones, "mes": parcel.messages[0].text, "id": parcel.our_id, "cost": 2}
        if parcel.messages[0].by_viber:
            form |= {"viber": 1, "valid": f"{VIBER_LIFE.seconds // 3600:02}:{VIBER_LIFE.seconds // 60 % 60:02}"}
        told = self._ask("send.php", form | ({"sender": self.access.sender} if self.access.sender else {}))
        if code := int(told.get("error_code") or 0):
            return self._refused(parcel, code)
        if "id" not in told:
            raise UnknownResultError("Ответ сервиса не разобрать.")
        alone = len(parcel.messages) == 1  # the sum is of all of them: one by one it comes with the reports
        cost = roubles(told.get("cost")) if alone else None
        return [Taken(one.id, Answer.TAKEN, their_id=str(told["id"]), cost=cost) for one in parcel.messages]

    def statuses(self, asked: Sequence[Asked]) -> list[Report]:
        form = {
            "phone": "".join(f"{one.phone}," for one in asked),  # each list ends with a comma: then a list comes back
            "id": "".join(f"{one.their_id}," for one in asked),
            "all": 2,
        }
        told = self._ask_for_list("status.php", form)
        return [report for one in told if (report := _report(one))]

    def balance(self) -> Decimal:
        sum_ = roubles(self._ask("balance.php", {"cur": 1}).get("balance"))
        if sum_ is None:
            raise UnknownResultError("Сервис не назвал баланс.")
        return sum_

    def read_callback(self, form: Mapping[str, Any]) -> list[Report]:
        told = {
            name: str(form.get(name, "")) for name in ("id", "phone", "status", "cost", "time", "err", "sha1", "md5")
        }
        signed = ":".join((told["id"], told["phone"], told["status"], self.access.callback_secret)).encode()
        if told["sha1"]:
            self.prove(hashlib.sha1(signed).hexdigest(), told["sha1"])  # noqa: S324  the service signs so
        else:
            self.prove(hashlib.md5(signed).hexdigest(), told["md5"])  # noqa: S324  the service signs so
        report = _report(told)
        return [report] if report else []

    def _refused(self, parcel: Parcel, code: int) -> list[Taken]:
        """A number that cannot be is that message's own; anything else stops the whole parcel."""
        words = _ERRORS.get(code, f"Ошибка {code}.")
        if (code in _BAD_NUMBER and len(parcel.messages) == 1) or code == _TEXT_FORBIDDEN:
            nobody = code == _NO_SUCH_NUMBER
            return [Taken(one.id, Answer.REFUSED, words=words, no_number=nobody) for one in parcel.messages]
        if code in _BAD_NUMBER:  # which of them it does not say: each goes alone next time
            return [Taken(one.id, Answer.TRY_LATER, words=words) for one in parcel.messages]
        if code in _NOT_SENT:
            raise NotSentError(words, is_lasting=code in _LASTING)
        raise UnknownResultError(words)

    def _ask(self, path: str, form: dict[str, Any]) -> dict[str, Any]:
        told = self.post(path, self._with_access(form))
        if not isinstance(told, dict):
            raise UnknownResultError("Ответ сервиса не разобрать.")
        return told

    def _ask_for_list(self, path: str, form: dict[str, Any]) -> list[dict[str, Any]]:
        told = self.post(path, self._with_access(form))
        return [one for one in (told if isinstance(told, list) else [told]) if isinstance(one, dict)]

    def _with_access(self, form: dict[str, Any]) -> dict[str, Any]:
        return {"login": self.access.login, "psw": self.access.secret, "charset": "utf-8", "fmt": 3, **form}


def _report(told: Mapping[str, Any]) -> Report | None:
    try:
        status = int(told["status"])
    except (KeyError, ValueError):
        return None
    if "id" not in told:
        return None
    fate = _FATES.get(status, Fate.ON_ITS_WAY)
    nobody = fate == Fate.UNDELIVERED and str(told.get("err", "")) == _NOBODY
    phone = "".join(sign for sign in str(told.get("phone", "")) if sign.isdigit())
    return Report(
        their_id=str(told["id"]),
        phone=f"+{phone}" if phone else "",
        fate=fate,
        cost=roubles(told.get("cost")),
        at=_moment(str(told.get("last_date") or told.get("time") or "")),
        words="абонент не существует" if nobody else _WORDS.get(status, ""),
        no_number=nobody or status == _WRONG_NUMBER,
    )


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%d.%m.%Y %H:%M:%S").replace(tzinfo=_MOSCOW)
    except ValueError:
        return None
