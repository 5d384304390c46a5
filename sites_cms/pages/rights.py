"""Actions of the module «Контент сайта». Rights to pages and files come with Wagtail's group of editors."""

from crm.rights.domain.access import APPROVES_NEWS, EDITS_SITE
from crm.rights.enums import Role
from crm.rights.registry import Action

_OWN_QUESTIONS = {f"pages.{verb}_question" for verb in ("add", "change", "delete", "view")}

ACTIONS = [
    Action(
        EDITS_SITE,
        "Вести сайт: новости, вопросы, страницы, оформление",
        "Контент сайта",
        roles=frozenset({Role.CLIENT_DESK}),
        grants=frozenset(_OWN_QUESTIONS),
    ),
    Action(APPROVES_NEWS, "Проверять новости перед выходом на сайт", "Контент сайта"),
]
