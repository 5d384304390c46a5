"""What the journal calls the acts of rights."""

from crm.journal.acts import Act, Words
from crm.journal.enums import Kind
from crm.rights.enums import Role

ACTS: list[Act | Words] = [
    Act("rights.change_rights", "Права изменены", Kind.PEOPLE),
    Words("role", "Роль", {role.value: str(role.label) for role in Role}),
]
