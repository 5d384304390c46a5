"""Reads of meters that more than one caller needs."""

from django.db.models import Prefetch, Q, QuerySet

from crm.accounting.domain import queries as accounting
from crm.accounting.models import Account, House
from crm.meters import rights
from crm.meters.models import Meter, MeterEvent, Reading
from crm.rights.domain.rows import within
from identity.models import User


def meters_with_places() -> QuerySet[Meter]:
    """Meters with their accounts and houses, as lists show them."""
    return Meter.objects.select_related("account__house", "house")


def with_last_readings(meters: QuerySet[Meter]) -> QuerySet[Meter]:
    """The same meters with `last_readings`: a list of the one last reading, or an empty one. One query more."""
    last = Reading.objects.filter(is_current=True).order_by("meter_id", "-month").distinct("meter_id")
    return meters.prefetch_related(Prefetch("readings", queryset=last, to_attr="last_readings"))


def meters_of_account(account: Account, *, user: User) -> list[Meter]:
    """The meters of an account with their last readings, those in force first; that the person may see."""
    meters = within(meters_with_places(), rights.SEE_METERS, user=user).filter(account=account)
    return list(with_last_readings(meters).order_by("-is_active", "resource", "place", "pk"))


def search_meters(meters: QuerySet[Meter], text: str) -> QuerySet[Meter]:
    """Meters whose number begins with `text`, or whose account is found by it (number, surname, flat)."""
    asked = text.strip()
    if not asked:
        return meters
    by_number = Meter.objects.filter(Q(number__startswith=asked) | Q(number__startswith=asked.upper())).values("pk")
    accounts = accounting.search_accounts(Account.objects.all(), asked).values("pk")
    return meters.filter(Q(pk__in=by_number) | Q(account__in=accounts))


def houses_with_meters(*, user: User) -> QuerySet[House]:
    """Houses whose meters the person may see."""
    return within(House.objects.all(), rights.SEE_METERS, user=user)


def readings_by_month(meter: Meter, *, limit: int = 36) -> list[Reading]:
    """What a meter showed, newest first; corrected readings are left out."""
    readings = Reading.objects.filter(meter=meter, is_current=True).select_related("by")
    return list(readings.order_by("-month")[:limit])


def search_house_meters(meters: QuerySet[Meter], text: str) -> QuerySet[Meter]:
    """Meters of houses whose number begins with `text`, or whose house is found by it."""
    houses = accounting.search_houses(House.objects.all(), text).values("pk")
    return meters.filter(Q(number__istartswith=text.strip()) | Q(house__in=houses))


def history_of(meter: Meter, *, limit: int = 50) -> list[MeterEvent]:
    """What happened to a meter, newest first."""
    return list(MeterEvent.objects.filter(meter=meter).select_related("by", "reading").order_by("-id")[:limit])
