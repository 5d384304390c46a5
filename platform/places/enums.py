from django.db import models


class SettlementKind(models.TextChoices):
    CITY = "city", "город"
    TOWN = "town", "посёлок"
    VILLAGE = "village", "село"


class AskState(models.TextChoices):
    """What became of a request for a town that the directory has not."""

    WAITING = "waiting", "Ждёт ответа"
    ADDED = "added", "Добавлен"
    REFUSED = "refused", "Отказано"


MOVES = [(AskState.WAITING, AskState.ADDED), (AskState.WAITING, AskState.REFUSED)]
