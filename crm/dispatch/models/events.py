import pgtrigger
from django.conf import settings
from django.db import models

from crm.dispatch.enums import Deed
from crm.dispatch.models.requests import Request
from identity.channels import Channel


class RequestEvent(models.Model):
    """A step of a request: who, when, from where. Append-only; the timeline is read from here.

    `changes`: field → [before, after] as text, `comment`: the reason that was asked for.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="events", db_index=False)
    deed = models.CharField("что", max_length=9, choices=Deed)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    channel = models.CharField("откуда", max_length=8, choices=Channel, blank=True)
    comment = models.CharField("почему", max_length=300, blank=True)
    changes = models.JSONField("изменения", default=dict)
    at = models.DateTimeField("когда", auto_now_add=True)

    class Meta:
        verbose_name = "шаг заявки"
        verbose_name_plural = "история заявок"
        ordering = ["pk"]
        indexes = [models.Index(fields=["request", "id"], name="steps_of_a_request")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.request}: {self.get_deed_display().lower()}"
