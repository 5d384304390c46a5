from crm.company.viewsets.contractors import ContractorViewSet
from crm.company.viewsets.employees import EmployeeViewSet

__all__ = ["ContractorViewSet", "EmployeeViewSet"]
