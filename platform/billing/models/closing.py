"""Papers that close a month: the act, and the universal transfer document of the same figures."""

import pgtrigger
from django.db import models
from django.db.models import Q

from billing.models.books import money
from tenants.models import Tenant


class Closing(models.Model):
    """What was done for a company in a month and for how much (roubles); requisites as they were when it was made.

    `lines` is a list of [words, sum].
    """

    number = models.PositiveIntegerField("номер", unique=True)
    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, related_name="closings", db_index=False, verbose_name="компания"
    )
    month = models.DateField("за месяц")
    day = models.DateField("от")
    amount = money("сумма")
    lines = models.JSONField("из чего")
    seller = models.JSONField("исполнитель")
    buyer = models.JSONField("заказчик")
    made_at = models.DateTimeField("составлен", auto_now_add=True)

    class Meta:
        verbose_name = "закрывающий документ"
        verbose_name_plural = "закрывающие документы"
        ordering = ["-month", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "month"], name="one_closing_a_month"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="closing_is_positive"),
        ]
        triggers = [
            pgtrigger.Protect(name="closing_is_kept", operation=pgtrigger.Update),
            pgtrigger.Protect(name="closing_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Акт № {self.number} от {self.day:%d.%m.%Y}"
