from decimal import ROUND_HALF_UP, Decimal

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from crm.dispatch.models.requests import Request


class PriceItem(models.Model):
    """A line of the price list of paid work. Switched off, never deleted: what was billed by it stays readable."""

    name = models.CharField("работа или материал", max_length=200)
    unit = models.CharField("единица", max_length=20, default="шт.")
    price = models.DecimalField("цена, ₽", max_digits=10, decimal_places=2)
    is_active = models.BooleanField("действует", default=True)

    class Meta:
        verbose_name = "расценка"
        verbose_name_plural = "прейскурант"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="one_price_of_a_name", violation_error_message="Такая строка уже есть."
            ),
            models.CheckConstraint(condition=Q(price__gte=Decimal(0)), name="price_of_work_is_not_negative"),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name


class WorkLine(models.Model):
    """What was done or used for a request: name and price as they were that day. `price` is roubles for one unit."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="work", verbose_name="заявка")
    item = models.ForeignKey(
        PriceItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    name = models.CharField("работа или материал", max_length=200)
    unit = models.CharField("единица", max_length=20)
    quantity = models.DecimalField("сколько", max_digits=9, decimal_places=3)
    price = models.DecimalField("цена, ₽", max_digits=10, decimal_places=2, default=Decimal(0))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False,
        verbose_name="кто внёс",
    )  # fmt: skip
    at = models.DateTimeField("когда", auto_now_add=True)

    class Meta:
        verbose_name = "работы и материалы заявки"
        verbose_name_plural = "работы и материалы заявок"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="work_has_a_name"),
            models.CheckConstraint(condition=Q(quantity__gt=0, price__gte=Decimal(0)), name="work_is_counted"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def total(self) -> Decimal:
        """Roubles, to the kopeck; half a kopeck goes up, as accountants round."""
        return (self.quantity * self.price).quantize(Decimal("0.01"), ROUND_HALF_UP)
