from crm.company.models.contractors import ContractNotice, Contractor, ContractorDocument, ContractorPerson
from crm.company.models.employees import Employee
from crm.company.models.offices import DAY, Office, SpecialDay, Weekday, WorkingInterval
from crm.company.models.profile import Profile
from crm.company.models.sign_in_rules import SignInRules

__all__ = [
    "DAY",
    "ContractNotice",
    "Contractor",
    "ContractorDocument",
    "ContractorPerson",
    "Employee",
    "Office",
    "Profile",
    "SignInRules",
    "SpecialDay",
    "Weekday",
    "WorkingInterval",
]
