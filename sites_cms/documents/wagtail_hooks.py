from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from sites_cms.documents import views
from sites_cms.documents.viewsets import DocumentViewSet, FolderViewSet


@hooks.register("register_admin_viewset")
def lists() -> list[ViewSet]:
    return [DocumentViewSet(), FolderViewSet()]


@hooks.register("register_admin_urls")
def office() -> list[URLPattern]:
    pattern = path("site/documents/<int:pk>/file/", views.kept_file, name="site_document_kept_file")
    pattern.side = "sites_cms"  # type: ignore[attr-defined]  # config.admin_urls leaves it out for operators
    return [pattern]
