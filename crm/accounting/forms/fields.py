"""What the forms of this package share: fields that speak as people write, and the form of a domain function."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.forms import WagtailAdminModelForm

from crm.accounting.domain import houses
from crm.accounting.models import House
from crm.accounting.widgets import SuggestInput
from crm.imports.domain import cells
from places.domain import settlements
from tenants.errors import DomainError


class AmountField(forms.CharField):
    """Roubles as people write them: «1 234,50», minus for an overpayment."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return checked(cells.amount, text) if text else "0"


class AreaField(forms.CharField):
    """Square metres with a comma or a point; empty is unknown."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return checked(cells.measure, text) if text else None


class HouseField(forms.CharField):
    """A house by its address, with suggestions."""

    widget = SuggestInput("suggest_houses")

    def clean(self, value: Any) -> House | None:
        text = super().clean(value)
        return checked(houses.find_house, text) if text else None


class TownField(forms.CharField):
    """A town of the platform's directory as «Верхнекамск» or «Верхнекамск, Пермский край», with suggestions."""

    widget = SuggestInput("suggest_towns")

    def __init__(self, *, help_text: str = "Начните писать и выберите из подсказки.", **options: Any) -> None:
        super().__init__(help_text=_with_asking(help_text), **options)

    def clean(self, value: Any) -> tuple[str, str] | None:
        text = super().clean(value)
        if not text:
            return None
        name, _, region = text.partition(",")
        town = checked(lambda name: settlements.find(name=name, region=region), name)
        return houses.town_name(town), town.region.name


class ThroughDomainForm(WagtailAdminModelForm):
    """A form of values for a domain function: the instance is neither filled nor checked here."""

    def _post_clean(self) -> None:
        pass


def _asking(help_text: str) -> SafeString:
    return format_html(
        '{} <a href="{}" target="_blank" rel="noopener">Нет вашего города?</a>', help_text, reverse("ask_town")
    )


_with_asking = lazy(_asking, str)  # forms are read before the addresses are


def checked(clean: Callable[[str], Any], text: str) -> Any:
    try:
        return clean(text)
    except DomainError as error:
        raise forms.ValidationError(str(error)) from None
