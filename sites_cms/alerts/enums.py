from django.db.models import IntegerChoices


class AlertKind(IntegerChoices):
    """What it is about; the smaller, the higher it stands."""

    EMERGENCY = 1, "Авария"
    WORKS = 2, "Работы"
    NOTICE = 3, "Объявление"
