import hashlib

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from sites_cms.appearance.domain.contrast import AA, Palette, contrast, palette, parse_colour
from sites_cms.appearance.enums import Theme
from tenants.errors import DomainError

ENAMEL_BLUE = "#1f4e8c"  # the colour of the plates with which Russian houses show their numbers


@register_setting(icon="view")
class Appearance(BaseGenericSetting):
    """«Оформление»: one row. The logo is the company's, not the site's: it stands in `crm.company`."""

    theme = models.CharField("тема", max_length=20, choices=Theme.choices, default=Theme.DAYLIGHT)
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

    panels = [FieldPanel("theme"), FieldPanel("accent", widget=forms.ColorInput)]

    class Meta:
        verbose_name = "Оформление"
        verbose_name_plural = "Оформление"
        constraints = [
            models.CheckConstraint(condition=models.Q(accent__regex=r"^#[0-9a-f]{6}$"), name="accent_is_a_colour"),
            models.CheckConstraint(
                condition=models.Q(chat_widget__regex=r"^([A-Za-z0-9]{10,11})?$"), name="chat_widget_is_a_number"
            ),
        ]

    def __str__(self) -> str:
        return "Оформление"

    def clean(self) -> None:
        super().clean()
        try:
            self.accent = parse_colour(self.accent)
        except DomainError as error:
            raise ValidationError({"accent": str(error)}) from error
        colours = self.palette
        if contrast(colours.on_accent, colours.accent) < AA:
            raise ValidationError({"accent": "На этом цвете не прочесть текст: возьмите светлее или темнее."})

    @property
    def palette(self) -> Palette:
        """The colours of the site."""
        return palette(self.accent)

    @property
    def version(self) -> str:
        """Changes with the colours; stands in the address of the stylesheet, which may then be kept for a year."""
        return hashlib.sha256(repr(self.palette).encode()).hexdigest()[:10]
