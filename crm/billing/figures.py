from django.template.defaultfilters import floatformat

from billing.domain.ledger import balance_of
from crm.billing import rights
from crm.shell import figures
from crm.shell.figures import FigureSource
from identity.models import User
from tenants.context import current_tenant


def balance(_user: User) -> str:
    """What is left on the company's account, in roubles."""
    return f"{floatformat(balance_of(current_tenant()), '2g')}\u00a0₽"


def register() -> None:
    """Put the balance onto the desk of those who pay."""
    figures.register(
        FigureSource("balance", 90, "Баланс в «Бурмистре»", "crm_billing:transactions", rights.SEE_BILLING, balance)
    )
