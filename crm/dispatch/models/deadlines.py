from django.db import models
from django.db.models import Q

from crm.dispatch.enums import Priority
from crm.request_types.models import RequestType


class TypeDeadline(models.Model):
    """By when a request of a type and a priority is due, in minutes from its registration.

    Without a type it is the rule of that priority for all types that have none of their own. `basis` is what the
    resident and the inspector are told: the law, or the company's own word. Regions and contracts differ, so a company
    may change them all.
    """

    type = models.ForeignKey(
        RequestType,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deadlines",
        verbose_name="тип заявки",
    )
    priority = models.PositiveSmallIntegerField("приоритет", choices=Priority)
    respond_minutes = models.PositiveIntegerField("сообщить срок, минут", null=True, blank=True)
    localise_minutes = models.PositiveIntegerField("локализовать, минут", null=True, blank=True)
    fix_minutes = models.PositiveIntegerField("выполнить, минут", null=True, blank=True)
    round_the_clock = models.BooleanField("часы идут круглосуточно", default=False)
    basis = models.CharField("основание", max_length=200, blank=True)

    class Meta:
        verbose_name = "срок заявок"
        verbose_name_plural = "сроки заявок"
        ordering = ["type__order", "type", "priority"]
        constraints = [
            models.UniqueConstraint(
                fields=["type", "priority"],
                nulls_distinct=False,
                name="one_deadline_of_a_type_and_priority",
                violation_error_message="Срок для этого типа и приоритета уже задан.",
            ),
            models.CheckConstraint(
                condition=(Q(respond_minutes=None) | Q(respond_minutes__gte=1))
                & (Q(localise_minutes=None) | Q(localise_minutes__gte=1))
                & (Q(fix_minutes=None) | Q(fix_minutes__gte=1)),
                name="deadlines_are_some_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type or 'Все типы'}, {self.get_priority_display().lower()}"
