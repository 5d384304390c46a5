"""A right of its own: whoever keeps papers need not edit news."""

from crm.rights.enums import Role
from crm.rights.registry import Action

MANAGE_DOCUMENTS = "site_documents.manage_documents"

ACTIONS = [
    Action(
        MANAGE_DOCUMENTS,
        "Вести документы на сайте: папки и файлы",
        "Контент сайта",
        roles=frozenset({Role.CLIENT_DESK}),
        grants=frozenset(
            f"site_documents.{verb}_{model}"
            for verb in ("add", "change", "delete", "view")
            for model in ("folder", "document")
        ),
    )
]
