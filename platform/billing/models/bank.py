"""What the bank says came in: statements as they were brought, and their lines until each has its company."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from billing.enums import LINE_MOVES, LineState
from billing.models.books import Transaction, money
from tenants.models import Tenant


class Statement(models.Model):
    """A statement that an operator brought: whose, of which days, and what was in it. The lines are kept apart.

    `repeats` are payments that an earlier statement had brought; `broken` says in words what could not be read.
    """

    file_name = models.CharField("файл", max_length=200)
    accounts = models.JSONField("счета", default=list)
    first_day = models.DateField("с", null=True)
    last_day = models.DateField("по", null=True)
    incoming = models.PositiveIntegerField("поступлений", default=0)
    repeats = models.PositiveIntegerField("были раньше", default=0)
    outgoing = models.PositiveIntegerField("списаний", default=0)
    broken = models.JSONField("не прочитано", default=list)
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="кто загрузил"
    )
    loaded_at = models.DateTimeField("загружена", auto_now_add=True)

    class Meta:
        verbose_name = "выписка"
        verbose_name_plural = "выписки банка"
        ordering = ["-id"]
        triggers = [pgtrigger.Protect(name="statement_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        if self.first_day and self.last_day and self.first_day != self.last_day:
            return f"Выписка за {self.first_day:%d.%m.%Y}–{self.last_day:%d.%m.%Y}"
        return f"Выписка за {self.first_day:%d.%m.%Y}" if self.first_day else f"Выписка «{self.file_name}»"


class BankLine(models.Model):
    """Money that came to Бурмистр's account, as the bank wrote it; credited to a company once and for all.

    `digest` is of what makes a payment the same one (our account, the payer's, number, day, sum): whichever statement
    brings it again, it is one line. `why` says why it waits for an operator or how its company was found.
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines", verbose_name="выписка")
    digest = models.CharField(max_length=64, unique=True)
    number = models.CharField("номер", max_length=30, blank=True)
    dated = models.DateField("от")
    received_on = models.DateField("поступил")
    amount = money("сумма")
    payer = models.CharField("плательщик", max_length=300, blank=True)
    payer_inn = models.CharField("ИНН плательщика", max_length=12, blank=True)
    payer_account = models.CharField("счёт плательщика", max_length=34, blank=True)
    our_account = models.CharField("наш счёт", max_length=34)
    purpose = models.CharField("назначение", max_length=1000, blank=True)
    state = models.CharField("состояние", max_length=9, choices=LineState.choices, default=LineState.NEW)
    why = models.CharField("почему", max_length=300, blank=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, null=True, blank=True, verbose_name="компания")
    transaction = models.OneToOneField(
        Transaction, on_delete=models.PROTECT, null=True, blank=True, related_name="bank_line", verbose_name="операция"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="кто решил",
    )  # fmt: skip
    decided_at = models.DateTimeField("когда решили", null=True, blank=True)

    class Meta:
        verbose_name = "поступление"
        verbose_name_plural = "поступления"
        ordering = ["-received_on", "-id"]
        indexes = [models.Index(fields=["state", "id"], name="bank_lines_by_state")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="bank_line_is_positive"),
            models.CheckConstraint(
                condition=Q(state=LineState.CREDITED, transaction__isnull=False, tenant__isnull=False)
                | (~Q(state=LineState.CREDITED) & Q(transaction__isnull=True, tenant__isnull=True)),
                name="credited_line_has_its_company",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="bank_line_moves", field="state", transitions=LINE_MOVES),
            pgtrigger.ReadOnly(
                name="bank_line_is_kept",
                fields=[
                    "digest", "number", "dated", "received_on", "amount", "payer", "payer_inn", "payer_account",
                    "our_account", "purpose",
                ],
            ),
            pgtrigger.Protect(name="bank_line_never_deleted", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"П/п № {self.number or 'б/н'} от {self.dated:%d.%m.%Y}"
