from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from crm.rights.enums import Role


class SignInRules(models.Model):
    """«Правила входа»: one row. Without it nothing is asked beyond the password, and operators may come in to help."""

    second_factor_roles = ArrayField(
        models.CharField(max_length=12, choices=Role.choices),
        default=list,
        blank=True,
        verbose_name="кому входить с кодом",
    )
    operators_may_enter = models.BooleanField("пускать операторов «Бурмистра»", default=True, db_default=True)

    class Meta:
        verbose_name = "правила входа"
        verbose_name_plural = "правила входа"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_row_of_sign_in_rules")]

    def __str__(self) -> str:
        return "Правила входа"
