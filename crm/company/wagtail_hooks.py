from django.urls import reverse
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from crm.company.domain.queries import photo_number
from crm.company.panels import OwnNoticesPanel, OwnProfilePanel, OwnSummaryPanel
from crm.company.viewsets import ContractorViewSet, EmployeeViewSet, OfficeViewSet, SpecialDayViewSet
from identity.models import User


@hooks.register("register_admin_viewset")
def viewsets() -> list[ViewSet]:
    return [EmployeeViewSet(), ContractorViewSet(), OfficeViewSet(), SpecialDayViewSet()]


@hooks.register("get_avatar_url")
def own_face(user: User | None, size: int) -> str | None:
    """The employee's photo in the corner of the menu; None leaves it to Wagtail."""
    number = photo_number(user)
    return reverse("employee_photo", args=[number]) if number else None


for panel in (OwnProfilePanel, OwnNoticesPanel, OwnSummaryPanel):
    hooks.register("register_account_settings_panel", panel)
