"""What the journal calls the acts with alerts."""

from crm.journal.acts import Act, Words, declare
from crm.journal.enums import Kind
from crm.journal.links import declare_screen
from sites_cms.alerts.rights import PUBLISH_ALERTS

ACTS: list[Act | Words] = [
    Act("site_alerts.publish_alert", "Объявление вывешено на сайте", Kind.SITE),
    Act("site_alerts.change_alert", "Объявление на сайте изменено", Kind.SITE),
    Act("site_alerts.withdraw_alert", "Объявление снято с сайта", Kind.SITE),
    Words("where_shown", "Где висит"),
]


def register() -> None:
    """Declare the acts and where their objects are seen."""
    declare(*ACTS)
    declare_screen("site_alerts.alert", "site_alerts:inspect", PUBLISH_ALERTS)
