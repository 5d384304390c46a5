from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models

from crm.accounting.models.accounts import Account


class BalanceChange(models.Model):
    """What an account's balance became, and of which date that is true. Roubles; append-only.

    Written by the database itself with every change of an account's `balance` or `balance_on`, so no path forgets it.
    Who and from which file comes from the settings `burmistr.person` and `burmistr.import_run` of the transaction.
    """

    id: ClassVar[int]
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="balance_changes", db_index=False)
    balance = models.DecimalField("баланс", max_digits=14, decimal_places=2)
    balance_on = models.DateField("на дату", null=True)
    import_run = models.ForeignKey(
        "imports.ImportRun", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="из файла"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField("когда", auto_now_add=True)

    class Meta:
        verbose_name = "изменение баланса"
        verbose_name_plural = "история баланса"
        ordering = ["-id"]
        indexes = [models.Index(fields=["account", "-id"], name="balance_history")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    @property
    def origin(self) -> str:
        """Where it comes from: the file, the undo of its load, somebody's hand."""
        run = self.import_run
        if run is None:
            return "вручную" if self.by_id else "система"
        is_undo = run.undone_at is not None and run.finished_at is not None and self.at > run.finished_at
        return f"откат: {run.file_name}" if is_undo else run.file_name
