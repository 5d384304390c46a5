from django.conf import settings
from django.db import models


class Employee(models.Model):
    """Someone who works at the УК. Never deleted: one who left is deactivated and stays in history."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="employee", verbose_name="учётная запись"
    )
    position = models.CharField("должность", max_length=120, blank=True)
    hired_at = models.DateTimeField("добавлен", auto_now_add=True)

    class Meta:
        verbose_name = "сотрудник"
        verbose_name_plural = "сотрудники"
        ordering = ["user__last_name", "user__first_name", "pk"]

    def __str__(self) -> str:
        return str(self.user)
