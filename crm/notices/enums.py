from django.db.models import IntegerChoices, TextChoices


class Kind(TextChoices):
    """What sort of notice it is: with its event it says what it is about, and by itself whether the night is kept."""

    ORDINARY = "ordinary", "Обычное"
    EMERGENCY = "emergency", "Срочное: авария, опасность"
    READINGS = "readings", "Напоминание о показаниях"
    DEBT = "debt", "Напоминание о долге"
    EVENT = "event", "Событие"
    URGENT = "urgent", "Событие, которое не ждёт утра"


class Audience(TextChoices):
    """To whom it goes."""

    ALL = "all", "Всем абонентам компании"
    PLACES = "places", "Домам, подъезду, стояку"
    ACCOUNT = "account", "Одному лицевому счёту"
    DEBTORS = "debtors", "Должникам"
    NO_READINGS = "readings", "Кто не передал показания"
    PEOPLE = "people", "Кого это касается"


class State(TextChoices):
    """Where a notice is."""

    WAITING = "waiting", "Ждёт своего времени"
    SENDING = "sending", "Отправляется"
    STOPPED = "stopped", "Остановлено"
    DONE = "done", "Отправлено"


class DeliveryState(TextChoices):
    """Where a message to one recipient by one channel is."""

    WAITING = "waiting", "Ждёт отправки"
    HANDED = "handed", "В пути"
    SENT = "sent", "Отправлено"
    DELIVERED = "delivered", "Доставлено"
    FAILED = "failed", "Не доставлено"
    CANCELLED = "cancelled", "Не отправлено"


class Standing(IntegerChoices):
    """What a person is to a channel."""

    OPEN = 0, "можно"
    NO_CONTACT = 1, "нет контакта"
    REFUSED = 2, "отказался"
    NOT_AGREED = 3, "не давал согласия"
    UNWANTED = 4, "отказался от таких"
    RETURNED = 5, "не принимает"


# Sent in the night too, and however much the person got that day.
NEVER_LATE = frozenset({Kind.EMERGENCY, Kind.URGENT})
