from django.conf import settings
from django.contrib.admin.decorators import display
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q


def private_files() -> Storage:
    """A person's face is shown to those who are signed in."""
    return storages["private"]


class Employee(models.Model):
    """Someone who works at the УК. Never deleted: one who left is deactivated and stays in history."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="employee", verbose_name="учётная запись"
    )
    position = models.CharField("должность", max_length=120, blank=True)
    photo = models.FileField("фотография", storage=private_files, max_length=200, blank=True, default="", db_default="")
    extension = models.CharField(
        "добавочный номер", max_length=10, blank=True, default="", db_default="", help_text="Номер в телефонии: 101."
    )
    request_types = models.ManyToManyField(
        "request_types.RequestType", blank=True, related_name="employees", verbose_name="какие заявки выполняет"
    )
    silent = models.JSONField("о чём не писать", default=list, db_default=[], blank=True)  # boxes of `own_notices`
    wants_summary = models.BooleanField("присылать утреннюю сводку", default=False, db_default=False)
    summary_on = models.DateField("день последней сводки", null=True, blank=True, editable=False)
    hired_at = models.DateTimeField("добавлен", auto_now_add=True)

    class Meta:
        verbose_name = "сотрудник"
        verbose_name_plural = "сотрудники"
        ordering = ["user__last_name", "user__first_name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(extension__regex=r"^\d*$"), name="extension_is_digits"),
            models.UniqueConstraint(
                fields=["extension"], condition=~Q(extension=""), name="one_employee_per_extension"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @display(description="Сотрудник", ordering="user__last_name")
    def listed_name(self) -> str:
        """The name as the first column of a list."""
        return str(self.user)
