import hashlib

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.contrib.settings.models import BaseGenericSetting

from sites_cms.appearance.domain.contrast import AA, Palette, contrast, palette, parse_colour
from sites_cms.appearance.domain.themes import USUAL, Theme, theme_of, themes
from tenants.errors import DomainError

ENAMEL_BLUE = "#1f4e8c"  # the colour of the plates with which Russian houses show their numbers


class Appearance(BaseGenericSetting):
    """«Оформление»: one row. The logo is the company's, not the site's: it stands in `crm.company`."""

    is_preview = False  # True on the unsaved one of `domain.looks`

    theme = models.CharField("тема", max_length=20, default=USUAL)
    accent = models.CharField(
        "главный цвет",
        max_length=7,
        default=ENAMEL_BLUE,
        help_text="Цвет надписей на нём и цвет ссылок подберутся сами, чтобы всё читалось.",
    )

    # The number of the chat's widget; «Настройки» (sites_cms.chat) write it.
    chat_widget = models.CharField(
        "номер чата Живосайт", max_length=11, blank=True, default="", db_default="", editable=False
    )

    # News come out after approval; `sites_cms.pages.domain.moderation` switches it.
    checks_news = models.BooleanField("новости проверяются", default=False, db_default=False, editable=False)

    class Meta:
        verbose_name = "Оформление"
        verbose_name_plural = "Оформление"
        constraints = [
            models.CheckConstraint(condition=models.Q(accent__regex=r"^#[0-9a-f]{6}$"), name="accent_is_a_colour"),
            models.CheckConstraint(
                condition=models.Q(chat_widget__regex=r"^([A-Za-z0-9]{10,11})?$"), name="chat_widget_is_a_number"
            ),
            # The code becomes a path of templates: whatever writes it, it leads to no other folder.
            models.CheckConstraint(condition=models.Q(theme__regex=r"^[a-z][a-z0-9_]*$"), name="theme_is_a_folder"),
        ]

    def __str__(self) -> str:
        return "Оформление"

    def clean(self) -> None:
        super().clean()
        try:
            self.accent = parse_colour(self.accent)
        except DomainError as error:
            raise ValidationError({"accent": str(error)}) from error
        if self.theme not in themes():
            raise ValidationError({"theme": "Такой темы больше нет: выберите другую."})
        colours = self.palette
        if contrast(colours.on_accent, colours.accent) < AA:
            raise ValidationError({"accent": "На этом цвете не прочесть текст: возьмите светлее или темнее."})

    @property
    def shown_theme(self) -> Theme:
        """The chosen theme, or the usual one if it is no longer there."""
        return theme_of(self.theme)

    @property
    def palette(self) -> Palette:
        """The colours of the site, readable on the grounds of the theme."""
        theme = self.shown_theme
        return palette(self.accent, ground=theme.ground, night=theme.night)

    @property
    def version(self) -> str:
        """Changes with the colours; stands in the address of the stylesheet, which may then be kept for a year."""
        return hashlib.sha256(repr(self.palette).encode()).hexdigest()[:10]
