import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from crm.accounting.models import House
from crm.dispatch.enums import OutageKind, Supply


class Outage(models.Model):
    """Something that whole houses, entrances or risers do without: from when, until when, what is being done.

    `ends_at` is what people are told, `ended_at` when it was over in truth. `sentence` is what the dispatcher says to
    callers. `tells_residents`: its residents are told by themselves, `tells_by_sms`: by SMS too, which costs money.
    Never deleted: what people were told is asked afterwards.
    """

    kind = models.CharField("какое", max_length=9, choices=OutageKind)
    supply = models.CharField("чего нет", max_length=11, choices=Supply)
    starts_at = models.DateTimeField("с")
    ends_at = models.DateTimeField("до", null=True, blank=True)
    ended_at = models.DateTimeField("закончилось", null=True, blank=True)
    cancelled_at = models.DateTimeField("отменено", null=True, blank=True)
    reason = models.CharField("причина", max_length=300, blank=True)
    doing = models.CharField("что делается", max_length=500, blank=True)
    sentence = models.CharField("что сказать звонящему", max_length=500, blank=True)
    tells_residents = models.BooleanField("сообщать жителям", default=False, db_default=False)
    tells_by_sms = models.BooleanField("и по СМС", default=False, db_default=False)
    created_at = models.DateTimeField("заведено", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False,
        verbose_name="кто завёл",
    )  # fmt: skip
    version = models.PositiveIntegerField("версия", default=1)

    class Meta:
        verbose_name = "отключение"
        verbose_name_plural = "отключения"
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index(
                fields=["starts_at"], condition=Q(ended_at=None, cancelled_at=None), name="outages_that_go_on"
            ),
            models.Index(fields=["-starts_at", "-id"], name="outages_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="outage_ends_after_it_begins",
                violation_error_message="Отключение не может кончиться раньше, чем начнётся.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(cancelled_at=None), name="outage_is_over_or_cancelled"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="beginning_stays", fields=["created_at", "created_by", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_supply_display().lower()}"

    @property
    def is_over(self) -> bool:
        """Nothing more is to be said to callers."""
        return self.ended_at is not None or self.cancelled_at is not None


class OutagePlace(models.Model):
    """Where: a house, an entrance of it, or a riser (counted from 1 within its entrance)."""

    outage = models.ForeignKey(Outage, on_delete=models.PROTECT, related_name="places", verbose_name="отключение")
    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="outages", verbose_name="дом")
    entrance = models.PositiveSmallIntegerField("подъезд", null=True, blank=True)
    riser = models.PositiveSmallIntegerField("стояк", null=True, blank=True)

    class Meta:
        verbose_name = "место отключения"
        verbose_name_plural = "места отключений"
        ordering = ["house__address_key", "entrance", "riser", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["outage", "house", "entrance", "riser"], nulls_distinct=False, name="a_place_once_in_an_outage"
            ),
            models.CheckConstraint(condition=Q(riser=None) | Q(entrance__isnull=False), name="riser_of_an_entrance"),
        ]

    def __str__(self) -> str:
        parts = [str(self.house), f"подъезд {self.entrance}" if self.entrance else ""]
        return ", ".join(part for part in [*parts, f"стояк {self.riser}" if self.riser else ""] if part)


class OutageChange(models.Model):
    """What was said of an outage, and when it was said otherwise. `changes`: field → [before, after] as text."""

    outage = models.ForeignKey(Outage, on_delete=models.PROTECT, related_name="history", verbose_name="отключение")
    changes = models.JSONField("изменения", default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False,
        verbose_name="кто",
    )  # fmt: skip
    at = models.DateTimeField("когда", auto_now_add=True)

    class Meta:
        verbose_name = "изменение отключения"
        verbose_name_plural = "изменения отключений"
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.outage}, {self.at:%d.%m.%Y %H:%M}"
