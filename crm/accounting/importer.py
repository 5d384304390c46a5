"""Loading personal accounts from a file (manual, section 7, «Вариант 2»)."""

from functools import lru_cache
from typing import Any, ClassVar

from django.db.backends.utils import CursorWrapper

from crm.accounting import rights
from crm.accounting.columns import ACCOUNT_NUMBER
from crm.accounting.domain.balances import data_date
from crm.accounting.domain.merging import (
    CREATE_HOUSES,
    NEW_HOUSES,
    SKIPPED,
    STAGED,
    changes_sql,
    compare_sql,
    groups_sql,
    merge_sql,
    refuse_beyond_passport,
)
from crm.accounting.domain.names import is_absent, name_key
from crm.accounting.domain.premises import (
    beyond_entrances,
    beyond_floors,
    clean_entrance,
    clean_floor,
    flat_key,
    read_premises,
)
from crm.accounting.domain.recognising import recognise
from crm.accounting.domain.staged_houses import StagedHouses
from crm.accounting.domain.twins import Twins
from crm.accounting.forms import AccountsFileForm
from crm.accounting.models import NO_NAME
from crm.imports.domain.cells import amount, measure, text
from crm.imports.registry import Cells, Change, Column, Comparison, Group, Listing, Notice, Problem, RowError
from tenants.errors import DomainError

_MOST_NOTICES = 200
_MOST_PROBLEMS = 10_000
_MEND = "Исправьте ячейку или число в паспорте дома."


def _name(cell: str) -> str:
    return text(cell, limit=100)


@lru_cache(maxsize=5_000)
def _premises(cell: str) -> tuple[str, str, str | None]:
    flat, kind = read_premises(cell)
    return flat, flat_key(flat), kind


