from django.db import models

from crm.accounting.models import Account


class ReadingLink(models.Model):
    """A link by which a resident hands readings in without a password, until it expires or is taken back.

    Only a digest of its secret is kept: who reads the table cannot open the link.
    """

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="reading_links", verbose_name="лицевой счёт"
    )
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("создана", auto_now_add=True)
    expires_at = models.DateTimeField("действует до")
    used_at = models.DateTimeField("показания переданы", null=True)
    revoked_at = models.DateTimeField("отозвана", null=True)

    class Meta:
        verbose_name = "ссылка для показаний"
        verbose_name_plural = "ссылки для показаний"
        ordering = ["-id"]

    def __str__(self) -> str:
        return "Ссылка для показаний"
