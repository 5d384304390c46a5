from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.viewsets.base import ViewSet

from sites_cms.pages import faq_views, views
from sites_cms.pages.viewsets import NewsViewSet, QuestionViewSet


@hooks.register("register_admin_viewset")
def lists() -> list[ViewSet]:
    return [NewsViewSet("news"), QuestionViewSet()]


@hooks.register("register_admin_urls")
def office() -> list[URLPattern]:
    patterns = [
        path("site/add-news/", views.add_news, name="site_add_news"),
        path("site/shared-questions/", faq_views.list_shared, name="site_shared_questions"),
        path("site/shared-questions/<slug:slug>/", faq_views.change_shared, name="site_change_shared_question"),
        path("site/appearance/", views.edit_appearance, name="site_appearance"),
    ]
    for pattern in patterns:
        pattern.side = "sites_cms"  # type: ignore[attr-defined]  # config.admin_urls leaves it out for operators
    return patterns


@hooks.register("construct_page_action_menu")
def publish_first(items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """Whoever writes news wants residents to see it: the first button publishes, drafts are one click away."""
    items.sort(key=lambda item: item.name != "action-publish")
