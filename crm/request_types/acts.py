"""What the journal calls the acts of this module."""

from crm.journal.acts import Act, declare
from crm.journal.enums import Kind
from crm.journal.links import declare_screen
from crm.request_types import rights

ACTS = [
    Act("request_types.add_type", "Тип заявок добавлен", Kind.SETTINGS),
    Act("request_types.change_type", "Тип заявок изменён", Kind.SETTINGS),
]


def register() -> None:
    """Declare the acts and where their objects are seen."""
    declare(*ACTS)
    declare_screen("request_types.requesttype", "request_types:edit", rights.MANAGE_TYPES)
