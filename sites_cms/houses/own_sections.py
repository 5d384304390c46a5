"""The sections of this package: what is off, news, works, the passport."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import number_format

from crm.accounting.models import House
from crm.dispatch.domain.queries import done_for_all
from sites_cms.alerts.domain.shown import works_at
from sites_cms.houses import sections
from sites_cms.houses.domain import now
from sites_cms.houses.sections import Section
from sites_cms.pages import context
from sites_cms.pages.domain import queries
from tenants.russian import decline

_WORKS_OF = timedelta(days=91)
_AREAS = ("total_area", "flats_area", "commercial_area", "common_area")


def register() -> None:
    """Put them onto the page of a house."""
    for section in (
        Section("otklyucheniya", 10, "Отключения", "site/parts/outages.html", _outages),
        Section("novosti", 20, "Новости дома", "site/parts/house_news.html", _news),
        Section("raboty", 30, "Работы", "site/parts/house_works.html", _works),
        Section("pasport", 40, "Паспорт дома", "site/parts/house_passport.html", _passport),
    ):
        sections.register(section)


def _outages(house: House, request: HttpRequest) -> dict[str, Any] | None:
    found, changes_at = now.at_house(house)
    context.true_until(request, changes_at)
    return {"outages": found} if found else None


def _news(house: House, request: HttpRequest) -> dict[str, Any] | None:
    found = list(queries.news_of_house(house.pk))
    return {"news": found} if found else None


def _works(house: House, request: HttpRequest) -> dict[str, Any] | None:
    told, done = list(works_at(house.pk)), done_for_all(house, since=timezone.now() - _WORKS_OF)
    words = [(place, f"{times} {decline(times, 'заявка', 'заявки', 'заявок')}") for place, times in done]
    return {"works": told, "done": words} if told or done else None


def _passport(house: House, request: HttpRequest) -> dict[str, Any] | None:
    facts = [
        (_label(name), str(value)) for name in ("built_in", "floors", "entrances") if (value := getattr(house, name))
    ]
    for name in _AREAS:
        if value := getattr(house, name):
            facts.append((_label(name).removesuffix(", м²"), f"{number_format(value, 1, force_grouping=True)} м²"))
    if house.cadastral_number:
        facts.append((_label("cadastral_number"), house.cadastral_number))
    return {"facts": facts} if facts else None


def _label(name: str) -> str:
    label = str(House._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a plain field
    return f"{label[:1].upper()}{label[1:]}"
