from crm.company.viewsets.employees import EmployeeViewSet

__all__ = ["EmployeeViewSet"]
