"""The same pages on three sides: at the platform's site, inside the CRM, inside the operators' console."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.auth import require_admin_access

from help.domain import articles
from help.domain.articles import Article
from help.domain.search import find
from help.enums import Reader
from tenants.context import on_platform
from tenants.finding import LONGEST


@dataclass(frozen=True)
class Side:
    """Where a page is shown: the frame around it, and the namespace of its addresses."""

    layout: str
    namespace: str


SITE = Side("help/on_site.html", "help")
OFFICE = Side("help/in_office.html", "help_office")


class HelpPage(TemplateView):
    """What the three pages share. `side` comes from the URL configuration."""

    side = SITE

    @property
    def articles(self) -> list[Article]:
        """The sections that this side shows."""
        return articles.shown(to_operators=self.side is OFFICE and on_platform())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        home = reverse(f"{self.side.namespace}:contents")
        return super().get_context_data(**kwargs) | {"layout": self.side.layout, "help_home": home, "longest": LONGEST}


class Contents(HelpPage):
    """The door: by who you are, then everything in order."""

    template_name = "help/contents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        readers = [(reader, [article for article in self.articles if reader in article.readers]) for reader in Reader]
        return super().get_context_data(**kwargs) | {
            "readers": [(reader, mine) for reader, mine in readers if mine],
            "articles": self.articles,
        }


class ArticlePage(HelpPage):
    """One section, with the ones before and after it."""

    template_name = "help/article.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = self.articles
        place = next((place for place, article in enumerate(shown) if article.slug == kwargs["slug"]), None)
        if place is None:
            raise Http404("No such section")
        return super().get_context_data(**kwargs) | {
            "article": shown[place],
            "before": shown[place - 1] if place else None,
            "after": shown[place + 1] if place + 1 < len(shown) else None,
        }


class Search(HelpPage):
    """«Найти в справке»."""

    template_name = "help/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = self.request.GET.get("q", "")[:LONGEST].strip()
        return super().get_context_data(**kwargs) | {"question": question, "found": find(question, self.articles)}


def in_office(page: type[HelpPage]) -> Any:
    """A page inside the Wagtail admin, for those who may be there."""
    return require_admin_access(page.as_view(side=OFFICE))
