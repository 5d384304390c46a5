"""What the journal calls the change of a site's look."""

from crm.journal.acts import Act, declare
from crm.journal.enums import Kind
from crm.journal.links import declare_screen
from crm.rights.domain.access import EDITS_SITE

ACTS = [Act("appearance.change_look", "Оформление сайта изменено", Kind.SITE)]


def register() -> None:
    """Declare the act and where its object is seen."""
    declare(*ACTS)
    declare_screen("appearance.appearance", "site_appearance", EDITS_SITE)
