from wagtail import hooks

from crm.people.viewsets import PersonViewSet


@hooks.register("register_admin_viewset")
def viewsets() -> list[object]:
    return [PersonViewSet()]
