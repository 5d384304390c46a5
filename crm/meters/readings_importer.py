"""Loading readings from a file: what inspectors and resource suppliers bring as a table."""

from typing import Any, ClassVar

from django.db.backends.utils import CursorWrapper

from crm.accounting.columns import ACCOUNT_NUMBER
from crm.accounting.domain.twins import Twins
from crm.imports.registry import (
    Cells,
    Change,
    Column,
    Comparison,
    Group,
    Listing,
    Notice,
    Problem,
    Question,
    RowError,
    answer,
)
from crm.meters import rights
from crm.meters.domain import staged_readings as sql
from crm.meters.domain import windows
from crm.meters.domain.meters import clean_number
from crm.meters.domain.values import plain_value
from crm.meters.forms.readings_file import ReadingsFileForm
from crm.meters.importer import read_past_day, read_resource
from tenants.errors import DomainError

_MOST_PROBLEMS = 10_000
_UNUSUAL, _TAKE, _SKIP = "unusual", "take", "skip"
_MESSAGES = {
    sql.NO_ACCOUNT: ("Л.С", "Такого лицевого счёта нет. Сначала загрузите лицевые счета."),
    sql.CLOSED: ("Л.С", "Лицевой счёт отключён: показания по нему больше не принимают."),
    sql.NO_METER: ("Номер прибора", "У этого счёта нет такого прибора. Сначала добавьте прибор."),
    sql.OFF: ("Номер прибора", "Прибор снят: показания по нему больше не принимают."),
    sql.SEVERAL: ("Номер прибора", "У счёта несколько приборов с этим номером: добавьте колонку «Тип»."),
    sql.REPEATED: ("Номер прибора", "Этот прибор уже есть в строке {first_row}. Оставьте одну строку."),
    sql.BEFORE_SET: ("Дата", "Прибор установлен {installed}: раньше этого дня показаний у него нет."),
    sql.TARIFFS: ("Показание", "У прибора тарифов: {tariffs}. Нужно показание по каждому."),
    sql.DIGITS: ("Показание", "Больше {most} прибор не покажет: проверьте цифры."),
    sql.BELOW: ("Показание", "Меньше прошлого показания: за {month} было {before}."),
    sql.ABOVE: ("Показание", "Больше показания за более поздний месяц: там {after}."),
}


