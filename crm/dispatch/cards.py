"""Requests where others look: on the screens of an account and of a house, on the desk, in «Найти»."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils import timezone

from crm.accounting import cards, house_cards
from crm.accounting.cards import Card
from crm.accounting.domain.asking import Asked
from crm.accounting.domain.finding import MOST, Finder, Hit, register_finder
from crm.accounting.house_cards import HouseFigure
from crm.accounting.models import Account, House
from crm.accounting.screen_buttons import Button
from crm.dispatch import rights
from crm.dispatch.domain.filtering import late
from crm.dispatch.domain.queries import requests_for
from crm.dispatch.enums import OPEN, Priority, Status
from crm.dispatch.models import Caller
from crm.shell import figures
from crm.shell.figures import FigureSource
from identity.models import User

_SHOWN = 10  # of an account


def register() -> None:
    """Put requests there."""
    cards.register(Card("requests", 40, "Заявки", rights.SEE_REQUESTS, "dispatch/account_card.html", _of_account))
    cards.buttons.register(Button("request", 10, "Новая заявка", "warning", rights.CREATE_REQUESTS, _new_of_account))
    house_cards.register_figure(
        HouseFigure("requests", 10, "Открытых заявок", rights.SEE_REQUESTS, _open_in, _listed_of_house)
    )
    house_cards.buttons.register(
        Button("request", 10, "Новая заявка", "warning", rights.CREATE_REQUESTS, _new_of_house)
    )
    register_finder(Finder("requests", 40, "Заявки", rights.SEE_REQUESTS, _find))
    for source in (
        FigureSource("requests", 10, "Открытых заявок", "dispatch_desk", rights.SEE_REQUESTS, _open),
        FigureSource(
            "new_requests", 11, "Новых, никто не взял", "dispatch_desk", rights.SEE_REQUESTS, _new, query="?state=new"
        ),
        FigureSource(
            "late_requests", 12, "Просроченных заявок", "dispatch_desk", rights.SEE_REQUESTS, _late,
            query="?state=late", urgent=True,
        ),
        FigureSource(
            "emergencies", 13, "Открытых аварий", "dispatch_desk", rights.SEE_REQUESTS, _emergencies,
            query="?priority=1", urgent=True,
        ),
    ):  # fmt: skip
        figures.register(source)


def _of_account(account: Account, user: User) -> Mapping[str, Any] | None:
    """The last requests of the flat, and those that it joined."""
    calls = Caller.objects.filter(account=account).values("request")
    found = requests_for(user).filter(Q(account=account) | Q(pk__in=calls))
    return {"requests": list(found.select_related("type").order_by("-number")[:_SHOWN])}


def _new_of_account(account: Account) -> str | None:
    return f"{reverse('new_request')}?chosen=a{account.pk}" if account.is_active else None


def _new_of_house(house: House) -> str:
    return f"{reverse('new_request')}?chosen=h{house.pk}"


def _open_in(house: House, user: User) -> int:
    return requests_for(user).filter(house=house, status__in=OPEN).count()


def _listed_of_house(house: House) -> str:
    return f"{reverse('dispatch_desk')}?house={house.pk}"


def _find(asked: Asked, user: User) -> list[Hit]:
    """By a number of a request or of a call."""
    number = asked.number
    if not number.isdigit() or len(number) > 9:
        return []
    calls = Caller.objects.filter(number=int(number)).values("request")
    found = requests_for(user).filter(pk__in=calls).select_related("house", "account")[:MOST]
    return [
        Hit(
            f"Заявка № {one.number}", f"{one.house.address} · {one.text[:80]}",
            reverse("request_page", args=[one.number]), one.get_status_display().lower(),
        )
        for one in found
    ]  # fmt: skip


def _open(user: User) -> str:
    return _count(user, Q())


def _new(user: User) -> str:
    return _count(user, Q(status=Status.NEW))


def _late(user: User) -> str:
    return _count(user, late(timezone.now()))


def _emergencies(user: User) -> str:
    return _count(user, Q(priority=Priority.EMERGENCY))


def _count(user: User, which: Q) -> str:
    return floatformat(requests_for(user).filter(which, status__in=OPEN).count() or "", "0g")
