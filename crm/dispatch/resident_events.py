"""Steps of a request of which residents are told, and outages; the words are those until a company writes its own."""

from functools import partial

from crm.dispatch.enums import Deed
from notifications.events import Event, Variable
from sms.enums import Cause

_OF_REQUESTS = {
    "номер": Variable("номер, который житель знает", "15"),
    "адрес": Variable("дом заявки", "Верхнекамск, ул. Ленина, д. 86"),
    "заявка": Variable("что написано в заявке", "Течёт кран на кухне"),
    "причина": Variable("почему отменили, отложили или открыли снова", "Ждём запчасть"),
    "срок": Variable("ожидаемая дата исполнения, если она известна", "03.12.2026 18:00"),
    "исполнитель": Variable("кто делает, если компания это показывает", "Краснов Сергей"),
    "ссылка": Variable("личная ссылка на ход заявки; в СМС займёт одну часть или две", "https://uyut.example/z/MTU/"),
}
_TEXT = "{причина}\n\n{адрес}\n{заявка}\n\nОжидаемая дата исполнения: {срок}\nИсполнитель: {исполнитель}"
_RETURN = f"{_TEXT}\n\nЕсли сделано не всё, верните заявку на её странице: в течение недели это можно."


# What became of a request, as its page says it too.
WORDS = {
    Deed.OPENED: "принята",
    Deed.TAKEN: "в работе",
    Deed.RELEASED: "ждёт исполнителя",
    Deed.POSTPONED: "отложена",
    Deed.RESUMED: "снова в работе",
    Deed.FINISHED: "выполнена",
    Deed.CANCELLED: "отменена",
    Deed.REOPENED: "открыта снова",
    Deed.CHANGED: "изменился срок",
}
_WHEN = {
    Deed.OPENED: "сразу, как её записали",
    Deed.TAKEN: "когда назначили исполнителя",
    Deed.RELEASED: "когда её вернули в новые",
    Deed.POSTPONED: "когда работу отложили до другого дня",
    Deed.RESUMED: "когда отложенная пошла дальше",
    Deed.FINISHED: "когда её закрыли",
    Deed.CANCELLED: "когда её отменили",
    Deed.REOPENED: "когда закрытую открыли снова",
    Deed.CHANGED: "когда изменили ожидаемую дату",
}


def _step(deed: Deed) -> Event:
    return Event(
        code=f"dispatch.{deed.value}", label=f"Заявка {WORDS[deed]}", group="Заявки", hint=_WHEN[deed],
        cause=Cause.REQUEST.value, subject=f"Заявка № {{номер}} {WORDS[deed]}",
        text=_RETURN if deed is Deed.FINISHED else _TEXT, button="Ход заявки", own_variables=_OF_REQUESTS,
    )  # fmt: skip


STEPS = {deed: _step(deed) for deed in WORDS}

_OF_OUTAGES = {
    "фраза": Variable(
        "что сказать жителю: то же, что диспетчер говорит по телефону",
        "В вашем доме аварийно отключена холодная вода с 14:20. Работы идут, включим ориентировочно к 18:00.",
    ),
    "ресурс": Variable("чего нет", "холодная вода"),
    "где": Variable("дома, подъезды, стояки", "Верхнекамск, ул. Ленина, д. 86"),
    "причина": Variable("причина отключения", "Прорыв на вводе"),
    "работы": Variable("что делается", "Бригада меняет задвижку"),
    "закончилось": Variable("когда закончилось", "17:40"),
}
_OUTAGE = "{фраза}\n\nПричина: {причина}\nЧто делаем: {работы}\nГде: {где}"


_outage = partial(Event, group="Отключения", cause=Cause.OUTAGE.value, own_variables=_OF_OUTAGES)
OUTAGE_ANNOUNCED = _outage(
    code="dispatch.outage_announced",
    label="Отключение объявлено",
    hint="когда его объявили с отметкой «Сообщать жителям»",
    subject="Отключение: {ресурс}",
    text=_OUTAGE,
    short="{фраза}",
)
OUTAGE_STARTED = _outage(
    code="dispatch.outage_started",
    label="Плановое отключение началось",
    hint="когда пришло его время",
    subject="Отключение началось: {ресурс}",
    text=_OUTAGE,
    short="{фраза}",
    by_sms=False,
)
OUTAGE_MOVED = _outage(
    code="dispatch.outage_moved",
    label="Отключение: новые сроки или места",
    hint="когда его перенесли, расширили или открыли снова",
    subject="Отключение, новые сроки: {ресурс}",
    text=_OUTAGE,
    short="{фраза}",
)
OUTAGE_ENDED = _outage(
    code="dispatch.outage_ended",
    label="Отключение закончилось",
    hint="когда отметили, что всё включили",
    subject="Отключение закончилось: {ресурс}",
    text="Отключение закончилось в {закончилось}.\nЕсли у вас это не так, позвоните: {телефон}\n\nГде: {где}",
    by_sms=False,
)
OUTAGE_CANCELLED = _outage(
    code="dispatch.outage_cancelled",
    label="Отключение отменено",
    hint="когда его отменили",
    subject="Отключения не будет: {ресурс}",
    text="Отключение, о котором мы писали, отменено.\n\nГде: {где}",
)
OUTAGES = [OUTAGE_ANNOUNCED, OUTAGE_STARTED, OUTAGE_MOVED, OUTAGE_ENDED, OUTAGE_CANCELLED]
