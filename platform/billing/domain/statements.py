"""A bank's statement: taken line by line, credited line by line, the rest decided by an operator.

The lines are kept first, whole or not at all; crediting follows in a worker, a transaction for each line, so that a
worker that dies in the middle loses none and credits none twice. What makes a payment the same one is held by the
database: `BankLine.digest` and the key of its transaction are unique.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import IO

from django.db import transaction
from django.utils import timezone

from billing import tasks
from billing.domain import ledger, matching, payments
from billing.domain.parking import ParkedError
from billing.domain.statement_file import Document, StatementFile
from billing.enums import LineState
from billing.models import BankLine, Invoice, PlatformRequisites, Statement, Transaction
from identity.models import User
from tenants.errors import DomainError
from tenants.models import Tenant

MAX_BYTES = 20 * 2**20
_BATCH = 500
_BY_HAND = 10  # days: a payment typed in by hand may carry another day than the bank's
# Accounts on which a bank collects payments of many people: number and sum say little there.
_TRANSIT = ("30232", "30233", "30301", "30302", "40821", "40911", "47416", "47422")


@transaction.atomic
def load_statement(file: IO[bytes], *, name: str, by: User) -> Statement:
    """Keep the incoming payments of a statement and credit them in a worker; those that were brought before are left.

    Raises DomainError if the file is no statement, or is that of an account which is not Бурмистр's.
    """
    read = StatementFile(file)
    own = PlatformRequisites.objects.get()
    statement = Statement.objects.create(file_name=name[:200], loaded_by=by)
    lines = _incoming(read, own, statement)
    while some := list(islice(lines, _BATCH)):
        BankLine.objects.bulk_create(some, ignore_conflicts=True)
        statement.incoming += len(some)
    _refuse_others(statement, read, own)
    fresh = statement.lines.count()
    statement.repeats, statement.incoming = statement.incoming - fresh, fresh
    statement.accounts, statement.broken = read.accounts[:20], read.broken
    statement.first_day, statement.last_day = read.first_day, read.last_day
    statement.save()
    if fresh:
        transaction.on_commit(lambda: tasks.credit_statement.delay(statement.pk))
    return statement


def credit_waiting(statement: int | None = None) -> int:
    """Credit what waits of one statement, or of all; how many lines got their company. Safe to repeat."""
    waiting = BankLine.objects.filter(state=LineState.NEW)
    if statement is not None:
        waiting = waiting.filter(statement=statement)
    return sum(_credit_by_itself(pk) for pk in list(waiting.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def assign(line: BankLine, *, to: Tenant, by: User) -> Transaction:
    """Credit a line that waits to a company of the operator's choice.

    Raises DomainError if it is credited already, or if the company has moved away.
    """
    line = BankLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if line.state == LineState.CREDITED:
        raise DomainError(f"Этот платёж уже зачислен: {line.tenant}.")
    if to.moved_to:
        raise DomainError(f"Компания «{to}» переехала: её деньги — там.")
    if line.state == LineState.NEW:
        line.state = LineState.UNKNOWN
        line.save(update_fields=["state"])
    match = matching.match(line)
    invoices = match.invoices if match.tenant == to else matching.invoices_of_sum(to, line)
    try:
        paid = _credit(line, to, invoices, key=_key(line, to), by=by)
    except ledger.OtherContentError:  # another payment of that day has this number: a person says that it is another
        paid = _credit(line, to, invoices, key=_own_key(line, to), by=by)
    line.decided_by, line.decided_at = by, timezone.now()
    _close(line, to, paid, why="Компанию выбрал оператор")
    return paid


@transaction.atomic
def put_aside(line: BankLine, *, reason: str, by: User) -> BankLine:
    """Take a line that no company paid (a loan, a refund) off the list. Raises DomainError without a reason."""
    line = BankLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if line.state != LineState.UNKNOWN:
        raise DomainError(f"Этот платёж уже «{line.get_state_display().lower()}».")
    if not reason.strip():
        raise DomainError("Напишите, что это за деньги.", field="reason")
    line.state, line.why = LineState.ASIDE, reason.strip()[:300]
    line.decided_by, line.decided_at = by, timezone.now()
    line.save(update_fields=["state", "why", "decided_by", "decided_at"])
    return line


def _incoming(read: StatementFile, own: PlatformRequisites, statement: Statement) -> Iterator[BankLine]:
    for document in read.documents():
        if _is_ours(document, read, own):
            yield _line(document, statement)
        else:
            statement.outgoing += 1


def _is_ours(document: Document, read: StatementFile, own: PlatformRequisites) -> bool:
    """Money from others onto an account of ours; from one of our accounts to another is no income."""
    accounts = {own.account, *read.accounts}
    if document.payer_account in accounts or document.payee_account not in accounts:
        return False
    return document.payee_account == own.account or document.payee_inn in ("", own.inn)


def _refuse_others(statement: Statement, read: StatementFile, own: PlatformRequisites) -> None:
    if not (statement.incoming or statement.outgoing or read.accounts):
        raise DomainError("В выписке нет ни одного документа. Проверьте, за те ли дни она выгружена.", field="file")
    if read.accounts and own.account not in read.accounts and not statement.incoming:
        raise DomainError(
            f"Это выписка по счёту {read.accounts[0]}, а в «Реквизитах» наш счёт {own.account}. "
            "Выгрузите выписку по нему или исправьте реквизиты.",
            field="file",
        )


def _line(document: Document, statement: Statement) -> BankLine:
    return BankLine(
        statement=statement, digest=_digest(document), number=document.number, dated=document.dated,
        received_on=min(document.received_on or document.dated, timezone.localdate()), amount=document.amount,
        payer=document.payer, payer_inn=document.payer_inn, payer_account=document.payer_account,
        our_account=document.payee_account, purpose=document.purpose,
    )  # fmt: skip


def _digest(document: Document) -> str:
    """Of accounts, number, day and sum; also of the purpose where a number says nothing or many pay by one account."""
    parts = [document.payee_account, document.payer_account, document.number, f"{document.dated}", f"{document.amount}"]
    if not document.number.strip("0 ") or document.payer_account[:5] in ("", *_TRANSIT):
        parts += [document.payer_inn, document.purpose]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@transaction.atomic
def _credit_by_itself(pk: int) -> bool:
    """Credit a line to whom it belongs, or say why it waits for an operator; False also if somebody was faster."""
    line = BankLine.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk, state=LineState.NEW).first()
    if line is None:
        return False
    match = matching.match(line)
    if match.tenant is None:
        return _wait(line, match.why)
    try:
        with transaction.atomic():
            paid = _credit(line, match.tenant, match.invoices, key=_key(line, match.tenant), by=None)
    except ledger.OtherContentError:
        return _wait(line, f"{match.tenant}: поручение с этим номером и днём уже записано с другой суммой или дважды.")
    except ParkedError as error:  # it goes on being new, and is credited once the books hold
        BankLine.objects.filter(pk=pk).update(why=str(error)[:300])
        return False
    _close(line, match.tenant, paid, why=match.why)
    return True


def _credit(line: BankLine, tenant: Tenant, invoices: Sequence[Invoice], *, key: str, by: User | None) -> Transaction:
    """Post the line, or find it posted by hand. Raises OtherContentError if what is posted is another payment."""
    if by_hand := _recorded_by_hand(line, tenant):
        return by_hand
    paid = payments.credit(
        tenant, amount=line.amount, received_on=line.received_on, document_number=line.number, invoices=invoices,
        by=by, key=key, details={"line": line.pk, "payer": line.payer},
    )  # fmt: skip
    if paid.details.get("line") != line.pk:
        raise ledger.OtherContentError(f"{key}: posted for another line")
    return paid


def _recorded_by_hand(line: BankLine, tenant: Tenant) -> Transaction | None:
    """The same payment, typed in from paper before the statement came: by number and sum, within some days."""
    if not line.number:
        return None
    days = (line.received_on + timedelta(days=shift) for shift in range(-_BY_HAND, _BY_HAND + 1))
    keys = [payments.payment_key(tenant, received_on=day, document_number=line.number) for day in days]
    typed_in = Transaction.objects.filter(
        idempotency_key__in=keys, amount=line.amount, bank_line=None, details__line__isnull=True
    )
    return typed_in.order_by("pk").first()


def _key(line: BankLine, tenant: Tenant) -> str:
    if not line.number.strip("0 "):
        return _own_key(line, tenant)
    return payments.payment_key(tenant, received_on=line.received_on, document_number=line.number)


def _own_key(line: BankLine, tenant: Tenant) -> str:
    return f"payment:{tenant.pk}:line:{line.digest}"


def _close(line: BankLine, tenant: Tenant, paid: Transaction, *, why: str) -> None:
    line.state, line.tenant, line.transaction, line.why = LineState.CREDITED, tenant, paid, why[:300]
    line.save(update_fields=["state", "tenant", "transaction", "why", "decided_by", "decided_at"])


def _wait(line: BankLine, why: str) -> bool:
    line.state, line.why = LineState.UNKNOWN, why[:300]
    line.save(update_fields=["state", "why"])
    return False
