"""What waits for the demo's operator: an application and a message."""

from places.domain import settlements
from registration.consent import VERSIONS
from registration.domain import applications, messages
from registration.domain.applications import Consent, Details
from registration.models import Application
from tenants.enums import Kind

INN = "5999000023"


def fill_inbox() -> None:
    """Put one application and one message into the inbox; does nothing if the application is there."""
    if Application.objects.filter(inn=INN).exists():
        return
    details = Details(
        short_name="ТСЖ «Берёзовая роща»", full_name="Товарищество собственников жилья «Берёзовая роща»",
        kind=Kind.ASSOCIATION, inn=INN, settlement=settlements.find(name="Верхнекамск"), last_name="Лесникова",
        first_name="Ирина", patronymic="Павловна", phone="+7 975 000-90-01",
        email="lesnikova@roscha.example", flats=144,
    )  # fmt: skip
    text = list(VERSIONS.values())[-1]
    applications.apply(details, consent=Consent(text=text, ip="127.0.0.1"))
    messages.send(
        name="Олег Юрьевич", email="oleg@kvartal.example", ip="127.0.0.1",
        text="Можно ли перенести лицевые счета из «Инфо-Бухгалтера»? У нас 40 домов.",
    )  # fmt: skip
