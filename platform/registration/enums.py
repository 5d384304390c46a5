from django.db.models import TextChoices


class State(TextChoices):
    """Where an application stands; the allowed moves are in `MOVES`."""

    NEW = "new", "Новая"
    ASKED = "asked", "Ждёт ответа заявителя"
    APPROVED = "approved", "Одобрена"
    DECLINED = "declined", "Отклонена"


MOVES: list[tuple[str, str]] = [
    (State.NEW, State.ASKED),
    (State.ASKED, State.NEW),
    (State.NEW, State.APPROVED),
    (State.ASKED, State.APPROVED),
    (State.NEW, State.DECLINED),
    (State.ASKED, State.DECLINED),
]


class Act(TextChoices):
    """What was done with an application."""

    APPLIED = "applied", "Заявка подана"
    CORRECTED = "corrected", "Данные исправлены"
    ASKED = "asked", "Задан вопрос"
    ANSWERED = "answered", "Заявитель ответил"
    APPROVED = "approved", "Одобрена"
    DECLINED = "declined", "Отклонена"
    RETRIED = "retried", "Создание сайта запущено снова"
