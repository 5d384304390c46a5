import pgtrigger
from django.conf import settings
from django.db import models

from identity.channels import Channel


class Entry(models.Model):
    """One act. `changes` maps a field to [before, after]; it never holds secrets.

    `channel`, `address` and `device` say from where; they are empty for what the system does by itself. `request_id`
    leads to the lines of the log that belong to the same click.
    """

    at = models.DateTimeField("когда", auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="кто"
    )
    action = models.CharField("действие", max_length=80)
    object_type = models.CharField("вид объекта", max_length=80)
    object_id = models.CharField("номер объекта", max_length=40)
    object_text = models.CharField("объект", max_length=300)
    changes = models.JSONField("изменения", default=dict)
    channel = models.CharField("через что", max_length=10, choices=Channel, blank=True, default="", db_default="")
    address = models.GenericIPAddressField("адрес", null=True, blank=True)
    device = models.CharField("устройство", max_length=300, blank=True, default="", db_default="")
    request_id = models.CharField("номер действия", max_length=64, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "запись журнала"
        verbose_name_plural = "журнал действий"
        ordering = ["-id"]
        indexes = [models.Index(fields=["object_type", "object_id", "-id"], name="journal_by_object")]
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
