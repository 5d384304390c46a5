"""Contracts that end, for the morning summary."""

from crm.company import figures
from crm.rights.enums import Role
from crm.shell import summary


def register() -> None:
    """Put contracts into it."""
    summary.register(summary.as_line(figures.CONTRACTS, order=80, roles=frozenset({Role.HEAD})))
