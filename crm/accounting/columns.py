"""Columns that files of several modules have in common."""

from crm.accounting.domain.accounts import clean_account_number
from crm.imports.registry import Column

ACCOUNT_NUMBER = Column(
    "number",
    "Л.С",
    clean_account_number,
    ("лицевой счет", "номер лицевого счета", "номер лс", "№ лс", "лиц счет", "лицевой"),
    required=True,
    repeats=False,
)
