"""Telling people that the verification of their meters is due: once for an account and a day, a month before."""

from datetime import date, timedelta
from itertools import groupby

from crm.accounting.models import Account
from crm.meters.models import Meter
from crm.meters.resident_events import VERIFICATION
from crm.notices.domain import telling
from crm.notices.domain.audience import today
from crm.notices.domain.telling import About, To
from crm.notices.models import Notice
from crm.people.domain.queries import in_force
from crm.people.models import AccountPerson

AHEAD = timedelta(days=30)


def tell_of_verifications() -> list[Notice]:
    """Tell everybody of an account of its meters whose day comes within `AHEAD`. Safe to repeat."""
    now = today()
    due = Meter.objects.filter(
        is_active=True, account__is_active=True, next_verification_on__range=(now, now + AHEAD)
    ).select_related("account__house")  # fmt: skip
    kept: list[Notice] = []
    for (account, day), meters in groupby(
        due.order_by("account", "next_verification_on", "pk").iterator(chunk_size=500), key=_account_and_day
    ):
        kept += _tell(account, day, list(meters))
    return kept


def _account_and_day(meter: Meter) -> tuple[Account, date]:
    if meter.account is None or meter.next_verification_on is None:
        raise ValueError("A meter of a house, or without a day")  # the query asks for neither
    return meter.account, meter.next_verification_on


def _tell(account: Account, day: date, meters: list[Meter]) -> list[Notice]:
    values = {
        "приборы": ", ".join(str(meter) for meter in meters), "дата": f"{day:%d.%m.%Y}",
        "адрес": ", ".join(part for part in (str(account.house), account.premises) if part),
    }  # fmt: skip
    ties = AccountPerson.objects.filter(in_force(), account=account).select_related("person")
    people = {tie.person_id: tie.person for tie in ties}
    about = About(VERIFICATION, "Поверка приборов", house=account.house)
    once = f"verification:{account.pk}:{day:%Y%m%d}:"
    return telling.tell(about, [To(f"{once}{pk}", values, person, account) for pk, person in people.items()])
