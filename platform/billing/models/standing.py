"""Companies whose money runs out: what they were told, and when their work is suspended."""

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from billing.models.books import Invoice
from tenants.models import Tenant


@register_setting(icon="time")
class DunningRules(BaseGenericSetting):
    """When a company is told that its money runs out, and after how many days its work is suspended."""

    warn_days = models.PositiveSmallIntegerField(
        "за сколько дней предупредить и выставить счёт", default=10,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )  # fmt: skip
    grace_days = models.PositiveSmallIntegerField(
        "через сколько дней без денег приостановить", default=14,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="Счёт дней начинается, когда деньги закончились.",
    )  # fmt: skip
    invoice_months = models.PositiveSmallIntegerField(
        "на сколько месяцев счёт", default=3, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )

    panels = [FieldPanel("warn_days"), FieldPanel("grace_days"), FieldPanel("invoice_months")]

    class Meta:
        verbose_name = "Когда кончаются деньги"
        verbose_name_plural = "Когда кончаются деньги"


class Standing(models.Model):
    """How a company stands with its money. Days are the company's own.

    `low_since`: ten days or less are left, the invoice is made. `over_since`: nothing is left. `suspended_on`: its
    work is suspended for that. `spared_until`: an operator has given his word and his reason.
    """

    tenant = models.OneToOneField(Tenant, on_delete=models.PROTECT, primary_key=True, verbose_name="компания")
    low_since = models.DateField("кончаются с", null=True, blank=True)
    over_since = models.DateField("закончились", null=True, blank=True)
    suspended_on = models.DateField("приостановлена", null=True, blank=True)
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="счёт"
    )
    spared_until = models.DateField("отсрочка до", null=True, blank=True)
    spared_reason = models.CharField("почему", max_length=300, blank=True)
    spared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="кто отсрочил",
    )  # fmt: skip

    class Meta:
        verbose_name = "состояние денег"
        verbose_name_plural = "у кого кончаются деньги"
        ordering = ["over_since", "low_since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(over_since=None) | Q(low_since__isnull=False), name="money_is_low_before_it_is_over"
            ),
            models.CheckConstraint(
                condition=Q(spared_until=None) | (Q(spared_by__isnull=False) & ~Q(spared_reason="")),
                name="spared_by_somebody_for_a_reason",
            ),
        ]
        triggers = [pgtrigger.Protect(name="standing_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.tenant)
