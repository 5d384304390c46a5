"""Money, for the morning summary of those who pay."""

from datetime import timedelta

from django.template.defaultfilters import floatformat
from django.utils.dateformat import format as in_words

from billing.domain.forecast import Forecast, forecast
from billing.domain.metering import today_of
from crm.billing import rights
from crm.rights.enums import Role
from crm.shell import summary
from crm.shell.summary import SummarySource
from identity.models import User
from tenants.context import current_tenant

SOON = timedelta(days=7)  # less than that is left: worth a letter by itself
_ROLES = frozenset({Role.HEAD, Role.ACCOUNTANT})


def balance(_user: User) -> str:
    """«12 400,00 ₽, хватит до 3 января 2027»; empty if it ends so soon that another line says it."""
    found = forecast(current_tenant())
    return "" if _ends_soon(found) else _words(found)


def ends(_user: User) -> str:
    """The same when it ends soon, else empty."""
    found = forecast(current_tenant())
    return _words(found) if _ends_soon(found) else ""


def _ends_soon(found: Forecast) -> bool:
    return found.lasts_until is not None and found.lasts_until <= today_of(current_tenant()) + SOON


def _words(found: Forecast) -> str:
    money = f"{floatformat(found.balance, '2g')}\u00a0₽"
    if found.is_over:
        return f"{money}, деньги закончились"
    return f"{money}, хватит до {in_words(found.lasts_until, 'j E Y')}" if found.lasts_until else money


LINES = [
    SummarySource(
        "money_ends", 50, "Баланс в «Бурмистре»", "crm_billing:transactions", rights.SEE_BILLING, _ROLES, ends,
        urgent=True,
    ),
    SummarySource(
        "money", 51, "Баланс в «Бурмистре»", "crm_billing:transactions", rights.SEE_BILLING, _ROLES, balance,
        is_reason=False,
    ),
]  # fmt: skip


def register() -> None:
    """Put money into it."""
    summary.register(*LINES)
