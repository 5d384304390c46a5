import pgtrigger
from django.conf import settings
from django.db import models

from crm.dispatch.enums import PhotoKind
from crm.dispatch.models.requests import Request
from tenants.storage import private_files


class Photo(models.Model):
    """A photo of a request; without `by` it is the resident's. One taken off by mistake stays with its file."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="photos", verbose_name="заявка")
    kind = models.CharField("что на снимке", max_length=8, choices=PhotoKind)
    file = models.FileField("фото", storage=private_files, max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False,
        verbose_name="кто приложил",
    )  # fmt: skip
    at = models.DateTimeField("когда", auto_now_add=True)
    removed_at = models.DateTimeField("убрано", null=True, blank=True)

    class Meta:
        verbose_name = "фото заявки"
        verbose_name_plural = "фото заявок"
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.request}: {self.get_kind_display().lower()}"
