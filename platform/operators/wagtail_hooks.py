from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from operators import menu
from operators.viewsets import LetterViewSet, TenantViewSet
from tenants.context import on_platform


@hooks.register("register_admin_viewset")
def operators_screens() -> list[ViewSet]:
    return [TenantViewSet(), LetterViewSet()]


@hooks.register("construct_main_menu")
def operators_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    if on_platform():
        items[:] = menu.items()
