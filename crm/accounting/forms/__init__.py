from crm.accounting.forms.accounts import AccountForm, DeactivateForm
from crm.accounting.forms.file import AccountsFileForm
from crm.accounting.forms.houses import HouseForm
from crm.accounting.forms.sections import SectionForm

__all__ = ["AccountForm", "AccountsFileForm", "DeactivateForm", "HouseForm", "SectionForm"]
