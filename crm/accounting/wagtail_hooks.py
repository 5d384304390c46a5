from typing import Any

from django.urls import reverse
from wagtail import hooks
from wagtail.admin.search import SearchArea

from crm.accounting.domain import finding
from crm.accounting.viewsets import AccountViewSet, DebtorViewSet, HouseViewSet, SectionViewSet
from tenants.context import on_platform


@hooks.register("register_admin_viewset")
def viewsets() -> list[object]:
    return [HouseViewSet(), AccountViewSet(), DebtorViewSet(), SectionViewSet()]


class FindArea(SearchArea):
    """«Поиск» of the side menu: ours, in front of Wagtail's, which know pages only."""

    def __init__(self) -> None:
        super().__init__("Всё", "", name="find", icon_name="search", order=-1)

    @property
    def url(self) -> str:
        """Asked for at each request: the platform's host has no such address."""
        return reverse("find")

    @url.setter
    def url(self, value: str) -> None:
        """Wagtail sets one."""

    def is_shown(self, request: Any) -> bool:
        return not on_platform() and bool(finding.finders_for(request.user))


@hooks.register("register_admin_search_area")
def find_area() -> FindArea:
    return FindArea()
