from wagtail import hooks

from crm.request_types.viewsets import RequestTypeViewSet


@hooks.register("register_admin_viewset")
def request_types() -> RequestTypeViewSet:
    return RequestTypeViewSet()
