from django.conf import settings
from django.db import models


class SentEntry(models.Model):
    """An entry that a phone kept without network and sent later, or a program sent: by its key it is not done twice.

    A table of its own and not a column of what the entry makes: one entry makes many rows or, if all of it was known
    already, none. `answer` is what the sender was told.
    """

    key = models.UUIDField("ключ", primary_key=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="кто"
    )
    answer = models.JSONField("ответ", default=dict)
    at = models.DateTimeField("принято", auto_now_add=True)

    class Meta:
        verbose_name = "запись с телефона"
        verbose_name_plural = "записи с телефона"
        ordering = ["-at"]
