"""News that wait for approval, for the morning summary."""

from crm.rights.enums import Role
from crm.shell import summary
from sites_cms.pages import figures


def register() -> None:
    """Put them into it."""
    summary.register(summary.as_line(figures.WAITING, order=70, roles=frozenset({Role.HEAD, Role.CLIENT_DESK})))
