"""The editor of formatted text: CKEditor 4 from django-ckeditor, with «Источник» and Wagtail's choosers."""

import json
from collections.abc import Iterable
from typing import Any

from ckeditor.widgets import CKEditorWidget
from django import forms
from django.urls import reverse
from wagtail.admin.staticfiles import versioned_static
from wagtail.rich_text import features as feature_registry

from rich_text.editing import as_edited

# The button for each feature that a field may name, in the order of the toolbar; a list is a group.
_BUTTONS = (
    {"h2": "Heading", "h3": "Subheading"},
    {"bold": "Bold", "italic": "Italic"},
    {"ul": "BulletedList", "ol": "NumberedList", "blockquote": "Blockquote"},
    {"link": "PageLink", "document-link": "DocumentLink", "unlink": "NoLink"},
    {"image": "Picture", "video": "Player", "table": "Table", "hr": "HorizontalRule"},
)
_ALWAYS = (["RemoveFormat"], ["Undo", "Redo"], ["Source"])
_CHOOSERS = {
    "image": ("wagtailimages_chooser:choose", "wagtailimages/js/image-chooser-modal.js"),
    "document-link": ("wagtaildocs_chooser:choose", "wagtaildocs/js/document-chooser-modal.js"),
    "link": ("wagtailadmin_choose_page", "wagtailadmin/js/page-chooser-modal.js"),
}


class Editor(CKEditorWidget):
    """A text area that `crm/editor.js` turns into CKEditor; without scripts it is HTML to be typed.

    What it sends is not trusted: the field cleans it.
    """

    accepts_features = True

    def __init__(self, features: Iterable[str] | None = None, options: Any = None, attrs: Any = None) -> None:
        super().__init__(template_name="base/editor.html", attrs=attrs)
        self.features = list(feature_registry.get_default_features() if features is None else features)

    @property
    def media(self) -> forms.Media:
        choosers = [versioned_static(script) for name, (_, script) in _CHOOSERS.items() if name in self.features]
        modal = [versioned_static("wagtailadmin/js/modal-workflow.js")] if choosers else []
        ours = forms.Media(css={"all": ["crm/editor.css"]}, js=[*modal, *choosers, "crm/editor.js"])
        return super().media + ours

    def use_required_attribute(self, initial: Any) -> bool:
        """A browser cannot point at a field that the editor hides."""
        return False

    def format_value(self, value: Any) -> str:
        return as_edited(value or "")

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = forms.Textarea.get_context(self, name, value, attrs)
        options = {
            "toolbar": self._toolbar(),
            "choosers": {name: reverse(view) for name, (view, _) in _CHOOSERS.items() if name in self.features},
        }
        context["widget"]["attrs"] |= {"data-controller": "editor", "data-editor-options-value": json.dumps(options)}
        return context

    def _toolbar(self) -> list[list[str]]:
        wanted = {*self.features, *(["unlink"] if "link" in self.features else [])}
        groups = ([button for feature, button in group.items() if feature in wanted] for group in _BUTTONS)
        return [group for group in (*groups, *_ALWAYS) if group]
