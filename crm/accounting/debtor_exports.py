"""Debtors as a spreadsheet: rows stream, leading zeros stay, no cell can act as a formula."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from crm.accounting import acts
from crm.accounting.domain.debts import whole_months
from crm.accounting.models import Account
from crm.shell.exports import CHUNK, ListExportMixin

HEADINGS = (
    "Л.С", "Долг, ₽", "Данные на", "В долгу с", "Месяцев в долгу", "Долг старше данных", "Фамилия", "Имя", "Отчество",
    "Квартира", "Дом", "Город", "Вид помещения", "Состояние",
)  # fmt: skip


class DebtorsExportMixin(ListExportMixin):
    """The list of debtors as a file."""

    export_act = acts.EXPORT_DEBTORS
    export_headings = HEADINGS

    def export_rows(self, found: QuerySet[Account]) -> Iterator[Sequence[Any]]:
        return _rows(found.iterator(chunk_size=CHUNK))


def _rows(debtors: Iterator[Account]) -> Iterator[list[Any]]:
    today = timezone.localdate()
    for account in debtors:
        since = account.debt_since
        yield [
            account.number, account.balance, _day(account.balance_on), _day(since),
            whole_months(since, today) if since else "", "да" if account.debt_is_older else "",
            account.last_name, account.first_name, account.patronymic, account.flat, account.house.address,
            account.house.city, account.get_kind_display(),
            "Действует" if account.is_active else f"Отключён с {_day(account.closed_on)}",
        ]  # fmt: skip


def _day(day: Any) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
