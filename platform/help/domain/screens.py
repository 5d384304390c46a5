"""Which section a screen's «?» opens."""

from fnmatch import fnmatchcase

from django.urls import ResolverMatch

from help.domain.articles import Article, shown
from tenants.context import on_platform


def screen_of(match: ResolverMatch) -> str:
    """The name of a screen: that of its URL, and the model where one URL serves many of them.

    "houses:edit", "wagtailadmin_pages:add/pages.newspage".
    """
    model = ".".join(str(match.kwargs[name]) for name in match.kwargs if name.endswith(("app_name", "model_name")))
    return f"{match.view_name}/{model}" if model else match.view_name


def article_for(screen: str) -> Article | None:
    """The section whose pattern fits the screen best, on this side; an operators' one first. None if there is none."""
    fitting = [
        (len(pattern), not article.is_public, article.order, article)
        for article in shown(to_operators=on_platform())
        for pattern in article.screens
        if fnmatchcase(screen, pattern)
    ]
    return max(fitting, key=lambda found: found[:-1])[-1] if fitting else None
