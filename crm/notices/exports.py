"""Whom a notice will not reach, as a spreadsheet; taking it away is itself an entry of the journal."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import transaction
from django.http.response import HttpResponseBase
from django.utils import timezone

from crm.accounting.models import Account
from crm.journal.domain.entries import record_export
from crm.notices import rights
from crm.notices.domain import recipients
from crm.notices.domain.audience import Whom, accounts_for
from crm.notices.enums import Kind
from files import spreadsheets
from identity.models import User

HEADINGS = ("Лицевой счёт", "Собственник", "Адрес", "Помещение", "Почему не дойдёт")
_CHUNK = 2_000


def export_unreached(whom: Whom, kind: Kind, *, form: str, by: User) -> HttpResponseBase:
    """Accounts of which nobody is reached, with why. Raises DomainError for an audience that says not whom."""
    whom.check()
    missed = list(recipients.unreached(accounts_for(whom, user=by), recipients.rules_now(kind)))
    with transaction.atomic():
        record_export(
            action=rights.EXPORT_UNREACHED, what=Account, by=by, rows=len(missed),
            filters={"Кому": whom.to.label, "Вид": kind.label}, form=form.upper(),
        )  # fmt: skip
    # The lines are made at once: while a file streams, the request's own schema is no longer set.
    name = f"ne-doydet-{timezone.localdate():%Y-%m-%d}"
    return spreadsheets.as_file(form, name=name, headings=HEADINGS, rows=list(_rows(missed)))


def _rows(missed: list[tuple[int, str]]) -> Iterator[Sequence[Any]]:
    pairs = iter(missed)
    while chunk := dict(islice(pairs, _CHUNK)):
        accounts = Account.objects.filter(pk__in=chunk).select_related("house")
        for account in accounts.order_by("house__address_key", "flat_key", "pk"):
            yield account.number, account.owner, str(account.house), account.premises, chunk[account.pk]
