"""«Импортировать задолженность»: balances of accounts that are there (manual, section 7)."""

from decimal import Decimal
from typing import Any, ClassVar

from django.db.backends.utils import CursorWrapper
from django.utils.formats import number_format

from crm.accounting import rights
from crm.accounting.columns import ACCOUNT_NUMBER
from crm.accounting.domain.balances import data_date
from crm.accounting.domain.debt_loading import ABSENT, CHANGES, COUNTS, HOUSES, MERGE, SKIPPED, STAGED, UNKNOWN
from crm.accounting.domain.twins import Twins
from crm.accounting.forms.debts import ZERO, DebtsFileForm
from crm.imports.domain.cells import amount
from crm.imports.registry import Cells, Change, Column, Comparison, Group, Listing, Notice, Problem, RowError
from tenants.errors import DomainError

_MOST_GROUPS = 200
_MOST_PROBLEMS = 10_000
_WHOLE_FILE = 0  # the row of a notice that is of no row


class DebtsImport:
    """Balances by number; accounts that are not there are refused, closed ones left alone."""

    kind: ClassVar[str] = "debts"
    title: ClassVar[str] = "Задолженность"
    subject: ClassVar[str] = "Счёт"
    max_rows: ClassVar[int] = 300_000
    listing: ClassVar[Listing] = Listing("debtors:index", "Открыть список должников")
    action: ClassVar[str] = rights.IMPORT_ACCOUNTS
    form: ClassVar[type] = DebtsFileForm
    undoable: ClassVar[bool] = True
    group_title: ClassVar[str] = "Дом"
    sum_title: ClassVar[str] = "Баланс, ₽"
    orders: ClassVar[tuple[tuple[str, ...], ...]] = (("number", "balance"),)
    columns: ClassVar[tuple[Column, ...]] = (
        ACCOUNT_NUMBER,
        Column(
            "balance", "Баланс", amount, ("задолженность", "долг", "сальдо", "сумма долга", "к оплате"),
            required=True, repeats=False,
        ),
    )  # fmt: skip
    example: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("Л.С", "Баланс"),
        ("00012345", "1520,40"),
        ("00012346", "-200"),
    )
    staging: ClassVar[str] = STAGED
    clears: frozenset[str] = frozenset()

    def __init__(self, options: dict[str, Any]) -> None:
        self.on = data_date(options)
        self.zero = options.get("absent") == ZERO
        self.twins = Twins(options)
        self.notices: list[Notice] = []
        self.seen: dict[str, int] = {}

    def row(self, number: int, cells: Cells) -> Cells:
        """Staged values; the order is that of `STAGED`."""
        account, balance = cells
        if (before := self.seen.setdefault(account, number)) != number:
            raise RowError(
                "Л.С", account, f"Такой номер уже есть в строке {before}. Оставьте одну строку на каждый счёт."
            )
        return account, balance

    def staged(self, cursor: CursorWrapper) -> None:
        """Numbers that have lost their zeros are the accounts that they were said to be."""
        self.twins.apply(cursor)

    def compare(self, cursor: CursorWrapper, *, limit: int) -> Comparison:
        """What a merge would do, by house."""
        cursor.execute(COUNTS, self._asked())
        refused, changed, only_date = cursor.fetchone()
        result = Comparison(changed=changed, refused=refused)
        cursor.execute(UNKNOWN, self._asked(limit=_MOST_PROBLEMS))
        result.problems = [Problem(row, "Л.С", account, _UNKNOWN) for row, account in cursor.fetchall()]
        self._tell_of_dates(result, only_date)
        self._tell_of_absent(cursor, result)
        self._skip(cursor, result, limit)
        cursor.execute(CHANGES, self._asked(limit=limit))
        result.changes = [Change(*row) for row in cursor.fetchall()]
        cursor.execute(HOUSES, self._asked(limit=_MOST_GROUPS))
        houses = cursor.fetchall()
        result.groups = [
            Group(f"{street}, д. {number}", 0, changed, before, after)
            for street, number, changed, before, after, _ in houses
        ]
        result.more_groups = houses[0][5] - len(houses) if houses else 0
        self.twins.ask(cursor, result, limit=limit)
        return result

    def merge(self, cursor: CursorWrapper) -> Comparison:
        """Set the balances. Raises DomainError if an account has gone since the check."""
        cursor.execute("LOCK TABLE accounting_account IN SHARE ROW EXCLUSIVE MODE")  # nobody edits meanwhile
        cursor.execute(COUNTS, self._asked(asks=False))  # a twin that came since is no answer
        unknown, _, only_date = cursor.fetchone()
        if unknown:
            raise DomainError("Пока файл ждал, часть счетов отключили или переименовали. Проверьте файл ещё раз.")
        result = Comparison()
        self._tell_of_dates(result, only_date)
        self._tell_of_absent(cursor, result)
        self._skip(cursor, result, _MOST_GROUPS)
        cursor.execute(MERGE, self._asked())
        result.changed, result.beyond = cursor.fetchone()
        return result

    def _asked(self, **more: int) -> dict[str, Any]:
        return {"on": self.on, "zero": self.zero, "asks": not self.twins.answer, **more}

    def _skip(self, cursor: CursorWrapper, result: Comparison, limit: int) -> None:
        cursor.execute(SKIPPED, self._asked(limit=limit))
        rows = cursor.fetchall()
        for row, account, newer, _ in rows:
            why = (
                f"баланс уже известен на {newer:%d.%m.%Y}, а в файле данные на {self.on:%d.%m.%Y}. Оставили более новый"
                if newer
                else "этот счёт отключён, строка пропущена. Если он снова нужен, включите его в списке"
            )
            result.notices.append(Notice(row, f"{account}: {why}."))
        result.skipped = rows[0][3] if rows else 0

    def _tell_of_dates(self, result: Comparison, only_date: int) -> None:
        if only_date:
            told = f"Счетов, где сумма та же и обновится только дата данных ({self.on:%d.%m.%Y}): {only_date}."
            result.notices.append(Notice(_WHOLE_FILE, told))

    def _tell_of_absent(self, cursor: CursorWrapper, result: Comparison) -> None:
        cursor.execute(ABSENT, self._asked())
        absent, owed, zeroed, forgiven = cursor.fetchone()
        result.beyond = zeroed
        if zeroed:
            self._tell_of(result, zeroed, forgiven, "Их долг станет нулём")
        elif absent and not self.zero:
            self._tell_of(result, absent, owed, "Их долг останется")

    def _tell_of(self, result: Comparison, accounts: int, owed: Decimal, what: str) -> None:
        told = f"Счетов с долгом, которых нет в файле: {accounts}, всего {_roubles(owed)} ₽. {what}."
        result.notices.append(Notice(_WHOLE_FILE, told))


_UNKNOWN = (
    "Такого лицевого счёта нет. Проверьте номер. Если счёт новый, сначала добавьте его, если чужой — уберите строку."
)


def _roubles(sum_: Decimal) -> str:
    return number_format(sum_, 2, force_grouping=True)
