"""Loading meters with their last readings from a file (manual, section 13)."""

import re
from datetime import date
from typing import Any, ClassVar

from django.db.backends.utils import CursorWrapper

from crm.accounting.columns import ACCOUNT_NUMBER
from crm.accounting.domain.addresses import match_key, parse_address
from crm.accounting.domain.premises import read_premises
from crm.accounting.domain.twins import Twins
from crm.accounting.models import House
from crm.imports.domain.cells import CellError, text
from crm.imports.registry import Cells, Change, Column, Comparison, Group, Listing, Notice, Problem, RowError
from crm.meters import rights
from crm.meters.domain import staged_meters as sql
from crm.meters.domain import windows
from crm.meters.domain.meters import clean_number
from crm.meters.domain.values import plain_value
from crm.meters.enums import Resource
from crm.meters.forms.file import MetersFileForm
from tenants.errors import DomainError
from tenants.ordering import search_key, sort_key

_MOST_NOTICES = 200
_MOST_PROBLEMS = 10_000
_DATE = re.compile(r"(\d{1,2})[.\-/](\d{1,2})[.\-/](\d{4})|(\d{4})-(\d{2})-(\d{2})")
_RESOURCES = {
    Resource.COLD_WATER: ("хвс", "холодная вода", "хол вода", "хв", "холодное водоснабжение"),
    Resource.HOT_WATER: ("гвс", "горячая вода", "гор вода", "гв", "горячее водоснабжение"),
    Resource.HEAT: ("тепло", "тепловая энергия", "теплоэнергия", "отопление", "теплосчетчик"),
    Resource.ELECTRICITY: ("электроэнергия", "электричество", "эл энергия", "ээ", "электр", "электроснабжение"),
    Resource.GAS: ("газ", "газоснабжение"),
}
_RESOURCE_OF = {word: resource for resource, words in _RESOURCES.items() for word in words}
_MESSAGES = {
    sql.UNKNOWN: ("Л.С", "Такого лицевого счёта нет. Сначала загрузите лицевые счета."),
    sql.CLOSED: ("Л.С", "Этот лицевой счёт отключён."),
    sql.OTHER_HOUSE: ("Адрес", "У этого счёта другой дом: {house}. Проверьте номер счёта и адрес."),
    sql.REPEATED: ("Номер прибора", "Такой прибор уже есть в строке {first_row}. Оставьте одну строку."),
    sql.TARIFFS: ("Тарифов", "По прибору уже есть показания с другим числом тарифов. Замените прибор на его странице."),
    sql.VALUES: ("Показание", "У прибора тарифов: {tariffs}. Нужно показание по каждому."),
    sql.DIGITS: ("Показание", "На приборе {digits} цифр до запятой: такого показания на нём не бывает."),
    sql.BELOW: ("Показание", "Меньше прошлого показания: было {before}."),
    sql.ABOVE: ("Показание", "Больше показания за более поздний месяц: там {after}."),
    sql.VERIFICATION: (
        "Дата следующей поверки", "Поверка не может закончиться раньше, чем прибор установлен.",
    ),
    sql.BEFORE_SET: ("Показание на дату", "В этот день прибор ещё не стоял."),
}  # fmt: skip


def read_resource(cell: str) -> str:
    """The code of what a meter counts, by any of its names."""
    word = search_key(cell).replace(".", " ").replace("-", " ")
    found = _RESOURCE_OF.get(" ".join(word.split()))
    if found is None:
        names = ", ".join(resource.label for resource in Resource)
        raise CellError(f"Не понятно, что считает прибор. Напишите одно из: {names}.")
    return str(found)


def _day(cell: str) -> str:
    found = _DATE.fullmatch(cell.strip())
    if found:
        day, month, year, *iso = (int(part) if part else 0 for part in found.groups())
        try:
            return date(*iso).isoformat() if not year else date(year, month, day).isoformat()
        except ValueError:
            pass
    raise CellError("Это не дата. Напишите день, месяц и год, например 26.03.2029.")


def read_past_day(cell: str) -> str:
    """A day that has come, as ISO."""
    day = _day(cell)
    if day > windows.today().isoformat():
        raise CellError("Этот день ещё не наступил.")
    return day


def _digit(cell: str, least: int, most: int, message: str) -> str:
    if not cell.isdecimal() or not least <= int(cell) <= most:
        raise CellError(message)
    return str(int(cell))


def _tariffs(cell: str) -> str:
    return _digit(cell, 1, 3, "Тарифов бывает от одного до трёх.")


def _digits(cell: str) -> str:
    return _digit(cell, 1, 9, "Цифр до запятой бывает от 1 до 9.")


def _flat(cell: str) -> str:
    return read_premises(text(cell, limit=30))[0]


