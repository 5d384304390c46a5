from crm.company.models.contractors import ContractNotice, Contractor, ContractorDocument, ContractorPerson
from crm.company.models.employees import Employee
from crm.company.models.profile import Profile
from crm.company.models.sign_in_rules import SignInRules

__all__ = [
    "ContractNotice",
    "Contractor",
    "ContractorDocument",
    "ContractorPerson",
    "Employee",
    "Profile",
    "SignInRules",
]
