from typing import Any

from django import forms
from django.forms.widgets import Media
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


class SuggestInput(forms.TextInput):
    """A text field with suggestions from the server; without JavaScript it is a plain text field.

    htmx sends the field's own name and value, so the view behind `url_name` reads the parameter of that name; `along`
    is another field of the form that is sent too.
    """

    def __init__(self, url_name: str, attrs: dict[str, Any] | None = None, *, along: str = "") -> None:
        self.url_name, self.along = url_name, along
        super().__init__({"autocomplete": "off", **(attrs or {})})

    @property
    def media(self) -> Media:
        return forms.Media(js=["django_htmx/htmx-2.min.js"])

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        list_id = f"{(attrs or {}).get('id', name)}-suggestions"
        asking = {
            "list": list_id,
            "hx-get": reverse(self.url_name),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": f"#{list_id}",
        }
        if self.along:
            asking["hx-include"] = f"[name='{self.along}']"
        field = super().render(name, value, {**(attrs or {}), **asking}, renderer)
        return format_html('{}<datalist id="{}"></datalist>', field, list_id)
