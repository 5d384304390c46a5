from wagtail import hooks

from crm.dispatch.outage_viewset import OutageViewSet
from crm.dispatch.rule_viewsets import AssignmentViewSet, DeadlineViewSet, PriceViewSet


@hooks.register("register_admin_viewset")
def viewsets() -> list[object]:
    return [OutageViewSet(), DeadlineViewSet(), PriceViewSet(), AssignmentViewSet()]
