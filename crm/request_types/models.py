import pgtrigger
from django.db import models
from django.db.models.functions import Lower


class RequestType(models.Model):
    """A kind of work: «холодное водоснабжение». Once made it is never deleted, as requests refer to it (manual, 6)."""

    name = models.CharField("тип заявки", max_length=100)
    is_active = models.BooleanField("включён", default=True, help_text="Отключённый нельзя выбрать в новой заявке.")
    order = models.PositiveSmallIntegerField("порядок в списке", default=100)

    class Meta:
        db_table = "dispatch_requesttype"  # where it began; a new name would break code that runs beside a migration
        verbose_name = "тип заявки"
        verbose_name_plural = "типы заявок"
        ordering = ["order", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="one_type_of_a_name", violation_error_message="Такой тип заявок уже есть."
            )
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name
