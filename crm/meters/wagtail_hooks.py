from wagtail import hooks

from crm.meters.viewsets import HouseMeterViewSet, MeterViewSet


@hooks.register("register_admin_viewset")
def viewsets() -> list[object]:
    return [MeterViewSet(), HouseMeterViewSet()]
