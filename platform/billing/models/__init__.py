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
from billing.models.parking import Correction, Parking

__all__ = [
    "BankLine",
    "Correction",
    "Entry",
    "FreePeriod",
    "Invoice",
    "LedgerAccount",
    "Parking",
    "PlatformRequisites",
    "Snapshot",
    "Statement",
    "Tariff",
    "TariffStep",
    "Transaction",
    "money",
]
