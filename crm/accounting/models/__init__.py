from crm.accounting.models.accounts import NO_NAME, Account
from crm.accounting.models.balances import BalanceChange
from crm.accounting.models.houses import House

__all__ = ["NO_NAME", "Account", "BalanceChange", "House"]