class AccountsImport:
    """Accounts by number: new ones are added with their houses, known ones changed where the file says otherwise."""

    kind: ClassVar[str] = "accounts"
    title: ClassVar[str] = "Лицевые счета"
    subject: ClassVar[str] = "Счёт"
    max_rows: ClassVar[int] = 300_000
    undoable: ClassVar[bool] = True
    orders: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("number", "balance", "last_name", "first_name", "patronymic", "flat", "house", "city", "region"),
    )  # the manual's
    group_title: ClassVar[str] = "Дом"
    sum_title: ClassVar[str] = "Баланс, ₽"
    listing: ClassVar[Listing] = Listing("accounts:index", "Открыть список собственников")
    action: ClassVar[str] = rights.IMPORT_ACCOUNTS
    form: ClassVar[type] = AccountsFileForm
    columns: ClassVar[tuple[Column, ...]] = (
        ACCOUNT_NUMBER,
        Column("balance", "Баланс", amount, ("задолженность", "долг", "сальдо"), repeats=False),
        Column(
            "last_name", "Фамилия", lambda cell: text(cell, limit=200),
            ("фио", "собственник", "владелец", "наименование"), required=True,
        ),
        Column("first_name", "Имя", _name),
        Column("patronymic", "Отчество", _name),
        Column(
            "flat", "Квартира", lambda cell: text(cell, limit=30), ("кв", "помещение", "номер квартиры", "№ кв"),
            clearable=True,
        ),
        Column("house", "Дом", lambda cell: text(cell, limit=200), ("адрес", "адрес дома", "объект")),
        Column("city", "Город", _name, ("населенный пункт", "нас пункт")),
        Column("region", "Регион", _name, ("область", "субъект")),
        Column("area", "Площадь", measure, ("общая площадь", "площадь м2", "площадь, м²"), clearable=True),
        Column("entrance", "Подъезд", clean_entrance, ("под", "номер подъезда", "№ подъезда"), clearable=True),
        Column("floor", "Этаж", clean_floor, ("эт", "номер этажа"), clearable=True),
    )  # fmt: skip
    example: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("Л.С", "Баланс", "Фамилия", "Имя", "Отчество", "Квартира", "Дом", "Город", "Регион"),
        (
            "00012345",
            "1520,40",
            "Иванова",
            "Нина",
            "Петровна",
            "12",
            "ул. Ленина, д. 86",
            "Верхнекамск",
            "Пермский край",
        ),
        ("00012346", "-200", "ООО «Лютик»", ".", ".", "пом. 7Н", "ул. Ленина, д. 86", "Верхнекамск", "Пермский край"),
    )
    staging: ClassVar[str] = STAGED
    clears: frozenset[str] = frozenset()

    def __init__(self, options: dict[str, Any]) -> None:
        self.houses = StagedHouses(
            house_id=options.get("house"), city=options.get("city", ""), region=options.get("region", "")
        )
        self.twins = Twins(options)
        self.on = data_date(options)
        self.notices: list[Notice] = []
        self.split_names = 0
        self.seen: dict[str, int] = {}

    def row(self, number: int, cells: Cells) -> Cells:
        """Staged values; the order is that of `STAGED`."""
        account, balance, last_name, first_name, patronymic, flat, house, city, region, area, *place = cells
        if (before := self.seen.setdefault(account, number)) != number:
            raise RowError(
                "Л.С", account, f"Такой номер уже есть в строке {before}. Оставьте одну строку на каждый счёт."
            )
        if is_absent(last_name):
            raise RowError("Фамилия", last_name, "Напишите фамилию собственника или название организации.")
        house_number = self.houses.number_of(house, city, region)
        last_name, first_name, patronymic = self._names(number, last_name, first_name or "", patronymic or "")
        flat, key, kind = _premises(flat) if flat else (None, None, None)
        return (
            account, str(house_number), kind, flat, key, area, last_name, first_name,
            patronymic, name_key(last_name, first_name, patronymic), balance, *place,
        )  # fmt: skip

    def staged(self, cursor: CursorWrapper) -> None:
        """Put the houses of the file beside its accounts."""
        self.houses.stage(cursor)
        self.twins.apply(cursor)

    def compare(self, cursor: CursorWrapper, *, limit: int) -> Comparison:
        """What a merge would do."""
        problems, refused = self._beyond_passports(cursor)
        cursor.execute(compare_sql(self.clears))
        added, changed = cursor.fetchone()
        result = Comparison(added=added, changed=changed, refused=refused, totals=self._totals())
        result.problems = problems[:_MOST_PROBLEMS]
        result.skipped = self._skipped(cursor, result, limit)
        cursor.execute(changes_sql(self.clears), [limit])
        result.changes = [Change(*row) for row in cursor.fetchall()]
        self.twins.ask(cursor, result, limit=limit)
        cursor.execute(groups_sql(self.clears), [limit])
        by_house = cursor.fetchall()
        result.groups = [Group(*row[:5]) for row in by_house]
        result.more_groups = by_house[0][5] - len(by_house) if by_house else 0
        cursor.execute(NEW_HOUSES)
        result.totals["houses"] = cursor.fetchone()[0]
        return result

    def merge(self, cursor: CursorWrapper) -> Comparison:
        """Add houses, then add and change accounts."""
        cursor.execute("LOCK TABLE accounting_account IN SHARE ROW EXCLUSIVE MODE")  # nobody edits meanwhile
        if problems := self._beyond_passports(cursor)[0]:
            raise DomainError(
                f"Пока файл ждал, изменился паспорт дома. Строка {problems[0].row}: {problems[0].message} "
                "Ничего не загружено. Проверьте файл ещё раз."
            )
        cursor.execute(CREATE_HOUSES)
        result = Comparison(totals=self._totals() | {"houses": cursor.rowcount})
        self.houses.find_ids(cursor)
        cursor.execute(merge_sql(self.clears), [self.on])
        result.added, result.changed = cursor.fetchone()
        result.skipped = self._skipped(cursor, result, _MOST_NOTICES)
        return result

    def _names(self, row: int, last_name: str, first_name: str, patronymic: str) -> tuple[str, str, str]:
        if not is_absent(first_name):
            return last_name, first_name, "" if is_absent(patronymic) else patronymic
        if parts := recognise(last_name):
            self.split_names += 1
            if self.split_names <= _MOST_NOTICES:
                self.notices.append(Notice(row, f"ФИО из одной ячейки разделено: {' / '.join(parts)}."))
            return parts
        return last_name, NO_NAME, NO_NAME

    def _beyond_passports(self, cursor: CursorWrapper) -> tuple[list[Problem], int]:
        """What is wrong with entrances and floors of the file, and of how many rows; they are staged no more."""
        cursor.execute(refuse_beyond_passport(self.clears))
        rows = sorted(cursor.fetchall())
        problems = []
        for row, entrance, entrances, floor, floors in rows:
            if entrances and (entrance or 0) > entrances:
                problems.append(Problem(row, "Подъезд", str(entrance), f"{beyond_entrances(entrances)} {_MEND}"))
            if floors and (floor or 0) > floors:
                problems.append(Problem(row, "Этаж", str(floor), f"{beyond_floors(floors)} {_MEND}"))
        return problems, len(rows)

    def _totals(self) -> dict[str, int]:
        return {"split_names": self.split_names}

    def _skipped(self, cursor: CursorWrapper, result: Comparison, limit: int) -> int:
        cursor.execute(SKIPPED, [limit])
        rows = cursor.fetchall()
        result.notices += [
            Notice(row, f"{account}: этот счёт отключён, строка пропущена. Если он снова нужен, включите его в списке.")
            for row, account, _ in rows
        ]
        return rows[0][2] if rows else 0
