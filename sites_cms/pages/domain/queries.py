"""Every read of the site, bounded, with its prefetches.

Wagtail's pages are models and views at once, so `models.py` calls these functions; they find the models by name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import CharField, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils.html import strip_tags
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from crm.accounting.models import House
from questions.domain import questions as shared
from questions.models import SharedQuestion
from sites_cms.pages.enums import WELCOME_NEWS
from tenants.finding import find, weigh

if TYPE_CHECKING:
    from sites_cms.pages.models import NewsPage, Question, QuestionRating

NEWS_ON_PAGE = 10
NEWS_ON_HOME = 3
NEWS_BESIDE = 3
NEWS_IN_FEED = 30
MOST_RATED = 1_000
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
    def text(self) -> str:
        """The answer without formatting."""
        return " ".join(strip_tags(self.answer.replace("><", "> <")).split())

    @property
    def summary(self) -> str:
        """The beginning of the answer without formatting, for search engines."""
        text = self.text
        return text if len(text) <= 160 else f"{text[:159].rsplit(' ', 1)[0]}…"


@dataclass(frozen=True)
class SharedHere:
    """A shared question as a company sees it: its own answer in its place, if there is one, and how it is rated."""

    shared: SharedQuestion
    own: "Question | None"
    rating: "QuestionRating | None"

    @property
    def is_hidden(self) -> bool:
        """The company has taken it off its site."""
        return self.own is not None and self.own.hides_shared

    @property
    def is_answered(self) -> bool:
        """The company's own answer stands in its place."""
        return self.own is not None and self.own.is_active


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
    """The news for all houses, which stand on the home page."""
    return news().filter(houses=None)


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
    """Active questions, shared and own together, the heaviest first.

    An own answer replaces the shared one; one that hides it takes it away.
    """
    own = list(_own_questions().filter(Q(is_active=True) | Q(hides_shared=True))[: 2 * shared.MOST])
    taken = {question.slug for question in own}
    shown = [_entry(question) for question in own if question.is_active]
    shown += [_entry(question) for question in shared.active() if question.slug not in taken]
    return sorted(shown, key=lambda entry: (-entry.weight, -entry.published_on.toordinal()))


def questions_about(asked: str) -> list[Entry]:
    """Those of them that have these words in any of their forms, in the question or in the answer, best first."""
    entries = {entry.slug: entry for entry in questions()}
    weights = {slug: weigh([(entry.question, 5), (entry.text, 1)]) for slug, entry in entries.items()}
    return [entries[slug] for slug in find(asked, weights)]


def shared_questions() -> list[SharedHere]:
    """Every shared question with what this company has made of it; three queries."""
    own = {question.slug: question for question in _own_questions().filter(slug__in=[q.slug for q in shared.active()])}
    rated = ratings()
    return [SharedHere(question, own.get(question.slug), rated.get(question.slug)) for question in shared.active()]


def with_ratings(own: "QuerySet[Question]") -> "QuerySet[Question]":
    """Own questions with `rated`: «12 / 3», how many their answers helped and did not; None before anybody said."""
    ratings = apps.get_model("pages.QuestionRating").objects.filter(slug=OuterRef("slug"))
    said = Concat("helped", Value(" / "), "did_not_help", output_field=CharField())
    return own.annotate(rated=Subquery(ratings.annotate(said=said).values("said")))


def ratings() -> dict[str, "QuestionRating"]:
    """What visitors said of the answers, by the addresses of their questions."""
    return {rating.slug: rating for rating in apps.get_model("pages.QuestionRating").objects.all()[:MOST_RATED]}


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
        category=found.get_category_display(),
    )
