"""What the meters put onto the page of a house: how many there are, and the sheet of readings."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.urls import reverse

from crm.accounting import house_cards
from crm.accounting.house_cards import HouseFigure
from crm.accounting.models import House
from crm.accounting.screen_buttons import Button
from crm.meters import rights
from crm.meters.models import Meter
from crm.rights.domain.rows import within
from identity.models import User


def flat_meters(house: House, user: User) -> int:
    """Meters in force of the house's flats."""
    return _seen(user).filter(account__house=house).count()


def house_meters(house: House, user: User) -> int:
    """Meters in force of the whole house."""
    return _seen(user).filter(house=house).count()


def register() -> None:
    """Put the figures and the button onto the page."""
    for code, order, label, count, url_name in (
        ("meters", 50, "Приборов в квартирах", flat_meters, "meters:index"),
        ("house_meters", 60, "Общедомовых приборов", house_meters, "house_meters:index"),
    ):
        house_cards.register_figure(HouseFigure(code, order, label, rights.SEE_METERS, count, _listed(url_name)))
    house_cards.buttons.register(Button("sheet", 30, "Показания по дому", "table", rights.ENTER_READINGS, _sheet_url))


def _seen(user: User) -> QuerySet[Meter]:
    return within(Meter.objects.filter(is_active=True), rights.SEE_METERS, user=user)


def _listed(url_name: str) -> Callable[[House], str]:
    return lambda house: f"{reverse(url_name)}?house={house.pk}&state=active"


def _sheet_url(house: House) -> str:
    return reverse("house_sheet", args=[house.pk])
