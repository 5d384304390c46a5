from django.db.models import TextChoices


class Status(TextChoices):
    """Where a run is. A run that a killed worker left in work goes on from the same status when it is sent again."""

    UPLOADED = "uploaded", "ждёт проверки"
    CHECKING = "checking", "проверяется"
    CHECKED = "checked", "проверен"
    LOADING = "loading", "загружается"
    DONE = "done", "загружен"
    FAILED = "failed", "не удалось"
    CANCELLED = "cancelled", "отменён"


class Outcome(TextChoices):
    """What came of one row."""

    ADDED = "added", "добавлено"
    CHANGED = "changed", "изменено"
    SAME = "same", "без изменений"
    SKIPPED = "skipped", "пропущено"


IN_WORK = frozenset({Status.UPLOADED, Status.CHECKING, Status.LOADING})

MOVES = [
    (Status.UPLOADED, Status.CHECKING),
    (Status.UPLOADED, Status.CANCELLED),
    (Status.CHECKING, Status.CHECKED),
    (Status.CHECKING, Status.FAILED),
    (Status.CHECKED, Status.CHECKING),
    (Status.CHECKED, Status.LOADING),
    (Status.CHECKED, Status.CANCELLED),
    (Status.LOADING, Status.DONE),
    (Status.LOADING, Status.FAILED),
    (Status.FAILED, Status.CHECKING),
    (Status.FAILED, Status.CANCELLED),
]