class ReadingsImport:
    """Readings by account and meter; one of the month that is there already is corrected."""

    kind: ClassVar[str] = "readings"
    title: ClassVar[str] = "Показания"
    subject: ClassVar[str] = "Прибор"
    max_rows: ClassVar[int] = 500_000
    listing: ClassVar[Listing] = Listing("collection", "Открыть сбор за месяц")
    action: ClassVar[str] = rights.IMPORT_METERS
    form: ClassVar[type] = ReadingsFileForm
    undoable: ClassVar[bool] = True
    group_title: ClassVar[str] = "Дом"
    clears: frozenset[str] = frozenset()
    columns: ClassVar[tuple[Column, ...]] = (
        ACCOUNT_NUMBER,
        Column(
            "meter", "Номер прибора", clean_number,
            ("номер счетчика", "заводской номер", "номер пу", "№ прибора", "№ счетчика", "счетчик", "номер ипу"),
            required=True, repeats=False,
        ),
        Column(
            "value", "Показание", plain_value, ("показания", "текущее показание", "показание 1", "т1"),
            required=True, repeats=False,
        ),
        Column("value_2", "Показание 2", plain_value, ("второй тариф", "ночь", "т2"), repeats=False),
        Column("value_3", "Показание 3", plain_value, ("третий тариф", "полупик", "т3"), repeats=False),
        Column(
            "taken_on", "Дата", read_past_day,
            ("дата показания", "дата показаний", "дата снятия", "показание на дату"),
        ),
        Column("resource", "Тип", read_resource, ("вид", "услуга", "ресурс", "что считает", "тип прибора")),
    )  # fmt: skip
    orders: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("number", "meter", "value", "taken_on"),
        ("number", "meter", "value", "value_2", "value_3", "taken_on"),
    )
    example: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("Л.С", "Номер прибора", "Показание", "Показание 2", "Показание 3", "Дата"),
        ("00012345", "43512775", "796,120", "", "", "24.11.2026"),
        ("00012345", "43791210", "1420", "735", "", "24.11.2026"),
    )
    staging: ClassVar[str] = sql.STAGED

    def __init__(self, options: dict[str, Any]) -> None:
        self.values_on = options.get("values_on") or windows.today().isoformat()
        self.twins = Twins(options)
        self.answered = answer(options, _UNUSUAL)
        self.takes_unusual = self.answered != _SKIP
        self.notices: list[Notice] = []

    def row(self, number: int, cells: Cells) -> Cells:
        """Staged values; the order is that of `STAGED`."""
        account, meter, value, value_2, value_3, taken_on, kind = cells
        if value_3 and not value_2:
            raise RowError("Показание 2", "", "Нужны показания по всем тарифам по порядку.")
        return account, meter, kind, value, value_2, value_3, taken_on or self.values_on

    def staged(self, cursor: CursorWrapper) -> None:
        """Plan every row."""
        self.twins.apply(cursor)
        rules = windows.settings()
        cursor.execute("DROP TABLE IF EXISTS pg_temp.planned")
        cursor.execute("ANALYZE staged")
        cursor.execute(sql.LATER_MONTHS)
        (with_later_months,) = cursor.fetchone()
        cursor.execute(sql.plan(with_later_months=with_later_months), [rules.last_day])
        cursor.execute(sql.MARK_UNUSUAL, [rules.jump, rules.jump])

    def compare(self, cursor: CursorWrapper, *, limit: int) -> Comparison:
        """What a merge would do."""
        result = self._counted(cursor)
        result.problems, result.refused = self._faults(cursor, _MOST_PROBLEMS, asks=not self.twins.answer)
        values = {"all": self.takes_unusual, "limit": limit}
        cursor.execute(sql.CHANGES, values)
        result.changes = [Change(*row) for row in cursor.fetchall()]
        cursor.execute(sql.BY_HOUSE, values)
        houses = cursor.fetchall()
        result.groups = [Group(title, added, changed) for title, added, changed, _ in houses]
        result.more_groups = houses[0][3] - len(houses) if houses else 0
        self.twins.ask(cursor, result, limit=limit)
        self._ask(cursor, result, limit)
        return result

    def merge(self, cursor: CursorWrapper) -> Comparison:
        """Stop what is corrected, add readings, write the history."""
        cursor.execute(sql.LOCK)
        problems, _ = self._faults(cursor, 1, asks=False)
        if problems or self._unusual(cursor, 1):
            told = f"строка {problems[0].row}: {problems[0].message}" if problems else "появились необычные показания."
            raise DomainError(
                f"За время после проверки что-то изменилось: {told} Ничего не загружено. Проверьте файл ещё раз."
            )
        result = self._counted(cursor)
        values = {"all": self.takes_unusual}
        if result.changed:
            cursor.execute(sql.STOP_COUNTING, values)
        cursor.execute(sql.ADD_READINGS, values)
        cursor.execute(sql.ADD_EVENTS, values)
        return result

    def _counted(self, cursor: CursorWrapper) -> Comparison:
        cursor.execute(sql.COUNTS, {"all": self.takes_unusual})
        added, changed, skipped = cursor.fetchone()
        return Comparison(added=added, changed=changed, skipped=skipped)

    def _ask(self, cursor: CursorWrapper, result: Comparison, limit: int) -> None:
        """«Загрузить необычные»: what a person at the screen would be asked about, is asked once for all rows."""
        rows = self._unusual(cursor, limit)
        if not rows:
            return
        notices = tuple(
            Notice(row, f"№ {meter}: было {before}, стало {now}. {_why(over_zero, used)}")
            for row, meter, over_zero, before, now, used, _ in rows
        )
        result.questions.append(
            Question(
                _UNUSUAL,
                "Расход намного больше обычного, или прибор прошёл через ноль. Что делать с такими строками?",
                ((_TAKE, "Загрузить необычные: всё верно"), (_SKIP, "Пропустить их, остальное загрузить")),
                notices,
                rows[0][-1],
            )
        )

    def _unusual(self, cursor: CursorWrapper, limit: int) -> list[tuple[Any, ...]]:
        """Rows that nobody has decided about yet."""
        if self.answered:
            return []
        cursor.execute(sql.UNUSUAL, [limit])
        return list(cursor.fetchall())

    def _faults(self, cursor: CursorWrapper, limit: int, *, asks: bool) -> tuple[list[Problem], int]:
        """`asks`: rows of which the person has yet to say if they are twins of our accounts are left out."""
        cursor.execute(sql.FAULTS, [asks, limit])
        rows = cursor.fetchall()
        problems = []
        for (
            row,
            fault,
            account,
            meter,
            first_row,
            tariffs,
            values,
            before,
            after,
            month,
            installed,
            most,
            twin,
            _,
        ) in rows:
            field, message = _MESSAGES[fault]
            if twin:
                message = f"Такого лицевого счёта нет, но есть {twin}: не съел ли Excel нули в начале номера?"
            told = message.format(
                first_row=first_row, tariffs=tariffs, before=before, after=after, most=most,
                month=windows.month_words(month) if month else "",
                installed=f"{installed:%d.%m.%Y}" if installed else "",
            )  # fmt: skip
            shown = {"Л.С": account, "Номер прибора": meter, "Показание": values}.get(field, "")
            problems.append(Problem(row, field, shown, told))
        return problems, rows[0][-1] if rows else 0


def _why(over_zero: bool, used: Any) -> str:
    amount = str(used).replace(".", ",")
    return f"Прибор прошёл через ноль, расход {amount}." if over_zero else f"Расход {amount}."
