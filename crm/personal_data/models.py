import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone


class ErasureAct(models.Model):
    """«Акт об уничтожении персональных данных», kept for three years with the journal beside it (приказ РКН 179).

    It names rows and not the person: an act with the name would hold what it says is erased. `erased` and `kept` are
    lists of [what, how or why]. Who did it and the company stand as they were on that day. Never changed.
    """

    number = models.PositiveIntegerField("номер", unique=True)
    made_at = models.DateTimeField("составлен", auto_now_add=True)
    asked_on = models.DateField("требование получено")
    reason = models.CharField("основание", max_length=300)
    subject = models.CharField("чьи данные", max_length=1000)
    erased = models.JSONField("стёрто", default=list)
    kept = models.JSONField("оставлено", default=list)
    operator = models.JSONField("компания", default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="кто стёр"
    )
    by_name = models.CharField("кто стёр", max_length=300)
    by_position = models.CharField("должность", max_length=120, blank=True)

    class Meta:
        verbose_name = "акт об уничтожении"
        verbose_name_plural = "акты об уничтожении персональных данных"
        ordering = ["-number"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="no_truncate",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'Acts of erasure are append-only';",
            ),
        ]

    def __str__(self) -> str:
        return f"Акт № {self.number} от {timezone.localtime(self.made_at):%d.%m.%Y}"
