from crm.accounting.viewsets.accounts import AccountViewSet
from crm.accounting.viewsets.debtors import DebtorViewSet
from crm.accounting.viewsets.houses import HouseViewSet
from crm.accounting.viewsets.sections import SectionViewSet

__all__ = ["AccountViewSet", "DebtorViewSet", "HouseViewSet", "SectionViewSet"]
