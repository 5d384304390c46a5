"""Two numbers that differ only in zeros at the beginning: Excel eats them, so the person is asked if it is one account.

Works on any table `staged` with `row_number` and `number` (of an account, in the C collation), so every kind of import
that names accounts asks the same.
"""

from typing import Any

from django.db.backends.utils import CursorWrapper

from crm.imports.registry import Comparison, Notice, Question, answer

CODE = "twins"
SAME, NEW = "same", "new"

_PAIRS = """
    SELECT s.row_number, s.number, min(twin.number) AS twin, count(*) AS twins
    FROM staged s
    JOIN accounting_account twin ON ltrim(twin.number, '0') = ltrim(s.number, '0') AND twin.is_active
    WHERE ltrim(s.number, '0') <> '' AND NOT EXISTS (SELECT FROM accounting_account a WHERE a.number = s.number)
    GROUP BY s.row_number, s.number
"""
_ASKED = f"SELECT row_number, number, twin, count(*) OVER () FROM ({_PAIRS}) pairs ORDER BY row_number LIMIT %s"  # noqa: S608  constants
_TAKE = f"""
    UPDATE staged SET number = pairs.twin FROM ({_PAIRS}) pairs
    WHERE pairs.row_number = staged.row_number AND pairs.twins = 1 AND NOT EXISTS (
        SELECT FROM staged other
        WHERE ltrim(other.number, '0') = ltrim(pairs.number, '0') AND other.number <> pairs.number
    )
"""  # noqa: S608  constants


class Twins:
    """The question of one file and its answer, from the options of the run."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.answer = answer(options, CODE)

    def apply(self, cursor: CursorWrapper) -> None:
        """If they are the same accounts, write our numbers into `staged` wherever there is exactly one."""
        if self.answer == SAME:
            cursor.execute(_TAKE)

    def ask(self, cursor: CursorWrapper, result: Comparison, *, limit: int) -> None:
        """Add the question to what is compared; once it is answered, a word on rows that stay in doubt."""
        if self.answer == NEW:
            return
        cursor.execute(_ASKED, [limit])
        found = cursor.fetchall()
        if self.answer == SAME:
            for row, number, twin, _ in found:
                result.notices.append(Notice(row, f"{number}: похож на {twin}, но не только он — оставили как есть."))
        elif found:
            pairs = tuple(Notice(row, f"{number} ↔ {twin}: тот же счёт?") for row, number, twin, _ in found)
            result.questions.append(
                Question(
                    CODE,
                    "Номера в файле отличаются от наших только нулями в начале: скорее всего, их съел Excel.",
                    ((SAME, "Это те же счета"), (NEW, "Это другие, новые счета")),
                    pairs,
                    found[0][3],
                )
            )
