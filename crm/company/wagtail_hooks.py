from wagtail import hooks

from crm.company.viewsets import ContractorViewSet, EmployeeViewSet


@hooks.register("register_admin_viewset")
def employees() -> EmployeeViewSet:
    return EmployeeViewSet()


@hooks.register("register_admin_viewset")
def contractors() -> ContractorViewSet:
    return ContractorViewSet()
