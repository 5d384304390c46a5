from crm.company.models.employees import Employee
from crm.company.models.profile import Profile

__all__ = ["Employee", "Profile"]
