from wagtail import hooks

from crm.accounting.viewsets import AccountViewSet, HouseViewSet, SectionViewSet


@hooks.register("register_admin_viewset")
def viewsets() -> list[object]:
    return [HouseViewSet(), AccountViewSet(), SectionViewSet()]
