import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from crm.company.models import Profile
from sites_cms.pages.models import NewsIndexPage, NewsPage, Question
from tenants.models import Tenant


@pytest.fixture
def add_news(tenant: Tenant) -> Callable[..., NewsPage]:
    """Publish a piece of news on the site of «УК Альфа»."""

    def add(title: str, **fields: Any) -> NewsPage:
        fields = {"announcement": f"{title}: коротко.", "date": date(2026, 11, 1)} | fields
        return NewsIndexPage.objects.get().add_child(instance=NewsPage(title=title, **fields))

    return add


@pytest.fixture
def add_question(tenant: Tenant) -> Callable[..., Question]:
    def add(question: str, slug: str, **fields: Any) -> Question:
        return Question.objects.create(question=question, slug=slug, **{"answer": "<p>Ответ.</p>"} | fields)

    return add


@pytest.fixture
def phones(tenant: Tenant) -> None:
    """«УК Альфа» has filled in what residents need."""
    Profile.objects.update(
        emergency_phone="+7 (342) 200-11-22",
        phone="+7 (342) 233-44-55",
        email="office@alpha.example",
        address="Верхнекамск, ул. Садовая, д. 1",
        working_hours="Пн–пт 9:00–18:00",
    )


def without_data(page: str) -> str:
    """The page without what it tells search engines: an element of data, of which a browser runs nothing."""
    return re.sub(r'<script type="application/ld\+json">[^<]*</script>', "", page)
