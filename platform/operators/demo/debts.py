"""Debts of the demo's companies over the months: what an accountant loads on the first of each, so debts have ages."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crm.accounting.domain.debts import months_before
from crm.imports.domain import runs
from crm.imports.models import ImportRun
from crm.rights.enums import Role
from identity.models import User
from operators.demo.accounts_file import accounts_file
from operators.demo.clock import as_of
from operators.demo.companies import DemoCompany

PAST = (10, 6, 3, 1, 0)  # months before the company came to us: brought along from its old program
_HARD = Decimal(9_000)  # who owes more has owed since before the first file
_BALANCE = 1


def without_balances(file: bytes) -> bytes:
    """The file of accounts without its balances: those come by month."""
    rows = csv.reader(io.StringIO(file.decode("cp1251"), newline=""), delimiter=";")
    return _written([*row[:_BALANCE], *row[_BALANCE + 1 :]] for row in rows)


def bring_debts(company: DemoCompany) -> None:
    """The months before today's company; the last file holds the balances of its accounts' file."""
    for back in PAST:
        _load(company, on=months_before(timezone.localdate(), back), back=back)


def go_on(company: DemoCompany, months: list[date]) -> None:
    """A file on the first day of each of these months, unless they were loaded."""
    if ImportRun.objects.filter(kind="debts").count() > len(PAST):
        return
    for number, month in enumerate(months, 1):
        with as_of(month):
            _load(company, on=month, back=-number)


def _load(company: DemoCompany, *, on: date, back: int) -> None:
    accountant = User.objects.get(access__role=Role.ACCOUNTANT)
    file = SimpleUploadedFile(f"Долги на {on:%d.%m.%Y}.csv", _debts_file(company, back))
    run = runs.upload(kind="debts", file=file, options={"on": on.isoformat(), "absent": "keep"}, by=accountant)
    runs.check(run.pk)
    runs.confirm(ImportRun.objects.get(pk=run.pk), by=accountant)
    runs.load(run.pk)


def _debts_file(company: DemoCompany, back: int) -> bytes:
    accounts = csv.reader(io.StringIO(accounts_file(company).decode("cp1251"), newline=""), delimiter=";")
    next(accounts)
    told = ([row[0], _then(row[0], Decimal(row[_BALANCE].replace(",", ".")), back)] for row in accounts)
    return _written([["Л.С", "Баланс"], *told])


def _then(number: str, now: Decimal, back: int) -> str:
    """The balance so many months before (`back` < 0: after) the company came to us."""
    random = Random(number)  # noqa: S311  a demo that repeats, not a secret
    age, pays_later = random.choice((0, 0, 1, 1, 2, 4, 7)), random.random() < 0.15
    if now > _HARD:
        age, pays_later = PAST[0], False
    if now > 0:
        grown = now * (age + 1 - back) / (age + 1)
        then = grown if back <= age and not (pays_later and back < 0) else Decimal(0)
    elif now == 0 and random.random() < 0.15 and back <= -random.choice((1, 2, 3)):
        then = Decimal(random.randrange(800, 4_000))  # has stopped paying since
    else:
        then = now if back <= 0 or not pays_later else Decimal(900)  # paid in time to owe nothing
    return f"{then:.2f}".replace(".", ",")


def _written(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("cp1251")
