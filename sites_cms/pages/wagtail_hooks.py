from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from crm.rights.domain.access import EDITS_SITE
from identity.may import may
from identity.models import User
from sites_cms.appearance import views as looks
from sites_cms.pages import action_menu, faq_views, settings_views, views
from sites_cms.pages.domain import moderation
from sites_cms.pages.models import NewsPage, OldAddress
from sites_cms.pages.viewsets import NewsViewSet, OldAddressViewSet, QuestionViewSet

register_permission_policy(OldAddress)  # of its own: else the right to Wagtail's redirects is asked for


@hooks.register("register_admin_viewset")
def lists() -> list[ViewSet]:
    return [NewsViewSet("news"), QuestionViewSet(), OldAddressViewSet()]


@hooks.register("register_admin_urls")
def office() -> list[URLPattern]:
    patterns = [
        path("site/add-news/", views.add_news, name="site_add_news"),
        path("site/shared-questions/", faq_views.list_shared, name="site_shared_questions"),
        path("site/shared-questions/<slug:slug>/", faq_views.change_shared, name="site_change_shared_question"),
        path("site/news/<int:pk>/notice.pdf", views.news_notice, name="news_notice"),
        path("site/old-addresses/load/", views.load_old_addresses, name="site_load_old_addresses"),
        path("site/settings/", settings_views.site_settings, name="site_settings"),
        path("site/appearance/", looks.edit_look, name="site_appearance"),
        path("site/appearance/preview/", looks.end_look, name="site_appearance_end"),
    ]
    for pattern in patterns:
        pattern.side = "sites_cms"  # type: ignore[attr-defined]  # config.admin_urls leaves it out for operators
    return patterns


@hooks.register("construct_page_action_menu")
def publish_first(items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """Whoever writes news wants residents to see it: the first button publishes, drafts are one click away."""
    action_menu.arrange(items, request)


@hooks.register("before_edit_page")
def show_what_was_said(request: HttpRequest, page: Page) -> None:
    """News that came back from approval open with the words of the one who looked."""
    if request.method == "GET" and isinstance(page, NewsPage) and (said := moderation.returned_with(page)):
        messages.warning(request, f"Новость вернули: {said}")


@hooks.register("register_page_listing_more_buttons")
@hooks.register("register_page_header_buttons")
def paper_for_entrances(page: Page, user: User, **_: Any) -> Iterator[Button]:
    """«Распечатать для подъезда» in the list of news and above the editor of an item that is on the site."""
    if isinstance(page.specific_deferred, NewsPage) and page.live and may(user, EDITS_SITE):
        address = reverse("news_notice", args=[page.pk])
        yield Button("Распечатать для подъезда", address, icon_name="print", attrs={"target": "_blank"}, priority=45)
