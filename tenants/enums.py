from django.db.models import TextChoices


class Kind(TextChoices):
    """What kind of organisation manages the houses."""

    COMPANY = "company", "Управляющая компания"
    ASSOCIATION = "association", "ТСЖ"
    COOPERATIVE = "cooperative", "ЖСК"


class State(TextChoices):
    """Where a tenant stands in its life; the allowed moves are in `MOVES`."""

    PROVISIONING = "provisioning", "Создаётся"
    ACTIVE = "active", "Работает"
    SUSPENDED = "suspended", "Приостановлена"
    ARCHIVED = "archived", "В архиве"


OPEN = (State.ACTIVE, State.SUSPENDED)  # one that is suspended for its debt must be able to come in and pay

MOVES: list[tuple[str, str]] = [
    (State.PROVISIONING, State.ACTIVE),
    (State.ACTIVE, State.SUSPENDED),
    (State.SUSPENDED, State.ACTIVE),
    (State.ACTIVE, State.ARCHIVED),
    (State.SUSPENDED, State.ARCHIVED),
    (State.ARCHIVED, State.PROVISIONING),  # one that had moved away comes back by its archive
]


class DnsAnswer(TextChoices):
    """What DNS said of the record by which a company proves that a domain is its own."""

    FOUND = "found", "Запись на месте"
    ABSENT = "absent", "Записи нет"
    OTHER = "other", "Запись есть, но в ней другой код"
    AWAY = "away", "DNS не ответил"
    HELD = "held", "Домен подключён у другой компании"
