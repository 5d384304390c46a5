"""Companies whose books do not hold: what was found, and how two operators mended it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from billing import triggers
from billing.enums import AccountKind, CorrectionKind
from billing.models.books import Transaction, money
from tenants.models import Tenant


class Parking(models.Model):
    """The money of a company stands still from `since` to `freed_at`; everything else of it goes on.

    Without a company it is Бурмистр's own accounts that do not agree: that is told and stops nobody. `accepted`:
    two operators have looked at it and left it as it is; the same is not stopped for again.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, null=True, verbose_name="компания")
    reasons = models.JSONField("что не сходится", default=list)
    since = models.DateTimeField("остановлены", auto_now_add=True)
    freed_at = models.DateTimeField("пущены", null=True)
    accepted = models.BooleanField("признано как есть", default=False)

    class Meta:
        verbose_name = "сверка книг"
        verbose_name_plural = "сверка книг"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant"], condition=Q(freed_at=None), nulls_distinct=False, name="parked_once"
            )
        ]
        triggers = [pgtrigger.Protect(name="parking_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.tenant or "Бурмистр")


class Correction(models.Model):
    """What one operator proposed to mend the books with and another confirmed; nobody confirms his own.

    `amount` (roubles) is from the company's side, as in operations. `broken` is the operation that lacks entries.
    """

    parking = models.ForeignKey(Parking, on_delete=models.PROTECT, related_name="corrections", verbose_name="сверка")
    kind = models.CharField("что сделать", max_length=8, choices=CorrectionKind.choices)
    amount = money("сумма", null=True, blank=True)
    against = models.CharField("против счёта", max_length=8, choices=AccountKind.choices, blank=True)
    broken = models.ForeignKey(
        Transaction, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="операция"
    )
    reason = models.CharField("почему", max_length=300)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="предложил"
    )
    proposed_at = models.DateTimeField("предложено", auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="подтвердил"
    )
    confirmed_at = models.DateTimeField("подтверждено", null=True)
    transaction = models.OneToOneField(
        Transaction, on_delete=models.PROTECT, null=True, related_name="correction", verbose_name="исправление"
    )

    class Meta:
        verbose_name = "исправление"
        verbose_name_plural = "исправления"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="two_operators_correct"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None, transaction=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="confirmed_correction_has_its_day",
            ),
            models.CheckConstraint(
                condition=(Q(kind=CorrectionKind.ENTRY, amount__isnull=False, broken=None) & ~Q(amount=0))
                | Q(kind=CorrectionKind.COMPLETE, amount=None, broken__isnull=False)
                | Q(kind__in=[CorrectionKind.RECOUNT, CorrectionKind.ACCEPT], amount=None, broken=None),
                name="correction_says_what_to_do",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="correction_is_kept",
                fields=["parking", "kind", "amount", "against", "broken", "reason", "proposed_by", "proposed_at"],
            ),
            pgtrigger.Protect(name="correction_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="confirmed_once", when=pgtrigger.Before, operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__confirmed_by__isnull=False),
                func="RAISE EXCEPTION 'A correction is confirmed once' USING ERRCODE = 'check_violation';",
            ),
            triggers.recount_balances(),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reason}"
