from crm.company.viewsets.contractors import ContractorViewSet
from crm.company.viewsets.employees import EmployeeViewSet
from crm.company.viewsets.offices import OfficeViewSet, SpecialDayViewSet

__all__ = ["ContractorViewSet", "EmployeeViewSet", "OfficeViewSet", "SpecialDayViewSet"]
