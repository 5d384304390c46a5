"""What of a company's work bonuses are given for, counted by the packages that have it."""

from billing.domain import bonuses
from billing.enums import BonusKind
from crm.dispatch.domain.in_time import count_in_time_with_photo
from crm.meters.domain.by_residents import count_by_residents


def register() -> None:
    """All that is counted of a company's work in the CRM.

    `REGISTERED` and `PAYMENTS` are to be registered in the same way, with `bonuses.register`, by who will have them:
    the residents' cabinet and the payments through the service.
    """
    bonuses.register(BonusKind.READINGS, count_by_residents)
    bonuses.register(BonusKind.REQUESTS, count_in_time_with_photo)
