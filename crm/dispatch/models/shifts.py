import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from crm.dispatch.enums import NoteKind
from crm.dispatch.models.requests import Request


class ShiftNote(models.Model):
    """What the next shift must know: somebody was promised a call, keys were given out. Done once, never deleted."""

    kind = models.CharField("что", max_length=7, choices=NoteKind)
    text = models.CharField("о чём помнить", max_length=500)
    request = models.ForeignKey(
        Request, on_delete=models.PROTECT, null=True, blank=True, related_name="shift_notes", verbose_name="заявка"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False,
        verbose_name="кто записал",
    )  # fmt: skip
    at = models.DateTimeField("когда", auto_now_add=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False,
        verbose_name="кто сделал",
    )  # fmt: skip
    done_at = models.DateTimeField("сделано", null=True, blank=True)

    class Meta:
        verbose_name = "запись смены"
        verbose_name_plural = "записи смены"
        ordering = ["pk"]
        indexes = [models.Index(fields=["id"], condition=Q(done_at=None), name="notes_to_remember")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="shift_note_says_something")]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="beginning_stays", fields=["kind", "text", "request", "by", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"


class Handover(models.Model):
    """«Сдал» and «принял» on one sheet, signed by both. `sheet` is what was open at that moment, in words.

    Once it is taken nothing of it changes.
    """

    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="сдал"
    )
    handed_at = models.DateTimeField("сдано", auto_now_add=True)
    sheet = models.JSONField("что открыто", default=dict)
    remark = models.CharField("что передать", max_length=1000, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False,
        verbose_name="принял",
    )  # fmt: skip
    taken_at = models.DateTimeField("принято", null=True, blank=True)

    class Meta:
        verbose_name = "передача смены"
        verbose_name_plural = "передачи смен"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_by=None, taken_at=None) | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="handover_is_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(taken_by=None) | ~Q(taken_by=F("handed_by")), name="handover_has_two_people"
            ),
            models.UniqueConstraint(
                F("taken_at"), nulls_distinct=False, condition=Q(taken_at=None), name="one_handover_waits"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="signed_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.taken_at IS NOT NULL"),
            ),
            pgtrigger.ReadOnly(name="sheet_stays", fields=["handed_by", "handed_at", "sheet", "remark"]),
        ]

    def __str__(self) -> str:
        return f"Смена: сдал {self.handed_by}, {self.handed_at:%d.%m.%Y %H:%M}"
