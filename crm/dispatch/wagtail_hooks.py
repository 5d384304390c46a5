from wagtail import hooks

from crm.dispatch.viewsets import RequestTypeViewSet


@hooks.register("register_admin_viewset")
def request_types() -> RequestTypeViewSet:
    return RequestTypeViewSet()
