"""How the demo takes readings: one house with days of its own, a form of export, a correction and a withdrawal."""

from decimal import Decimal

from crm.accounting.models import House
from crm.meters.domain import windows
from crm.meters.domain.profiles import save_profile
from crm.meters.domain.readings import correct, withdraw
from crm.meters.domain.rules import set_house_window
from crm.meters.models import ExportProfile, Reading
from identity.models import User


def set_readings(*, by: User) -> None:
    """Set them, unless they are set already."""
    house = House.objects.filter(accounts__meters__isnull=False).distinct().order_by("address_key").last()
    if ExportProfile.objects.exists() or house is None:
        return
    set_house_window(house, first_day=18, last_day=23, by=by)
    save_profile(
        None, name="Для 1С", columns=["number", "meter", "value", "value_2", "taken_on", "used"], encoding="cp1251",
        delimiter=";", decimal=".", by=by,
    )  # fmt: skip
    month = windows.window_of(None).month_of(windows.today())
    few = list(Reading.objects.filter(month=month, is_current=True, meter__tariffs=1).order_by("pk")[:2])
    for reading in few[:1]:
        values = [reading.value + Decimal("0.1")]
        correct(reading, values=values, comment="Житель уточнил по фото", confirmed=True, by=by)
    for reading in few[1:]:
        withdraw(reading, reason="Показания соседней квартиры", by=by)
