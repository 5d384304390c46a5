"""Actions of the module «Контент сайта». Rights to pages and files come with Wagtail's group of editors."""

from crm.rights.domain.access import APPROVES_NEWS, EDITS_SITE
from crm.rights.enums import Role
from crm.rights.registry import Action

_OWN_ROWS = {
    f"pages.{verb}_{row}" for verb in ("add", "change", "delete", "view") for row in ("question", "oldaddress")
}

ACTIONS = [
    Action(
        EDITS_SITE,
        "Вести сайт: новости, вопросы, страницы, оформление",
        "Контент сайта",
        roles=frozenset({Role.CLIENT_DESK}),
        grants=frozenset(_OWN_ROWS),
    ),
    Action(APPROVES_NEWS, "Проверять новости перед выходом на сайт", "Контент сайта"),
]
