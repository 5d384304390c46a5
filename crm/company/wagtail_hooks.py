from wagtail import hooks

from crm.company.viewsets import EmployeeViewSet


@hooks.register("register_admin_viewset")
def employees() -> EmployeeViewSet:
    return EmployeeViewSet()
