from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from crm.rights.enums import Role


class Access(models.Model):
    """What an employee may do: the role's preset, plus and minus single actions."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="access")
    role = models.CharField("роль", max_length=12, choices=Role.choices)
    given = ArrayField(models.CharField(max_length=80), default=list, blank=True, verbose_name="добавлено к роли")
    withheld = ArrayField(models.CharField(max_length=80), default=list, blank=True, verbose_name="отнято у роли")

    class Meta:
        verbose_name = "доступ"
        verbose_name_plural = "доступы"

    def __str__(self) -> str:
        return self.get_role_display()
