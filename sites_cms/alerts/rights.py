"""A right of its own: a dispatcher publishes an alert at night, and edits nothing else of the site."""

from crm.rights.enums import Role
from crm.rights.registry import Action

PUBLISH_ALERTS = "site_alerts.publish_alerts"

ACTIONS = [
    Action(
        PUBLISH_ALERTS,
        "Вывешивать объявления над страницами сайта",
        "Контент сайта",
        roles=frozenset({Role.DISPATCHER, Role.CLIENT_DESK}),
        grants=frozenset(f"site_alerts.{verb}_alert" for verb in ("add", "change", "view")),
    )
]
