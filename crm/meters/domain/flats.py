"""The meters of flats before somebody types: who is found, what stands on the dials, what is handed in already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from crm.accounting.domain import matching
from crm.accounting.domain.asking import Asked, as_cyrillic, ask, is_latin
from crm.accounting.models import Account, House
from crm.meters import rights
from crm.meters.domain import windows
from crm.meters.domain.consumption import consumption
from crm.meters.domain.events import house_of
from crm.meters.domain.pasts import Past, pasts_of
from crm.meters.domain.queries import meters_with_places
from crm.meters.domain.values import in_words
from crm.meters.models import Meter
from crm.rights.domain.rows import within
from identity.models import User

MOST_FOUND = 20


@dataclass(frozen=True)
class Line:
    """A meter that waits for its reading: what counts in `month` comes next."""

    meter: Meter
    month: date
    past: Past

    @property
    def used(self) -> str:
        """What this month's reading says was used, by tariff; empty if there is none or nothing before it."""
        now, before = self.past.now, self.past.before
        if now is None or before is None or len(now.values) != len(before.values):
            return ""
        return in_words(consumption(now.values, before.values, limit=self.meter.limit))


def find_flats(text: str, *, user: User) -> list[Account]:
    """Active accounts that the text may mean, of those for which the person enters readings; a meter's number too."""
    found = _find(ask(text), user)
    if not found and is_latin(text):
        found = _find(ask(as_cyrillic(text)), user)
    return found


def enterable(user: User) -> QuerySet[Meter]:
    """Active meters for which the person enters readings, with their places."""
    return within(meters_with_places(), rights.ENTER_READINGS, user=user).filter(is_active=True)


def enterable_accounts(user: User) -> QuerySet[Account]:
    """Active accounts for which the person enters readings, with their houses."""
    return within(Account.objects.select_related("house"), rights.ENTER_READINGS, user=user).filter(is_active=True)


def enterable_houses(user: User) -> QuerySet[House]:
    """Houses for which the person enters readings."""
    return within(House.objects.all(), rights.ENTER_READINGS, user=user)


def meters_of(account: Account, *, user: User) -> list[Meter]:
    """The flat's meters in the order of a receipt."""
    return list(enterable(user).filter(account=account).order_by("resource", "place", "pk"))


def lines_of(meters: Sequence[Meter], *, taken_on: date) -> list[Line]:
    """The meters with what is known of them, for readings of `taken_on`; four queries for any number."""
    by_house = windows.windows_of({house_of(meter) for meter in meters}, rules=windows.settings())
    months = {meter.pk: by_house[house_of(meter)].month_of(taken_on) for meter in meters}
    pasts = pasts_of(months)
    return [Line(meter, months[meter.pk], pasts.get(meter.pk, Past())) for meter in meters]


def _find(asked: Asked, user: User) -> list[Account]:
    if not asked.text:
        return []
    accounts, few = enterable_accounts(user), slice(MOST_FOUND + 1)
    found = matching.matching(accounts, asked, matching.places(enterable_houses(user), asked))
    rows = {account.pk: account for account in found.order_by("house__address_key", "flat_key", "pk")[few]}
    if asked.number:
        by_meter = enterable(user).filter(number__startswith=asked.number, account__is_active=True)[few]
        rows |= {meter.account.pk: meter.account for meter in by_meter if meter.account}
    return list(rows.values())[few]
