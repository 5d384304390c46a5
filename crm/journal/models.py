import pgtrigger
from django.conf import settings
from django.db import models

from identity.channels import Channel


class Entry(models.Model):
    """One act. `changes` maps a field to [before, after]; it never holds secrets.

    `channel`, `address` and `device` say from where; they are empty for what the system does by itself. `request_id`
    leads to the lines of the log that belong to the same click. `operator` is the name of Бурмистр's operator who did
    it in the name of `actor`.

    Nothing is ever deleted here: 152-ФЗ (ст. 19 ч. 2 п. 8) wants acts with personal data counted, an act of erasure
    wants the log beside it for three years (приказ РКН 179), and claims expire in three. So an entry is kept for three
    years at least. When tables grow, they are to be partitioned by year and whole years detached; no row is cut out.
    """

    at = models.DateTimeField("когда", auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="кто",
    )
    action = models.CharField("действие", max_length=80)
    object_type = models.CharField("вид объекта", max_length=80)
    object_id = models.CharField("номер объекта", max_length=40)
    object_text = models.CharField("объект", max_length=300)
    changes = models.JSONField("изменения", default=dict)
    channel = models.CharField("через что", max_length=10, choices=Channel, blank=True, default="", db_default="")
    address = models.GenericIPAddressField("адрес", null=True, blank=True)
    device = models.CharField("устройство", max_length=300, blank=True, default="", db_default="")
    operator = models.CharField("оператор", max_length=200, blank=True, default="", db_default="")
    request_id = models.CharField("номер действия", max_length=64, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "запись журнала"
        verbose_name_plural = "журнал действий"
        ordering = ["-id"]
        indexes = [  # the screen reads a page at a time, newest first, whatever it is cut by
            models.Index(fields=["object_type", "object_id", "-id"], name="journal_by_object"),
            models.Index(fields=["-at", "-id"], name="journal_by_time"),
            models.Index(fields=["actor", "-at", "-id"], name="journal_by_actor"),
            models.Index(fields=["action", "-at", "-id"], name="journal_by_action"),
            models.Index(
                fields=["address", "-at", "-id"],
                name="journal_by_address",
                condition=models.Q(address__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="no_truncate",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'The journal is append-only';",
            ),
        ]
