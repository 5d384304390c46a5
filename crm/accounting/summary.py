"""Loads that wait and what residents owe, for the morning summary of the accountant."""

from django.template.defaultfilters import floatformat

from crm.accounting import figures, rights
from crm.imports.domain.queries import runs_of_kinds
from crm.imports.enums import Status
from crm.imports.registry import importers
from crm.rights.enums import Role
from crm.shell import summary
from crm.shell.summary import SummarySource
from identity.may import may
from identity.models import User

_ROLES = frozenset({Role.ACCOUNTANT})


def waiting_loads(user: User) -> str:
    """How many files were uploaded and checked but neither loaded nor cancelled; empty if none."""
    kinds = [importer.kind for importer in importers() if may(user, importer.action)]
    return floatformat(runs_of_kinds(kinds).filter(status=Status.CHECKED).count() or "", "0g")


def register() -> None:
    """Put them into it."""
    summary.register(
        SummarySource("loads", 40, "Загрузок не проведено", "imports", rights.IMPORT_ACCOUNTS, _ROLES, waiting_loads),
        summary.as_line(figures.DEBT, order=41, roles=_ROLES, is_reason=False),
    )
