"""One pass over one file: read, clean; then stage and compare or merge, or apply row by row.

Runs inside the caller's transaction.
"""

import io
from collections.abc import Iterator
from typing import IO, cast

from django.db import connection, transaction

from crm.imports.domain.refusals import RefusedRows
from crm.imports.domain.rows import SHOWN, VALUE, Pass, Result, Tell, Told
from crm.imports.enums import Outcome
from crm.imports.registry import (
    Cells,
    Change,
    Comparison,
    Importer,
    Problem,
    RowError,
    RowImporter,
    SetImporter,
    goes_by_rows,
)
from identity.models import User
from tenants.errors import DomainError

_BLOCK = 1 << 20  # characters sent to PostgreSQL at once


def check(file: IO[bytes], importer: Importer, *, told: Told, by: User, refusals: RefusedRows, tell: Tell) -> Result:
    """Dry run. Every refused row goes into `refusals`. Raises DomainError if the file is unreadable."""
    reading = Pass(file, importer, told, refusals, tell)
    if goes_by_rows(type(importer)):
        with transaction.atomic():
            _apply(reading, cast("RowImporter", importer), by=by)
            transaction.set_rollback(True)
    else:
        _stage(reading, cast("SetImporter", importer))
        with connection.cursor() as cursor:
            reading.result.comparison = cast("SetImporter", importer).compare(cursor, limit=SHOWN)
        reading.refuse_found()
    return reading.finished()


def load(file: IO[bytes], importer: Importer, *, told: Told, by: User, tell: Tell) -> Result:
    """Stage and merge, or apply. Raises DomainError if anything is refused: all or nothing."""
    reading = Pass(file, importer, told, None, tell)
    if goes_by_rows(type(importer)):
        _apply(reading, cast("RowImporter", importer), by=by)
        _refuse_half(reading.result)
        cast("RowImporter", importer).applied()
    else:
        _stage(reading, cast("SetImporter", importer))
        _refuse_half(reading.result)
        with connection.cursor() as cursor:
            reading.result.comparison = cast("SetImporter", importer).merge(cursor)
    return reading.finished()


def _refuse_half(result: Result) -> None:
    if result.refused:
        first = result.problems[0]
        raise DomainError(
            f"За время после проверки что-то изменилось: строка {first.row}, {first.field}: {first.message} "
            "Ничего не загружено. Проверьте файл ещё раз."
        )


def _stage(reading: Pass, importer: SetImporter) -> None:
    """COPY every row into the table `staged`."""
    with connection.cursor() as cursor:
        # A table that looks empty to the planner would be read anew for each row while it is being filled:
        # a load of a second and a half has been seen to take a minute. Only hash and merge joins until it ends.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute("SET LOCAL work_mem = '64MB'")  # a whole file is sorted and joined in memory
        cursor.execute("DROP TABLE IF EXISTS pg_temp.staged")
        cursor.execute(f"CREATE TEMP TABLE staged (row_number int NOT NULL, {importer.staging}) ON COMMIT DROP")
        for block in _blocks(_line(number, values) for number, values in reading.rows()):
            cursor.copy_expert("COPY staged FROM STDIN WITH (NULL '')", block)
        importer.staged(cursor)


def _apply(reading: Pass, importer: RowImporter, *, by: User) -> None:
    """Bring every row in by itself: a refused one leaves nothing behind and does not hold up the next."""
    counts = dict.fromkeys(Outcome, 0)
    changes: list[Change] = []
    for number, values in reading.rows():
        try:
            with transaction.atomic():
                outcome, changed = importer.apply(number, values, by=by)
        except RowError as error:
            reading.refuse([Problem(number, error.field, error.value[:VALUE], error.message)])
        except DomainError as error:
            reading.refuse([Problem(number, _titled(importer, error.field), "", str(error))])
        else:
            counts[outcome] += 1
            changes += changed[: max(SHOWN - len(changes), 0)]
    reading.result.comparison = Comparison(
        added=counts[Outcome.ADDED], changed=counts[Outcome.CHANGED], skipped=counts[Outcome.SKIPPED], changes=changes
    )


def _titled(importer: Importer, field_name: str | None) -> str:
    return next((column.title for column in importer.columns if column.name == field_name), "Строка")


def _line(number: int, values: Cells) -> str:
    line = "\t".join([str(number), *[value or "" for value in values]])
    return f"{line}\n" if "\\" not in line else line.replace("\\", "\\\\") + "\n"


def _blocks(lines: Iterator[str]) -> Iterator[io.StringIO]:
    """Lines by the block: between two COPY commands an importer may ask the database, during one it may not."""
    block, length = io.StringIO(), 0
    for line in lines:
        length += block.write(line)
        if length >= _BLOCK:
            block.seek(0)
            yield block
            block, length = io.StringIO(), 0
    block.seek(0)
    yield block
