"""The block of a stream that holds formatted text."""

from typing import Any

from wagtail.blocks import RichTextBlock
from wagtail.rich_text import RichText

from rich_text.domain.cleaning import clean


class HtmlBlock(RichTextBlock):
    """Wagtail's block whose value is clean wherever it enters or leaves a stream."""

    def deconstruct(self) -> Any:
        """As Wagtail's block: what is stored is the same, and cleaning is no matter of migrations."""
        _, args, kwargs = super().deconstruct()
        return "wagtail.blocks.RichTextBlock", args, kwargs

    def to_python(self, value: Any) -> RichText:
        return RichText(clean(value or ""))

    def value_from_form(self, value: Any) -> RichText:
        return RichText(clean(value or ""))

    def normalize(self, value: Any) -> RichText:
        return RichText(clean(value.source if isinstance(value, RichText) else value or ""))

    def get_prep_value(self, value: Any) -> str:
        return clean(value.source)
