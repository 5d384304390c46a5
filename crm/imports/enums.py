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
    UNDOING = "undoing", "откатывается"
    UNDONE = "undone", "откачен"


class Outcome(TextChoices):
    """What came of one row."""

    ADDED = "added", "добавлено"
    CHANGED = "changed", "изменено"
    SAME = "same", "без изменений"
    SKIPPED = "skipped", "пропущено"


IN_WORK = frozenset({Status.UPLOADED, Status.CHECKING, Status.LOADING, Status.UNDOING})

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
    (Status.DONE, Status.UNDOING),
    (Status.UNDOING, Status.UNDONE),
    (Status.UNDOING, Status.DONE),
]


class Deed(TextChoices):
    """What a load did to a row of a table."""

    ADDED = "added", "добавлено"
    CHANGED = "changed", "изменено"
    REMOVED = "removed", "удалено"


class Empty(TextChoices):
    """What an empty cell of the file means."""

    KEEP = "keep", "Оставить как есть"
    CLEAR = "clear", "Очистить"


class How(TextChoices):
    """How the columns of a file were recognised."""

    NAMES = "names", "по названиям"
    REMEMBERED = "remembered", "как в прошлый раз"
    HAND = "hand", "как вы указали"
    ORDER = "order", "по порядку из инструкции"
