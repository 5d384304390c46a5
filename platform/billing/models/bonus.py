"""For what a company is given bonuses, and how much."""

from django.db import models
from django.db.models import Q

from billing.enums import BonusKind
from billing.models.books import money


class BonusRule(models.Model):
    """So many roubles for each, from a day on; another line takes its place. Zero: nothing any more.

    `most` is what a company is given for it in a month at most.
    """

    kind = models.CharField("за что", max_length=10, choices=BonusKind)
    valid_from = models.DateField("действует с", help_text="С первого числа, которое наступит в этот день или позже.")
    amount = models.DecimalField("за каждое, ₽", max_digits=8, decimal_places=2, help_text="Ноль — больше не даём.")
    most = money("не больше в месяц, ₽")

    class Meta:
        verbose_name = "правило бонусов"
        verbose_name_plural = "правила бонусов"
        ordering = ["-valid_from", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "valid_from"], name="one_bonus_rule_a_day",
                violation_error_message="На эту дату такое правило уже есть.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, most__gte=0), name="bonus_is_not_negative",
                violation_error_message="Бонус не бывает меньше нуля.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.amount} ₽"
