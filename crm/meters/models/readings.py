from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q

from crm.accounting.models import House
from crm.imports.tracing import traced
from crm.meters.enums import Deed, Source
from crm.meters.models.meters import Meter


def private_files() -> Storage:
    """Photos of dials are shown to who may see the readings."""
    return storages["private"]


def _value(tariff: str) -> "models.DecimalField[Decimal | None, Decimal | None]":
    return models.DecimalField(f"показание, {tariff}", max_digits=13, decimal_places=3, null=True, blank=True)


class Reading(models.Model):
    """What a meter showed on a day; one value for each tariff. Counted in the month of `month` (its first day).

    Append-only but for `is_current`: who corrects a reading adds a row with `corrects`, and the old one is not
    current any more. So a meter has one current reading a month.
    """

    meter = models.ForeignKey(
        Meter, on_delete=models.PROTECT, related_name="readings", db_index=False, verbose_name="прибор"
    )
    month = models.DateField("за месяц")
    taken_on = models.DateField("снято")
    value = models.DecimalField("показание", max_digits=13, decimal_places=3)
    value_2 = _value("второй тариф")
    value_3 = _value("третий тариф")
    rolled_over = models.BooleanField("прибор прошёл через ноль", default=False, db_default=False)
    confirmed = models.BooleanField("необычное подтверждено", default=False, db_default=False)
    source = models.CharField("откуда", max_length=8, choices=Source)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="кто передал",
    )
    photo = models.FileField("фото", storage=private_files, max_length=200, blank=True, default="", db_default="")
    comment = models.CharField("примечание", max_length=300, blank=True, default="", db_default="")
    import_run = models.ForeignKey(
        "imports.ImportRun", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    is_current = models.BooleanField("действует", default=True, db_default=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="corrected_by", verbose_name="исправляет"
    )
    created_at = models.DateTimeField("внесено", auto_now_add=True)

    class Meta:
        verbose_name = "показание"
        verbose_name_plural = "показания"
        ordering = ["-month", "-id"]
        indexes = [models.Index(fields=["month", "meter"], name="reading_by_month")]
        constraints = [
            models.UniqueConstraint(
                fields=["meter", "month"], condition=Q(is_current=True), name="one_current_reading_a_month"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="month_is_its_first_day"),
            models.CheckConstraint(
                condition=Q(value__gte=0)
                & (Q(value_2=None) | Q(value_2__gte=0))
                & (Q(value_3=None) | Q(value_2__isnull=False, value_3__gte=0)),
                name="readings_are_not_negative",
            ),
        ]
        triggers = [
            *traced(),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="values_stay",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF (NEW.meter_id, NEW.month, NEW.taken_on, NEW.value, NEW.value_2, NEW.value_3, NEW.source,
                        NEW.by_id, NEW.corrects_id, NEW.created_at)
                        IS DISTINCT FROM (OLD.meter_id, OLD.month, OLD.taken_on, OLD.value, OLD.value_2, OLD.value_3,
                        OLD.source, OLD.by_id, OLD.corrects_id, OLD.created_at)
                        OR (NEW.is_current AND NOT OLD.is_current) THEN
                        RAISE EXCEPTION 'A reading stays as it was: correct it by a new row';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meter}, {self.month:%m.%Y}"

    @property
    def values(self) -> list[Decimal]:
        """One for each tariff."""
        return [value for value in (self.value, self.value_2, self.value_3) if value is not None]


class MeterEvent(models.Model):
    """«История показаний»: what happened to a meter or a reading, who did it and from where. Append-only.

    `house` stands here too, so that the history is cut by house and month without a join over all meters.
    """

    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="events", db_index=False)
    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="+", db_index=False)
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    deed = models.CharField("что", max_length=9, choices=Deed)
    source = models.CharField("откуда", max_length=8, choices=Source)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    changes = models.JSONField("изменения", default=dict)
    at = models.DateTimeField("когда", auto_now_add=True)

    class Meta:
        verbose_name = "запись истории показаний"
        verbose_name_plural = "история показаний"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["meter", "-id"], name="meter_history"),
            models.Index(fields=["house", "-at", "-id"], name="meter_history_by_house"),
            models.Index(fields=["-at", "-id"], name="meter_history_by_time"),
        ]
        triggers = [*traced(), pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
