"""Whom a notice is for: accounts in force, cut to the houses to which the sender's right extends."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from crm.accounting.domain import plan
from crm.accounting.models import Account, House
from crm.dispatch.domain.outage_places import Spot
from crm.meters.domain.collection import missing_meters
from crm.notices import rights
from crm.notices.enums import Audience
from crm.notices.models import Notice
from crm.rights.domain.rows import within
from identity.models import User
from tenants.context import current_tenant
from tenants.errors import DomainError
from tenants.local_time import zone

MOST_PLACES = 300


@dataclass(frozen=True)
class Whom:
    """Whom somebody wants to write to. `spots` narrow every audience but one account; empty is everywhere."""

    to: Audience
    spots: list[Spot] = field(default_factory=list)
    account: Account | None = None
    debt_over: Decimal | None = None

    def check(self) -> None:
        """Raise DomainError for an audience that says not whom."""
        if self.to == Audience.PLACES and not self.spots:
            raise DomainError("Укажите дом.", field="places")
        if self.to == Audience.ACCOUNT and self.account is None:
            raise DomainError("Выберите лицевой счёт из подсказки.", field="account")
        if len(self.spots) > MOST_PLACES:
            raise DomainError(f"В одном уведомлении — не больше {MOST_PLACES} мест.", field="places")
        for spot in self.spots:
            if spot.riser is not None and spot.entrance is None:
                raise DomainError("У стояка укажите и подъезд: в каждом подъезде стояки считаются заново.",
                                  field="places")  # fmt: skip


def whom_of(notice: Notice) -> Whom:
    """The audience as it is kept; two queries. Where all its houses are gone, it is for nobody, never for everybody."""
    houses = House.objects.in_bulk([house for house, _, _ in notice.places])
    spots = [Spot(houses[house], entrance, riser) for house, entrance, riser in notice.places if house in houses]
    to = Audience.PLACES if notice.places and not spots else Audience(notice.to)
    return Whom(to, spots, notice.account, notice.debt_over)


def accounts_for(whom: Whom, *, user: User | None) -> QuerySet[Account]:
    """Accounts in force; `user` is the sender, None for the system, which writes to everybody."""
    accounts = Account.objects.filter(is_active=True)
    if user is not None:
        accounts = within(accounts, rights.SEND_NOTICES, user=user)
    if whom.to == Audience.ACCOUNT:
        return accounts.filter(pk=whom.account.pk) if whom.account else accounts.none()
    if whom.to == Audience.PLACES and not whom.spots:
        return accounts.none()
    if whom.spots:
        accounts = accounts.filter(_at(whom.spots))
    if whom.to == Audience.DEBTORS:
        return accounts.filter(balance__gt=whom.debt_over or Decimal(0))
    if whom.to == Audience.NO_READINGS:
        missing = missing_meters(this_month())
        return accounts.filter(Exists(missing.filter(account=OuterRef("pk"))))
    return accounts


def this_month() -> date:
    """The first day of the month at the company's place."""
    return today().replace(day=1)


def today() -> date:
    """The day at the company's place."""
    return timezone.localdate(timezone=zone(current_tenant().time_zone))


def _at(spots: list[Spot]) -> Q:
    """Whole houses by one condition, entrances and risers each by its own."""
    whole = [spot.house.pk for spot in spots if spot.entrance is None]
    found = Q(house__in=whole)
    for spot in spots:
        if spot.riser is not None:
            own = plan.accounts_of(spot.house, entrance=spot.entrance, riser=spot.riser)
            found |= Q(pk__in=list(own.values_list("pk", flat=True)))
        elif spot.entrance is not None:
            found |= Q(house=spot.house.pk, entrance=spot.entrance)
    return found
