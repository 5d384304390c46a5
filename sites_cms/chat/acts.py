"""What the journal calls the acts of the site's settings."""

from crm.journal.acts import Act, declare
from crm.journal.enums import Kind

ACTS = [Act("chat.change_widget", "Чат на сайте: код изменён", Kind.SITE)]


def register() -> None:
    """Declare the acts."""
    declare(*ACTS)
