"""Wagtail starts its choosers by inline scripts, which our policy of content refuses.

Here a chooser carries the same data in attributes, and `crm/wagtail.js` starts it. Date fields and inline panels are
treated alike by templates in `themes/crm/wagtailadmin`; choosers have no template of that part.
"""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets.chooser import BaseChooser


def replace() -> None:
    """Let every chooser of Wagtail and ours render without an inline script."""
    BaseChooser.render = _render


def _render(self: Any, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
    chosen = self.get_value_data(value)
    attrs = attrs or {}
    return format_html(
        '{}<span hidden data-controller="chooser" data-chooser-kind-value="{}" data-chooser-for-value="{}"'
        ' data-chooser-options-value="{}"></span>',
        self.render_html(name, chosen, attrs),
        self.js_constructor,
        attrs["id"],
        json.dumps(self.get_js_init_options(attrs["id"], name, chosen)),
    )
