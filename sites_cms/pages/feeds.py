"""«Новости» for whoever reads by subscription."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest

from crm.company.models import Profile
from sites_cms.pages.domain import queries
from sites_cms.pages.models import NewsIndexPage, NewsPage


class NewsFeed(Feed):
    """RSS of the company's published news for all, the newest first."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> NewsIndexPage:
        index = NewsIndexPage.objects.live().public().first()
        if index is None:
            raise Http404("No news")
        self._request = request
        return index

    def title(self, index: NewsIndexPage) -> str:
        return f"{Profile.load().short_name}: {index.title.lower()}"

    def link(self, index: NewsIndexPage) -> str:
        return str(index.get_url(self._request))

    def description(self, index: NewsIndexPage) -> str:
        return index.search_description or f"Новости сайта «{Profile.load().short_name}»"

    def items(self) -> list[NewsPage]:
        return list(queries.news().order_by("-date", "-pk")[: queries.NEWS_IN_FEED])

    def item_title(self, item: NewsPage) -> str:
        return item.title

    def item_description(self, item: NewsPage) -> str:
        return item.announcement

    def item_link(self, item: NewsPage) -> str:
        return str(item.get_url(self._request))

    def item_pubdate(self, item: NewsPage) -> datetime:
        return item.published_at
