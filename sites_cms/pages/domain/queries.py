"""Every read of the site, bounded, with its prefetches.

Wagtail's pages are models and views at once, so `models.py` calls these functions; they find the models by name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, Prefetch, Q, QuerySet
from django.utils.html import strip_tags
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from crm.accounting.models import House
from questions.domain import questions as shared
from questions.models import SharedQuestion
from sites_cms.pages.enums import WELCOME_NEWS

if TYPE_CHECKING:
    from sites_cms.pages.models import NewsPage, Question

NEWS_ON_PAGE = 10
NEWS_ON_HOME = 3
NEWS_BESIDE = 3
OUTAGES_ON_HOME = 3
NEWS_OF_HOUSE = 5
MOST_MARKS = 2000
QUESTIONS_ON_HOME = 5
QUESTIONS_BESIDE = 5
PAGES_BELOW_HOME = 50
PICTURE_IN_LIST = "fill-480x300|format-webp"


@dataclass(frozen=True)
class Entry:
    """A question as the site shows it, whoever wrote it."""

    slug: str
    question: str
    answer: str
    weight: int
    published_on: date
    category: str = ""

    @property
    def summary(self) -> str:
        """The beginning of the answer without formatting, for search engines."""
        text = " ".join(strip_tags(self.answer.replace("><", "> <")).split())
        return text if len(text) <= 160 else f"{text[:159].rsplit(' ', 1)[0]}…"


def news() -> QuerySet["NewsPage"]:
    """Published news, pinned ones first, then the newest; pictures with their renditions for lists."""
    pictures = get_image_model().objects.prefetch_renditions(PICTURE_IN_LIST)
    return (
        _news_pages()
        .live()
        .public()
        .prefetch_related(Prefetch("picture", queryset=pictures))
        .order_by("-pinned", "-date", "-pk")
    )


def latest_news() -> QuerySet["NewsPage"]:
    """The news of the home page: those for all houses."""
    return news().filter(houses=None)[:NEWS_ON_HOME]


def news_of_house(number: int) -> QuerySet["NewsPage"]:
    """The news that are addressed to this house."""
    return news().filter(houses=number)[:NEWS_OF_HOUSE]


def with_marks(pages: Iterable["NewsPage"]) -> list["NewsPage"]:
    """The same news, each with `marks`: addresses of the houses for which it is; one query."""
    found = list(pages)
    through = apps.get_model("pages.NewsPage").houses.through
    marks: dict[int, list[str]] = {}
    links = through.objects.filter(newspage__in=found).select_related("house").order_by("house__address_key")
    for link in links[:MOST_MARKS]:
        marks.setdefault(link.newspage_id, []).append(link.house.address)
    for page in found:
        page.marks = marks.get(page.pk, [])
    return found


def houses_page() -> Page | None:
    """The page of houses, if it is published."""
    found: Page | None = apps.get_model("site_houses.HousesPage").objects.live().public().first()
    return found


def has_own_news() -> bool:
    """True once the company has published something besides the welcome news."""
    return bool(_news_pages().live().exclude(slug=WELCOME_NEWS).exists())


def questions() -> list[Entry]:
    """Active questions, shared and own together, the heaviest first; an own answer replaces the shared one."""
    own = [_entry(question) for question in _own_questions().filter(is_active=True)[: shared.MOST]]
    taken = {entry.slug for entry in own}
    common = [_entry(question) for question in shared.active() if question.slug not in taken]
    return sorted([*own, *common], key=lambda entry: (-entry.weight, -entry.published_on.toordinal()))


def children(home: Page) -> list[Page]:
    """Published pages right below the home page, as the menu and the links need them; empty lists are left out."""
    pages = home.get_children().live().public().select_related("content_type")
    list_of_news = Q(content_type__model="newsindexpage", content_type__app_label="pages")
    list_of_houses = Q(content_type__model="housespage", content_type__app_label="site_houses")
    full = (~list_of_news | Exists(_news_pages().live())) & (~list_of_houses | Exists(House.objects.all()))
    return list(pages.filter(full)[:PAGES_BELOW_HOME])


def faq_page() -> Page | None:
    """The page of questions, if it is published."""
    found: Page | None = apps.get_model("pages.FaqPage").objects.live().public().first()
    return found


def public_pages(site: Site, *, most: int) -> QuerySet[Page]:
    """Published pages of the site for search engines."""
    return site.root_page.get_descendants(inclusive=True).live().public().order_by("path")[:most]


def _news_pages() -> Any:  # Wagtail has no types: this is a PageQuerySet
    return apps.get_model("pages.NewsPage").objects.all()


def _own_questions() -> "QuerySet[Question]":
    return apps.get_model("pages.Question").objects.all()


def _entry(found: "Question | SharedQuestion") -> Entry:
    return Entry(
        slug=found.slug,
        question=found.question,
        answer=found.answer,
        weight=found.weight,
        published_on=found.published_on,
        category=found.get_category_display() if isinstance(found, SharedQuestion) else "",
    )
