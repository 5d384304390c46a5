from typing import Any

from django import forms

from identity.models import User
from sites_cms.appearance.domain import looks
from sites_cms.appearance.domain.themes import themes
from sites_cms.appearance.models import Appearance


class ThemeCards(forms.RadioSelect):
    """Themes as cards with a picture each: radio buttons for the keyboard and for screen readers."""

    template_name = "appearance/theme_cards.html"

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        return option | {"theme": themes()[option["value"]]}


class LookForm(forms.Form):
    """«Оформление»."""

    theme = forms.ChoiceField(
        label="Тема",
        widget=ThemeCards,
        choices=lambda: [(theme.code, theme.title) for theme in themes().values()],
        error_messages={"invalid_choice": "Такой темы больше нет: выберите другую."},
    )
    accent = forms.CharField(
        label="Главный цвет",
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=Appearance._meta.get_field("accent").help_text,
    )

    def apply(self, *, by: User) -> Appearance:
        return looks.change_look(**self.cleaned_data, by=by)
