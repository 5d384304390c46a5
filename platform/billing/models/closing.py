"""Papers that close a month: the act, and the universal transfer document of the same figures."""

import pgtrigger
from django.conf import settings
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


class Revision(models.Model):
    """«Исправление № 1»: what an act should have said. It has the act's number and day, and its own beside them
    (ПП 1137, приложение 1, п. 7 правил; приложение 2, строка 1а): the act itself stays as it was given."""

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="revisions", verbose_name="акт")
    number = models.PositiveSmallIntegerField("номер исправления")
    day = models.DateField("от")
    amount = money("сумма")
    lines = models.JSONField("из чего")
    buyer = models.JSONField("заказчик")
    reason = models.CharField("почему", max_length=300)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="кто исправил",
        help_text="Пусто, если исправлено на другой установке.",
    )  # fmt: skip
    made_at = models.DateTimeField("составлено", auto_now_add=True)

    class Meta:
        verbose_name = "исправление акта"
        verbose_name_plural = "исправления актов"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["closing", "number"], name="one_revision_of_a_number"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="revision_is_not_negative"),
            models.CheckConstraint(condition=~Q(reason=""), name="revision_has_a_reason"),
        ]
        triggers = [
            pgtrigger.Protect(name="revision_is_kept", operation=pgtrigger.Update),
            pgtrigger.Protect(name="revision_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Исправление № {self.number} от {self.day:%d.%m.%Y}"
