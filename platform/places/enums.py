from django.db.models import TextChoices


class SettlementKind(TextChoices):
    CITY = "city", "город"
    TOWN = "town", "посёлок"
    VILLAGE = "village", "село"
