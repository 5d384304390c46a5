"""Loading phones of residents from a file (manual, section 11, «Загрузка большого количества номеров телефонов»)."""

from typing import Any, ClassVar

from django import forms
from django.db.backends.utils import CursorWrapper

from crm.accounting.columns import ACCOUNT_NUMBER
from crm.accounting.domain.twins import SAME, Twins
from crm.imports.domain.cells import CellError
from crm.imports.forms import UploadForm
from crm.imports.registry import Cells, Change, Column, Comparison, Group, Listing, Notice, Problem
from crm.people import rights
from crm.people.consent_texts import CURRENT
from crm.people.domain import merging, phones
from identity.phones import show_phone
from tenants.errors import DomainError

_MOST_NAMED = 10_000  # rows of a file that are named as wrong
_YES = frozenset({"да", "есть", "согласен", "согласна", "+", "1", "yes"})
_NO = frozenset({"нет", "не согласен", "не согласна", "-", "0", "no"})


class PhonesFileForm(UploadForm):
    """A file of phones; what the paper consents say, if there are any."""

    text_version = forms.CharField(
        label="Редакция согласия",
        max_length=40,
        initial=CURRENT,
        required=False,
        help_text="Только если в файле есть колонка «Согласие на СМС»: номер и дата бланка, который подписали жители.",
    )
    field_order = ["file", "text_version"]

    def options(self) -> dict[str, Any]:
        return {"text_version": self.cleaned_data["text_version"].strip() or CURRENT}


def clean_phones(cell: str) -> str:
    """The phones of a cell as PostgreSQL writes an array. Raises CellError for what is no mobile."""
    try:
        return "{" + ",".join(phones.several(cell)) + "}"
    except DomainError as error:
        raise CellError(str(error)) from None


def clean_consent(cell: str) -> str:
    """«да» or «нет» as a boolean of PostgreSQL."""
    word = " ".join(cell.casefold().split())
    if word in _YES:
        return "t"
    if word in _NO:
        return "f"
    raise CellError("Напишите «да» или «нет».")


class PhonesImport:
    """Phones of owners by the account's number: nothing is removed, what is there stays, several to an account."""

    kind: ClassVar[str] = "phones"
    title: ClassVar[str] = "Телефоны"
    subject: ClassVar[str] = "Счёт"
    action: ClassVar[str] = rights.IMPORT_PHONES
    form: ClassVar[type] = PhonesFileForm
    max_rows: ClassVar[int] = 300_000
    listing: ClassVar[Listing] = Listing("people:index", "Открыть список жителей")
    undoable: ClassVar[bool] = True
    clears: frozenset[str] = frozenset()
    columns: ClassVar[tuple[Column, ...]] = (
        ACCOUNT_NUMBER,
        Column(
            "phones", "Телефон", clean_phones,
            ("телефоны", "номер телефона", "мобильный", "мобильный телефон", "сотовый", "тел"),
            required=True, repeats=False, may_begin_with_plus=True,
        ),
        Column("agrees", "Согласие на СМС", clean_consent, ("согласие", "смс", "согласие на рассылку"),
               may_begin_with_plus=True),
    )  # fmt: skip
    orders: ClassVar[tuple[tuple[str, ...], ...]] = (("number", "phones"), ("number", "phones", "agrees"))
    example: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("Л.С", "Телефон", "Согласие на СМС"),
        ("00012345", "+7 908 437-34-18", "да"),
        ("00012345", "89143139546", ""),
        ("00012346", "9289945095, 8 905 850-89-58", "нет"),
    )
    staging: ClassVar[str] = merging.STAGED

    def __init__(self, options: dict[str, Any]) -> None:
        self.text_version = options.get("text_version") or CURRENT
        self.notices: list[Notice] = []
        self.twins = Twins(options)

    def row(self, number: int, cells: Cells) -> Cells:
        """Staged as it is: whether the account exists is asked of the database for all rows at once."""
        return cells

    def staged(self, cursor: CursorWrapper) -> None:
        """Find out whose the phones are."""
        if self.twins.answer == SAME:
            cursor.execute(merging.TAKE_TWINS)
        for statement in merging.PREPARE:
            cursor.execute(statement)
        cursor.execute(merging.SAME_PHONE)
        while cursor.rowcount:  # leaders only become less, so it ends
            cursor.execute(merging.SAME_PHONE)
        for statement in merging.DECIDE:
            cursor.execute(statement)

    def compare(self, cursor: CursorWrapper, *, limit: int) -> Comparison:
        """What a merge would do."""
        result = self._counted(cursor)
        result.problems, result.refused = self._unknown(cursor, asks=not self.twins.answer)
        cursor.execute(merging.CHANGES, [limit])
        result.changes = [
            Change(row, number, name, old, _shown(new)) for row, number, name, old, new in cursor.fetchall()
        ]
        cursor.execute(merging.SHARED, [limit])
        result.notices = [
            Notice(row, f"{show_phone(phone)}: такой номер есть и у счёта {other}. Это можно.")
            for row, phone, other in cursor.fetchall()
        ]
        self.twins.ask(cursor, result, limit=limit)
        cursor.execute(merging.BY_HOUSE, [limit])
        houses = cursor.fetchall()
        result.groups = [Group(title, added, changed) for title, added, changed, _ in houses]
        result.more_groups = houses[0][3] - len(houses) if houses else 0
        return result

    def merge(self, cursor: CursorWrapper) -> Comparison:
        """Add people, ties, phones and consents. Raises DomainError if an account has gone since the check."""
        cursor.execute(merging.LOCK)  # nobody adds the same phone meanwhile
        self.staged(cursor)
        problems, refused = self._unknown(cursor, asks=False)
        if refused:
            first = problems[0]
            raise DomainError(f"Строка {first.row}, счёт {first.value}: {first.message} Проверьте файл ещё раз.")
        result = self._counted(cursor)
        for statement in merging.MERGE:
            cursor.execute(statement)
        cursor.execute(merging.ADD_CONSENTS, [self.text_version])
        return result

    def _counted(self, cursor: CursorWrapper) -> Comparison:
        cursor.execute(merging.COUNT)
        added, changed = cursor.fetchone()
        return Comparison(added=added, changed=changed)

    def _unknown(self, cursor: CursorWrapper, *, asks: bool) -> tuple[list[Problem], int]:
        """Rows whose account there is not; `asks`: without those that the person has yet to call twins or not."""
        cursor.execute(merging.UNKNOWN, [not asks, _MOST_NAMED])
        rows = cursor.fetchall()
        problems = [Problem(row, "Л.С", number, _why(closed, twin)) for row, number, closed, twin, _ in rows]
        return problems, rows[0][4] if rows else 0


def _why(closed: bool, twin: str | None) -> str:
    if twin:
        return f"Такого счёта нет, но есть похожий {twin}. Исправьте номер: в начале важен каждый ноль."
    if closed:
        return "Этот счёт отключён. Телефоны вносят в действующие: уберите строку или включите счёт."
    return "Такого лицевого счёта нет. Проверьте номер или сначала загрузите счета."


def _shown(value: str) -> str:
    return show_phone(value) if value.startswith("+") else value
