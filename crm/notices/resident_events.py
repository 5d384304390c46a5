"""Reminders of the month as events: what they say until a company writes its own words."""

from notifications.events import Event, Variable
from sms.enums import Cause

_MONTH = {"месяц": Variable("месяц напоминания", "ноябрь 2026")}
READINGS = Event(
    "notices.readings",
    "Передайте показания",
    "Напоминания",
    "раз в месяц, в день из «Моя компания», тем, кто не передал показания",
    Cause.READINGS.value,
    subject="Передайте показания счётчиков",
    text="В этом месяце мы ещё не получили показаний ваших счётчиков. Передайте их на сайте или по телефону: "
    "иначе начислим по среднему.",
    short="Мы ещё не получили ваших показаний за этот месяц.",
    own_variables=_MONTH,
)
DEBT = Event(
    "notices.debt",
    "Погасите долг",
    "Напоминания",
    "раз в месяц, в день из «Моя компания», должникам",
    Cause.DEBT.value,
    subject="Долг за жилищно-коммунальные услуги",
    text="За вашим лицевым счётом числится долг. Оплатите его, чтобы не росли пени (ЖК РФ, ст. 155). "
    "Если вы уже заплатили, это письмо можно не принимать во внимание.",
    short="Оплатите долг, чтобы не росли пени. Если заплатили, спасибо.",
    own_variables=_MONTH,
)
