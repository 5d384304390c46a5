from django.db.models import IntegerChoices


class Level(IntegerChoices):
    """Who may read. Each one also reads what those above it do."""

    ALL = 1, "Всем"
    RESIDENTS = 2, "Зарегистрированным жителям"
    OWNERS = 3, "Подтверждённым собственникам"
