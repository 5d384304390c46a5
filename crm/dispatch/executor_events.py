"""What executors are told of a request that they were given; the words are those until a company writes its own."""

from notifications.events import Event, Variable
from sms.enums import Cause

HANDS_ASSIGNED = Event(
    code="dispatch.hands_assigned",
    label="Назначена заявка",
    group="Исполнителям",
    hint="сразу, как назначили: сотруднику и подрядчику",
    cause=Cause.REQUEST.value,
    subject="Вам назначена заявка № {номер}",
    text="{адрес}\n{заявка}\n\nПриоритет: {приоритет}\nВыполнить до: {срок}",
    short="{дом}",
    button="Открыть заявку",
    to_staff=True,
    own_variables={
        "номер": Variable("номер заявки", "15"),
        "адрес": Variable("город, дом и квартира", "Верхнекамск, ул. Ленина, д. 86, кв. 12"),
        "дом": Variable("улица и дом, для СМС", "ул. Ленина, д. 86"),
        "заявка": Variable("что написано в заявке", "Течёт кран на кухне"),
        "тип": Variable("тип заявки, если он указан", "Холодное водоснабжение"),
        "приоритет": Variable("приоритет", "обычная"),
        "срок": Variable("когда заявка должна быть выполнена, если срок есть", "03.12.2026 18:00"),
        "ссылка": Variable("страница заявки; в СМС займёт одну часть или две", "https://uyut.example/m/requests/15/"),
    },
)
