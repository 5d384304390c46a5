from billing.models.bank import BankLine, Statement
from billing.models.bonus import BonusRule
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
from billing.models.closing import Closing, Revision
from billing.models.parking import Correction, Parking
from billing.models.standing import DunningRules, Standing

__all__ = [
    "BankLine",
    "BonusRule",
    "Closing",
    "Correction",
    "DunningRules",
    "Entry",
    "FreePeriod",
    "Invoice",
    "LedgerAccount",
    "Parking",
    "PlatformRequisites",
    "Revision",
    "Snapshot",
    "Standing",
    "Statement",
    "Tariff",
    "TariffStep",
    "Transaction",
    "money",
]
