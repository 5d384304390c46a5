"""Actions of the module «Диспетчерская»."""

from crm.rights.enums import Role
from crm.rights.registry import Action

MANAGE_TYPES = "request_types.manage_types"

ACTIONS = [
    Action(
        MANAGE_TYPES,
        "Управлять типами заявок",
        "Диспетчерская",
        roles=frozenset({Role.DISPATCHER}),
        grants=frozenset(
            {"request_types.view_requesttype", "request_types.add_requesttype", "request_types.change_requesttype"}
        ),
    )
]
