from django.db.models import TextChoices


class Encoding(TextChoices):
    """Which alphabet carries a text."""

    GSM7 = "gsm7", "GSM-7"
    UCS2 = "ucs2", "UCS-2"


class Medium(TextChoices):
    """By what a message goes to a number."""

    SMS = "sms", "СМС"
    VIBER = "viber", "Viber"


class State(TextChoices):
    """Where a message is. Money is held in the first three, charged when it is delivered, released otherwise."""

    QUEUED = "queued", "Ждёт отправки"
    SENDING = "sending", "Передаётся"
    SENT = "sent", "Отправлена"
    DELIVERED = "delivered", "Доставлена"
    UNDELIVERED = "undelivered", "Не доставлена"
    REJECTED = "rejected", "Не принята"
    CANCELLED = "cancelled", "Отменена"
    SILENT = "silent", "Ответа нет"


HELD = (State.QUEUED, State.SENDING, State.SENT)
# A report may come before our own note that the message was taken, and after the time-out that released its money.
MOVES: list[tuple[str, str]] = [
    (State.QUEUED, State.SENDING),
    (State.QUEUED, State.CANCELLED),
    (State.QUEUED, State.REJECTED),
    (State.SENDING, State.QUEUED),
    (State.SENDING, State.SENT),
    (State.SENDING, State.REJECTED),
    (State.SENDING, State.DELIVERED),
    (State.SENDING, State.UNDELIVERED),
    (State.SENDING, State.SILENT),
    (State.SENT, State.DELIVERED),
    (State.SENT, State.UNDELIVERED),
    (State.SENT, State.SILENT),
    (State.SILENT, State.DELIVERED),
    (State.SILENT, State.UNDELIVERED),
]


class Cause(TextChoices):
    """What made a company send a message."""

    NOTICE = "notice", "Уведомление"
    REQUEST = "request", "Заявка"
    APPEAL = "appeal", "Обращение"
    RECEPTION = "reception", "Запись на приём"
    OUTAGE = "outage", "Отключение"
    READINGS = "readings", "Показания ИПУ"
    DEBT = "debt", "Долг"
    CODE = "code", "Код подтверждения"
    OTHER = "other", "Другое"


class ProviderKind(TextChoices):
    """Whose protocol a provider speaks."""

    SMSC = "smsc", "SMSC.ru"
    SMSRU = "smsru", "SMS.ru"
    SMPP = "smpp", "SMPP 3.4"
    NOWHERE = "nowhere", "Проверочный: никуда не отправляет"


class Operator(TextChoices):
    """Operators of numbers, as far as prices differ. By the range of the number: one that was carried over to another
    operator still counts as of the first, until the provider says what it cost."""

    MTS = "mts", "МТС"
    MEGAFON = "megafon", "МегаФон"
    BEELINE = "beeline", "Билайн"
    T2 = "t2", "T2"
    YOTA = "yota", "Yota"
    OTHER = "other", "Другой оператор"
    UNKNOWN = "unknown", "Не определён"
