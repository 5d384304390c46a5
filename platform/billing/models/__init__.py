from billing.models.bank import BankLine, Statement
from billing.models.books import (
    Entry,
    FreePeriod,
    Invoice,
    LedgerAccount,
    PlatformRequisites,
    Snapshot,
    Tariff,
    TariffStep,
    Transaction,
    money,
)

__all__ = [
    "BankLine",
    "Entry",
    "FreePeriod",
    "Invoice",
    "LedgerAccount",
    "PlatformRequisites",
    "Snapshot",
    "Statement",
    "Tariff",
    "TariffStep",
    "Transaction",
    "money",
]
