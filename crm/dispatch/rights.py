"""Actions of the module «Диспетчерская»."""

from crm.rights.enums import Role
from crm.rights.registry import Action

MANAGE_TYPES = "dispatch.manage_types"

ACTIONS = [
    Action(
        MANAGE_TYPES,
        "Управлять типами заявок",
        "Диспетчерская",
        roles=frozenset({Role.DISPATCHER}),
        grants=frozenset({"dispatch.view_requesttype", "dispatch.add_requesttype", "dispatch.change_requesttype"}),
    )
]
