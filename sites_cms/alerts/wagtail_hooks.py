from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from sites_cms.alerts import views
from sites_cms.alerts.viewsets import AlertViewSet


@hooks.register("register_admin_viewset")
def lists() -> list[ViewSet]:
    return [AlertViewSet()]


@hooks.register("register_admin_urls")
def office() -> list[URLPattern]:
    pattern = path("site/alerts/<int:pk>/withdraw/", views.withdraw, name="withdraw_alert")
    pattern.side = "sites_cms"  # type: ignore[attr-defined]  # config.admin_urls leaves it out for operators
    return [pattern]
