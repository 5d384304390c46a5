from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from crm.accounting.models import House

_DAYS = (1, 31)


def _window(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(first_day__range=_DAYS, last_day__range=_DAYS, first_day__lte=F("last_day")),
        name=name,
        violation_error_message="Дни приёма показаний — от 1 до 31, и первый не позже последнего.",
    )


class MeterSettings(models.Model):
    """When readings are taken each month and what counts as unusual. One row.

    Readings after the 25th count in the next month (ПП 354, as `domain/windows.py` explains).
    """

    first_day = models.PositiveSmallIntegerField("принимаем с", default=15)
    last_day = models.PositiveSmallIntegerField("принимаем по", default=25)
    jump = models.PositiveSmallIntegerField(
        "необычный расход", default=5, help_text="Во сколько раз больше обычного расход, чтобы его переспросить."
    )

    class Meta:
        verbose_name = "правила приёма показаний"
        verbose_name_plural = "правила приёма показаний"
        constraints = [
            _window("readings_window"),
            models.CheckConstraint(condition=Q(pk=1), name="one_row_of_meter_settings"),
            models.CheckConstraint(
                condition=Q(jump__range=(2, 100)),
                name="jump_is_2_to_100_times",
                violation_error_message="Необычным считают расход от 2 до 100 раз больше обычного.",
            ),
        ]

    def __str__(self) -> str:
        return "Правила приёма показаний"


class HouseWindow(models.Model):
    """Days of a house that are unlike the company's."""

    house = models.OneToOneField(House, on_delete=models.CASCADE, related_name="reading_window", verbose_name="дом")
    first_day = models.PositiveSmallIntegerField("принимаем с")
    last_day = models.PositiveSmallIntegerField("принимаем по")

    class Meta:
        verbose_name = "дни приёма показаний дома"
        verbose_name_plural = "дни приёма показаний домов"
        constraints = [_window("readings_window_of_a_house")]

    def __str__(self) -> str:
        return f"{self.house}: с {self.first_day} по {self.last_day}"


class ExportProfile(models.Model):
    """How an accountant's program wants readings: which columns in which order, encoding, delimiter, decimal sign."""

    name = models.CharField("название", max_length=80, unique=True)
    columns = ArrayField(models.CharField(max_length=40), verbose_name="колонки")
    encoding = models.CharField("кодировка", max_length=10, default="cp1251")
    delimiter = models.CharField("разделитель", max_length=1, default=";")
    decimal = models.CharField("дробный знак", max_length=1, default=",")

    class Meta:
        verbose_name = "вид выгрузки показаний"
        verbose_name_plural = "виды выгрузки показаний"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
