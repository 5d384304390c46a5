from crm.rights.domain.access import EDITS_SITE
from crm.shell import first_steps
from crm.shell.first_steps import FirstStep
from sites_cms.pages.domain import queries


def register() -> None:
    """Put this module's step onto the desk of a new company."""
    first_steps.register(
        FirstStep(
            "news", 50, "Опубликуйте новость",
            "Она встанет на главную страницу сайта: жители увидят, что вы на связи.",
            "site_add_news", EDITS_SITE, queries.has_own_news,
        )
    )  # fmt: skip
