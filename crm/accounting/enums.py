from django.db.models import TextChoices


class Kind(TextChoices):
    """What the account pays for."""

    FLAT = "flat", "Квартира"
    PARKING = "parking", "Машиноместо"
    STORAGE = "storage", "Кладовая"
    COMMERCIAL = "commercial", "Нежилое помещение"
