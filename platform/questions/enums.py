from django.db.models import TextChoices


class Category(TextChoices):
    """What a shared question is about; shown above it."""

    METERS = "meters", "Счётчики"
    EMERGENCIES = "emergencies", "Аварии и отключения"
    CHARGES = "charges", "Начисления и оплата"
    HOUSE = "house", "Дом и двор"
    COMPANY = "company", "Обращения"