class MetersImport:
    """Meters by account, resource and number: new ones are added, known ones changed, last readings kept."""

    kind: ClassVar[str] = "meters"
    title: ClassVar[str] = "Приборы учёта"
    subject: ClassVar[str] = "Прибор"
    max_rows: ClassVar[int] = 500_000
    listing: ClassVar[Listing] = Listing("meters:index", "Открыть список приборов")
    action: ClassVar[str] = rights.IMPORT_METERS
    form: ClassVar[type] = MetersFileForm
    undoable: ClassVar[bool] = True
    group_title: ClassVar[str] = "Дом"
    clears: frozenset[str] = frozenset()
    # The number of the meter goes first of what a file may lack: files in the manual's order are refused for that.
    columns: ClassVar[tuple[Column, ...]] = (
        ACCOUNT_NUMBER,
        Column("house", "Адрес", lambda cell: text(cell, limit=200), ("дом", "адрес дома", "объект")),
        Column("flat", "Квартира", _flat, ("кв", "помещение", "номер квартиры", "№ кв")),
        Column(
            "meter", "Номер прибора", clean_number,
            ("номер счетчика", "заводской номер", "номер пу", "№ прибора", "№ счетчика", "счетчик", "номер ипу"),
            required=True, repeats=False,
        ),
        Column(
            "resource", "Тип", read_resource, ("вид", "услуга", "ресурс", "что считает", "тип прибора"), required=True
        ),
        Column(
            "value", "Показание", plain_value, ("показания", "последнее показание", "показание 1", "т1"), repeats=False
        ),
        Column("value_2", "Показание 2", plain_value, ("второй тариф", "ночь", "т2"), repeats=False),
        Column("value_3", "Показание 3", plain_value, ("третий тариф", "полупик", "т3"), repeats=False),
        Column("taken_on", "Показание на дату", read_past_day, ("дата показания", "дата показаний", "дата снятия")),
        Column(
            "next_verification_on", "Дата следующей поверки", _day,
            ("дата поверки", "следующая поверка", "поверка до", "поверка"), clearable=True,
        ),
        Column("model", "Марка", lambda cell: text(cell, limit=80), ("модель", "тип ипу"), clearable=True),
        Column("tariffs", "Тарифов", _tariffs, ("число тарифов", "тарифность")),
        Column("digits", "Цифр", _digits, ("разрядность", "цифр до запятой", "знаков")),
        Column(
            "place", "Место", lambda cell: text(cell, limit=80), ("где стоит", "место установки"), clearable=True
        ),
        Column("seal", "Пломба", lambda cell: text(cell, limit=40), ("номер пломбы",), repeats=False, clearable=True),
        Column("installed_on", "Дата установки", read_past_day, ("установлен",), clearable=True),
    )  # fmt: skip
    orders: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("number", "house", "flat", "resource", "meter", "value", "next_verification_on"),
    )
    example: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("Л.С", "Адрес", "Квартира", "Тип", "Номер прибора", "Показание", "Дата следующей поверки"),
        ("00012345", "ул. Ленина, д. 86", "12", "ХВС", "43512775", "791,482", "26.03.2029"),
        ("00012345", "ул. Ленина, д. 86", "12", "ГВС", "95948142", "223,405", "05.02.2029"),
    )
    staging: ClassVar[str] = sql.STAGED

    def __init__(self, options: dict[str, Any]) -> None:
        self.values_on = options.get("values_on") or windows.today().isoformat()
        self.twins = Twins(options)
        self.notices: list[Notice] = []
        self.addresses: dict[str, int] = {}

    def row(self, number: int, cells: Cells) -> Cells:
        """Staged values; the order is that of `STAGED`."""
        (
            account, house, flat, meter, resource, value, value_2, value_3, taken_on, next_verification, model, tariffs,
            digits, place, seal, installed_on,
        ) = cells  # fmt: skip
        several = tariffs not in (None, "1") or value_2 or value_3
        if several and resource != Resource.ELECTRICITY:
            raise RowError("Тарифов", tariffs or "", "Несколько тарифов бывает только у электроэнергии.")
        if (value_2 and not value) or (value_3 and not value_2):
            raise RowError("Показание", value or "", "Нужны показания по всем тарифам по порядку.")
        address_no = self.addresses.setdefault(house, len(self.addresses) + 1) if house else None
        return (
            account, str(address_no) if address_no else None, flat, resource, meter, value, value_2, value_3,
            taken_on or self.values_on, next_verification, model, tariffs, digits, place, seal, installed_on,
        )  # fmt: skip

    def staged(self, cursor: CursorWrapper) -> None:
        """Say which houses each address of the file means, then plan every row."""
        self.twins.apply(cursor)
        cursor.execute("DROP TABLE IF EXISTS pg_temp.staged_addresses")
        cursor.execute(sql.STAGED_ADDRESSES)
        pairs = [(number, house) for address, number in self.addresses.items() for house in _houses(address)]
        if pairs:
            cursor.execute(
                "INSERT INTO staged_addresses SELECT * FROM unnest(%s::int[], %s::bigint[])",
                [list(column) for column in zip(*pairs, strict=True)],
            )
        cursor.execute("DROP TABLE IF EXISTS pg_temp.planned")
        cursor.execute("ANALYZE staged")
        cursor.execute(sql.plan(self.clears), [windows.settings().last_day])
        cursor.execute("ANALYZE planned")

    def compare(self, cursor: CursorWrapper, *, limit: int) -> Comparison:
        """What a merge would do."""
        result = self._counted(cursor)
        result.problems, result.refused = self._faults(cursor, _MOST_PROBLEMS, asks=not self.twins.answer)
        cursor.execute(sql.CHANGES, [limit])
        result.changes = [Change(*row) for row in cursor.fetchall()]
        cursor.execute(sql.BY_HOUSE, [limit])
        houses = cursor.fetchall()
        result.groups = [Group(title, added, changed) for title, added, changed, _ in houses]
        result.more_groups = houses[0][3] - len(houses) if houses else 0
        cursor.execute(sql.OTHER_FLAT, [limit])
        result.notices += [
            Notice(row, f"{account}: в файле кв. {flat}, а у счёта {f'кв. {own}' if own else 'квартира не указана'}.")
            for row, account, flat, own in cursor.fetchall()
        ]
        cursor.execute(sql.OVER_ZERO, [limit])
        result.notices += [
            Notice(row, f"№ {meter}: показание меньше прошлого, считаем, что прибор прошёл через ноль.")
            for row, meter in cursor.fetchall()
        ]
        self.twins.ask(cursor, result, limit=limit)
        return result

    def merge(self, cursor: CursorWrapper) -> Comparison:
        """Add and change meters, keep their readings, write the history."""
        cursor.execute(sql.LOCK)
        problems, _ = self._faults(cursor, 1, asks=False)
        if problems:
            raise DomainError(
                f"За время после проверки что-то изменилось: строка {problems[0].row}: {problems[0].message} "
                "Ничего не загружено. Проверьте файл ещё раз."
            )
        result = self._counted(cursor)
        cursor.execute(sql.NUMBER_ROWS)
        for statement in (
            sql.ADD_METERS, sql.CHANGE_METERS, sql.STOP_COUNTING, sql.ADD_READINGS, sql.ADD_EVENTS,
        ):  # fmt: skip
            cursor.execute(statement)
        return result

    def _counted(self, cursor: CursorWrapper) -> Comparison:
        cursor.execute(sql.COUNTS)
        added, changed, readings, skipped = cursor.fetchone()
        cursor.execute(sql.SKIPPED, [_MOST_NOTICES])
        notices = [
            Notice(row, f"№ {meter}: этот прибор снят, строка пропущена. Если он снова стоит, верните его на странице.")
            for row, meter in cursor.fetchall()
        ]
        return Comparison(added=added, changed=changed, skipped=skipped, notices=notices, totals={"readings": readings})

    def _faults(self, cursor: CursorWrapper, limit: int, *, asks: bool) -> tuple[list[Problem], int]:
        """`asks`: rows of which the person has yet to say if they are twins of our accounts are left out."""
        cursor.execute(sql.FAULTS, [asks, limit])
        rows = cursor.fetchall()
        problems = []
        for row, fault, account, meter, first_row, tariffs, digits, values, before, after, house, _ in rows:
            field, message = _MESSAGES[fault]
            told = message.format(
                house=house, first_row=first_row, tariffs=tariffs, digits=digits, before=_comma(before),
                after=_comma(after),
            )  # fmt: skip
            shown = {"Л.С": account, "Номер прибора": meter, "Показание": _comma(values)}.get(field, "")
            problems.append(Problem(row, field, shown, told))
        return problems, rows[0][-1] if rows else 0


def _houses(address: str) -> list[int]:
    """The houses that an address may mean; none if it is unreadable."""
    if found := list(House.objects.filter(address_key=sort_key(address)).values_list("pk", flat=True)[:2]):
        return found
    try:
        street, number = parse_address(address)
    except DomainError:
        return []
    ending = match_key(region="", city="", street=street, number=number)[1:]
    return list(House.objects.filter(match_key__endswith=ending).values_list("pk", flat=True)[:20])


def _comma(text: str) -> str:
    return (text or "").replace(".", ",")
